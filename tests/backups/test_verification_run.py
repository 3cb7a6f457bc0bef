"""A run from request to states: what is read, recorded, judged and told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from backups.models import CopyFile, CopyPart, ManifestFile
from tests.backups import disk, made
from tests.backups.disk import DAY, HOUR, NOON, Clock, outcome, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def policy() -> Any:
    return made.policy(verify_every_s=30 * 86_400, restore_test_every_s=None, smallest_bytes=1)


@pytest.fixture
def nas(settings: Any, tmp_path: Path) -> Any:
    return disk.place(settings, tmp_path)


def test_a_good_set_becomes_verified_and_restorable(policy: Any, nas: Any) -> None:
    one = disk.registered(policy, nas)
    run = disk.verified(one)
    assert (run.state, run.problems.count()) == ("finished", 0)
    assert (one.state, one.restorable, one.obstacle, one.rounds) == ("verified", True, "", 1)
    assert (one.verified_at, one.oldest_read_at) == (NOON, NOON)
    assert outcome(run, "checksum") == ("pass", "all_match")
    assert outcome(run, "completeness") == ("pass", "all_there")
    copy = one.copies.get()
    assert (copy.state, copy.verified_at, copy.oldest_read_at) == ("verified", NOON, NOON)


def test_the_first_reading_records_sha256_and_blake3_beside_the_declared(
    policy: Any, nas: Any
) -> None:
    one = disk.registered(policy, nas)
    run = disk.verified(one)
    assert run.algorithms == ["md5", "sha256", "blake3"]
    files = ManifestFile.objects.filter(backup_set=one)
    assert {(len(f.sha256), len(f.blake3)) for f in files} == {(64, 64)}
    assert CopyFile.objects.filter(copy__backup_set=one, bad=False).count() == 3
    part = CopyPart.objects.get(copy__backup_set=one)
    assert (part.files, part.bytes, part.read_at, part.result) == (3, 15_000, NOON, "pass")
    assert part.due_at == NOON + 15 * DAY
    assert one.verify_due_at == NOON + 15 * DAY


def test_a_flipped_bit_is_silent_corruption_and_the_set_is_not_restorable(
    policy: Any, nas: Any
) -> None:
    one = disk.registered(policy, nas)
    clock = Clock()
    disk.verified(one, clock)
    disk.flip(disk.folder_of(one.copies.get()) / "f00001.dat")
    clock.go(HOUR)
    run = disk.verified(one, clock)
    assert told(run) == {"f00001.dat": "corrupt"}
    assert (run.outcome, outcome(run, "checksum")) == ("fail", ("fail", "files_corrupt"))
    assert (one.state, one.restorable, one.obstacle) == ("failed", False, "failed")
    assert one.verify_due_at == clock() + DAY


def test_what_was_mended_is_good_again(policy: Any, nas: Any) -> None:
    one = disk.registered(policy, nas)
    clock = Clock()
    path = disk.folder_of(one.copies.get()) / "f00001.dat"
    good = path.read_bytes()
    path.write_bytes(b"x" + good[1:])
    assert told(disk.verified(one, clock)) == {"f00001.dat": "corrupt"}
    path.write_bytes(good)
    clock.go(HOUR)
    run = disk.verified(one, clock)
    assert (told(run), one.state, one.restorable) == ({}, "verified", True)
    assert CopyFile.objects.filter(copy__backup_set=one, bad=True).count() == 0


def test_a_later_round_reads_blake3_alone_and_the_declared_one_by_policy(
    policy: Any, nas: Any
) -> None:
    policy.declared_every = 2
    policy.save()
    one = disk.registered(policy, nas)
    clock = Clock()
    rounds = []
    for _ in range(3):
        rounds.append(disk.verified(one, clock).algorithms)
        clock.go(HOUR)
    assert rounds == [["md5", "sha256", "blake3"], ["blake3"], ["md5", "blake3"]]


def test_without_a_manifest_the_first_reading_records_and_says_so(policy: Any, nas: Any) -> None:
    one = disk.registered(policy, nas, declared="", size_bytes=None, file_count=None)
    run = disk.verified(one)
    assert run.outcome == "warn"
    assert outcome(run, "checksum") == ("warn", "recorded_first")
    assert outcome(run, "completeness") == ("warn", "no_manifest")
    assert (one.state, one.size_bytes, one.file_count) == ("verified", 15_000, 3)
    assert ManifestFile.objects.filter(backup_set=one).exclude(blake3="").count() == 3
    figures = run.slices.get(kind="read").figures
    assert figures == {"verdicts": {"new": 3}}
