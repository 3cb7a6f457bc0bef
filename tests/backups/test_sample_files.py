"""The sample's files: placed where its locations are, told or left to be found, taken away."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings

from backups.models import BackupLocation, BackupPolicy, BackupSet
from backups.reading import open_source
from backups.services.sample_files import MARK, place_files, remove_files
from backups.services.sample_rows import sample_folder
from backups.services.sample_story import read_story
from bia.services.catalogue_loading import load_catalogue
from bia.services.sample_loading import load_sample

NOW = datetime(2026, 11, 26, 9, 45, tzinfo=UTC)
pytestmark = pytest.mark.slow  # a sample of its own, with its files
QUICK = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="module")
def folder(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    """The sample with its files, once for this module."""
    root = tmp_path_factory.mktemp("backups")
    with (
        django_db_blocker.unblock(),
        transaction.atomic(),
        override_settings(PASSWORD_HASHERS=QUICK, BACKUP_ROOTS=[root]),
    ):
        load_catalogue(at=NOW)
        load_sample(variant="aftersales", language="zh", at=NOW)
        place_files(read_story("zh"), at=NOW)
        found = sample_folder()
        assert found is not None
        yield found
        transaction.set_rollback(True)


def test_files_are_small(folder: Path, db: None) -> None:
    sizes = [one.stat().st_size for one in folder.rglob("*.bak")]
    assert (len(sizes) > 40, sum(sizes) < 30_000_000, min(sizes) >= 1024) == (True, True, True)


def test_what_tools_tell_stands_and_the_rest_waits_to_be_found(folder: Path, db: None) -> None:
    told = set(BackupSet.objects.exclude(state="expected").values_list("policy__system__code"))
    assert told == {("csm",), ("finance",)}
    places = BackupLocation.objects.filter(production=False, state__scan_due_at=NOW)
    assert set(places.values_list("code", flat=True)) == {
        "room-a-disk",
        "city-b-nas",
        "remote-c-cloud",
    }
    assert (folder / "room-a/disk/inventory/MD5SUMS").is_file()
    assert (folder / "remote-c/cloud/bi/SHA256SUMS").is_file()


def test_nothing_is_judged_by_the_loading(folder: Path, db: None) -> None:
    assert set(BackupSet.objects.values_list("state", "restorable")) == {
        ("registered", False),
        ("expected", False),
    }


def test_the_late_one_is_expected_in_the_past(folder: Path, db: None) -> None:
    late = BackupSet.objects.get(state="expected")
    assert (late.policy.code, late.due_at) == (
        "inventory-daily",
        datetime(2026, 11, 25, 19, tzinfo=UTC),
    )


def test_the_chain_runs_back_to_the_full(folder: Path, db: None) -> None:
    newest = BackupSet.objects.filter(policy__code="csm-daily").latest("restore_point_at")
    chain = [newest]
    while chain[-1].parent is not None:
        chain.append(chain[-1].parent)
    assert [one.kind for one in chain] == ["incremental"] * 4 + ["full"]


def test_locations_are_folders_the_readers_may_open(folder: Path, db: None) -> None:
    for location in BackupLocation.objects.all():
        source = open_source(location.url, {}, roots=[folder.parent], hosts=[])
        source.check()
        source.close()


def test_damage_is_what_the_story_says(folder: Path, db: None) -> None:
    nas, disk = folder / "city-b/nas", folder / "room-a/disk"
    cloud = folder / "remote-c/cloud"
    full = max(one.name for one in (disk / "csm").glob("*客户信息全量备份.bak"))
    good, rotten = (nas / "csm" / full).stat(), (disk / "csm" / full).stat()
    assert (good.st_size, good.st_mtime_ns) == (rotten.st_size, rotten.st_mtime_ns)
    assert (nas / "csm" / full).read_bytes() != (disk / "csm" / full).read_bytes()
    assert (nas / "csm" / full).read_bytes() == (cloud / "csm" / full).read_bytes()
    here = {one.name for one in (disk / "csm").glob("*增量备份.bak")}
    assert len(here - {one.name for one in (cloud / "csm").glob("*.bak")}) == 1


def test_every_plan_of_the_source_is_a_policy(folder: Path, db: None) -> None:
    plans = BackupPolicy.objects.values_list("system__code", "method")
    assert sorted(plans) == [
        ("bi", "full"),
        ("csm", "full"),
        ("csm", "incremental"),
        ("csm", "realtime"),
        ("finance", "full"),
        ("finance", "incremental"),
        ("finance", "realtime"),
        ("inventory", "full"),
        ("inventory", "incremental"),
    ]


def test_only_a_folder_with_its_mark_is_removed(settings: Any, tmp_path: Path, db: None) -> None:
    settings.BACKUP_ROOTS = [tmp_path]
    folder = sample_folder()
    assert folder is not None
    folder.mkdir()
    (folder / "precious").touch()
    remove_files()
    assert (folder / "precious").exists()
    (folder / MARK).touch()
    remove_files()
    assert not folder.exists()
