"""Scans of real folders: what is found, what it belongs to, what is gone."""

from __future__ import annotations

import hashlib
import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError

from backups.models import BackupCopy, BackupLocation, BackupSet, LocationState, ManifestFile
from backups.services import scanning
from backups.services.scanning import Figures, claim, scan
from tests.backups import made

AT = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)
OLD = datetime(2026, 3, 1, tzinfo=UTC).timestamp()


@pytest.fixture
def root(tmp_path: Path, settings: Any) -> Path:
    settings.BACKUP_ROOTS = [tmp_path]
    (tmp_path / "nas").mkdir()
    return tmp_path / "nas"


@pytest.fixture
def nas(db: None, root: Path) -> BackupLocation:
    return made.location("nas", url=f"file://{root}", scan_every_s=3600)


@pytest.fixture
def policy(nas: BackupLocation) -> Any:
    return orders(nas)


def orders(*places: BackupLocation, **fields: Any) -> Any:
    row = made.policy(
        "orders", locations=places, data_class="订单数据", schedule="", timezone="Asia/Shanghai",
        **({"method": "full"} | fields),
    )  # fmt: skip
    row.places.update(folder="")
    return row


def put(root: Path, name: str, content: bytes = b"backup", *, at: float = OLD) -> Path:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    os.utime(path, (at, at))
    return path


def look(location: BackupLocation, *, at: datetime = AT) -> Figures:
    claimed = claim(at=at, only=location)
    assert claimed is not None
    return scan(claimed, at=at)


def test_a_name_of_the_source_becomes_a_set(nas: Any, policy: Any, root: Path) -> None:
    put(root, "20260301订单数据全量备份.bak")
    put(root, "20260302_订单数据_全量备份.bak", b"second")
    figures = look(nas)
    assert (figures.sets_new, figures.unknown, figures.problem) == (2, 0, "")
    first, second = BackupSet.objects.order_by("restore_point_at")
    assert (first.kind, first.arrived_by, first.state, first.size_bytes) == (
        "full", "scan", "registered", 6,
    )  # fmt: skip
    assert first.restore_point_at == datetime(2026, 2, 28, 16, 0, tzinfo=UTC)
    assert second.copies.get().path == "20260302_订单数据_全量备份.bak"
    state = LocationState.objects.get(location=nas)
    assert (state.scanned_at, state.scan_leased_until, state.reachable) == (AT, None, True)
    assert state.scan_due_at == AT + timedelta(hours=1)
    assert nas.readings.get().free_bytes == state.free_bytes


def test_a_second_look_finds_nothing_new(nas: Any, policy: Any, root: Path) -> None:
    put(root, "20260301订单数据全量备份.bak")
    look(nas)
    figures = look(nas, at=AT + timedelta(hours=1))
    assert (figures.sets_new, figures.copies_new, figures.missing) == (0, 0, 0)
    assert BackupCopy.objects.get().seen_at == AT + timedelta(hours=1)


def test_kinds_and_classes_go_to_their_own_policies(nas: Any, policy: Any, root: Path) -> None:
    incremental = made.policy(
        "orders-incr", locations=(nas,), data_class="订单数据", method="incremental", schedule=""
    )
    incremental.places.update(folder="")
    put(root, "20260301订单数据全量备份.bak")
    put(root, "20260302订单数据增量备份.bak")
    put(root, "20260303订单数据增量备份.bak")
    put(root, "20260303用户数据全量备份.bak")
    put(root, "notes.txt")
    figures = look(nas)
    assert figures.unknown_names == ["20260303用户数据全量备份.bak", "notes.txt"]
    rows = BackupSet.objects.order_by("restore_point_at")
    assert [(one.policy.code, one.parent_id) for one in rows] == [
        ("orders", None), ("orders-incr", rows[0].pk), ("orders-incr", rows[1].pk),
    ]  # fmt: skip


def test_a_folder_is_one_backup_with_its_manifest(nas: Any, root: Path) -> None:
    orders(nas, naming_pattern=r"^(?P<data>.+)-(?P<date>\d{8})T(?P<time>\d{4})$")
    base = "x/订单数据-20260302T0215"
    digests = []
    for name in ("data/a.bin", "data/b\nc.bin"):
        put(root, f"{base}/{name}", name.encode())
        digests.append((hashlib.sha256(name.encode()).hexdigest(), name))
    lines = [f"{one}  {name}" for one, name in digests[:1]]
    lines += [f"\\{one}  {name}".replace("\n", "\\n") for one, name in digests[1:]]
    put(root, f"{base}/SHA256SUMS", "\n".join([*lines, "0" * 64 + "  ../../x"]).encode())
    figures = look(nas)
    row = BackupSet.objects.get()
    assert (row.arrived_by, row.has_manifest, row.file_count) == ("manifest", True, 2)
    assert row.restore_point_at == datetime(2026, 3, 1, 18, 15, tzinfo=UTC)
    assert list(row.files.order_by("path").values_list("path", "declared_by", "sha256")) == [
        ("data/a.bin", "sha256", digests[0][0]), ("data/b\\nc.bin", "sha256", digests[1][0]),
    ]  # fmt: skip
    assert figures.bad_lines == [{"path": f"{base}/SHA256SUMS", "line": 3, "code": "path_outside"}]


@pytest.mark.parametrize(
    ("sidecar", "text"),
    [
        ("20260301订单数据全量备份.bak.md5", "{md5}\n"),
        ("20260301订单数据全量备份.bak.md5", "{md5} *20260301订单数据全量备份.bak\n"),
        ("MD5SUMS", "{md5}  20260301订单数据全量备份.bak\n" + "0" * 32 + "  other\n"),
        ("md5sum.txt", "MD5 (20260301订单数据全量备份.bak) = {md5}\n"),
    ],
)
def test_a_sidecar_is_the_expectation(
    nas: Any, policy: Any, root: Path, sidecar: str, text: str
) -> None:
    put(root, "20260301订单数据全量备份.bak")
    md5 = hashlib.md5(b"backup", usedforsecurity=False).hexdigest()
    put(root, sidecar, text.format(md5=md5).encode())
    figures = look(nas)
    line = ManifestFile.objects.get()
    assert (line.path, line.size_bytes, line.declared_by, line.declared) == (
        "20260301订单数据全量备份.bak", 6, "md5", md5,
    )  # fmt: skip
    assert figures.unknown == 0


def test_a_log_beside_a_backup_is_its_log(nas: Any, policy: Any, root: Path) -> None:
    put(root, "20260301订单数据全量备份.bak")
    put(root, "20260301订单数据全量备份.bak.log", b"dumped\nfinished")
    look(nas)
    row = BackupSet.objects.get()
    assert (row.log, row.log_given) == ("dumped\nfinished", True)


def test_the_same_name_elsewhere_is_a_copy_of_the_same_set(
    nas: Any, root: Path, tmp_path: Path
) -> None:
    (tmp_path / "tape").mkdir()
    tape = made.location("tape", url=f"file://{tmp_path}/tape")
    orders(nas, tape)
    name = "20260301订单数据全量备份.bak"
    put(root, name)
    put(tmp_path / "tape", f"march/{name}")
    assert (look(nas).sets_new, look(tape).copies_new) == (1, 1)
    row = BackupSet.objects.get()
    assert [(one.location.code, one.path) for one in row.copies.order_by("id")] == [
        ("nas", name), ("tape", f"march/{name}"),
    ]  # fmt: skip


def test_the_same_name_twice_is_one_set_and_at_the_next_look_its_copy(
    nas: Any, policy: Any, root: Path
) -> None:
    name = "20260301订单数据全量备份.bak"
    put(root, f"left/{name}")
    put(root, f"right/{name}")
    figures = look(nas)
    assert (figures.sets_new, figures.copies_new, figures.problem) == (1, 0, "")
    assert look(nas, at=AT + timedelta(hours=1)).copies_new == 1
    row = BackupSet.objects.get()
    assert [one.path for one in row.copies.order_by("id")] == [f"left/{name}", f"right/{name}"]


def test_what_a_tool_registered_without_a_place_is_found(nas: Any, policy: Any, root: Path) -> None:
    told = made.backup_set(
        policy, at=datetime(2026, 3, 1, 3, 0, tzinfo=UTC), state="registered", arrived_by="api"
    )
    put(root, "20260301订单数据全量备份.bak")
    assert look(nas).copies_new == 1
    assert told.copies.get().location == nas


def test_what_is_gone_is_missing_and_comes_back(nas: Any, policy: Any, root: Path) -> None:
    kept, lost = "20260301订单数据全量备份.bak", "20260302订单数据全量备份.bak"
    put(root, kept)
    put(root, lost)
    look(nas)
    (root / lost).unlink()
    assert look(nas).missing == 1
    row = BackupSet.objects.get(facts__found=lost)
    assert (row.state, row.copies.get().state, row.obstacle) == ("missing", "missing", "missing")
    put(root, lost)
    assert look(nas).back == 1
    row.refresh_from_db()
    assert (row.state, row.copies.get().state) == ("registered", "registered")


def test_what_was_deleted_after_its_time_is_expired(nas: Any, root: Path) -> None:
    orders(nas, retention_s=86_400)
    put(root, "20260301订单数据全量备份.bak")
    put(root, "20260305订单数据全量备份.bak")
    look(nas)
    (root / "20260301订单数据全量备份.bak").unlink()
    figures = look(nas, at=AT + timedelta(days=3))
    assert (figures.expired, figures.missing) == (1, 0)
    assert BackupSet.objects.order_by("restore_point_at")[0].state == "expired"


def test_nothing_is_gone_while_the_place_is(nas: Any, policy: Any, root: Path) -> None:
    put(root, "20260301订单数据全量备份.bak")
    look(nas)
    root.rename(root.with_name("unplugged"))
    figures = look(nas)
    assert (figures.problem, figures.missing) == ("location_unreachable", 0)
    assert BackupCopy.objects.get().state == "registered"
    assert LocationState.objects.get(location=nas).problem == "location_unreachable"


def test_an_empty_mount_point_is_no_loss_of_everything(nas: Any, policy: Any, root: Path) -> None:
    for day in (1, 2):
        put(root, f"2026030{day}订单数据全量备份.bak")
    look(nas)
    for path in root.iterdir():
        path.unlink()
    figures = look(nas)
    assert (figures.problem, figures.missing) == ("location_empty", 0)


def test_what_is_still_written_waits(nas: Any, policy: Any, root: Path) -> None:
    put(root, "20260301订单数据全量备份.bak", at=AT.timestamp() - 5)
    assert (look(nas).growing, BackupSet.objects.count()) == (1, 0)
    later = AT + timedelta(seconds=60)
    assert LocationState.objects.get(location=nas).scan_due_at <= AT + scanning.SOON
    assert look(nas, at=later).sets_new == 1


def test_links_lead_nowhere(nas: Any, policy: Any, root: Path) -> None:
    (root / "20260301订单数据全量备份.bak").symlink_to("/etc/passwd")
    assert (look(nas).sets_new, BackupSet.objects.count()) == (0, 0)


def test_a_location_is_scanned_by_one_at_a_time(nas: Any, policy: Any) -> None:
    LocationState.objects.filter(location=nas).update(scan_due_at=AT)
    assert claim(at=AT) == nas
    assert claim(at=AT) is None
    assert claim(at=AT + timedelta(hours=1)) == nas


def test_places_of_the_same_backups_are_scanned_one_after_the_other(
    nas: Any, tmp_path: Path
) -> None:
    """Two at once would each make a set of a backup that is new in both."""
    (tmp_path / "tape").mkdir()
    tape = made.location("tape", url=f"file://{tmp_path / 'tape'}", scan_every_s=3600)
    other = made.location("other", url=f"file://{tmp_path}", scan_every_s=3600)
    orders(nas, tape)
    LocationState.objects.update(scan_due_at=AT)
    LocationState.objects.filter(location=other).update(scan_due_at=AT + timedelta(seconds=1))
    later = AT + timedelta(seconds=2)
    first = claim(at=later)
    assert first in (nas, tape)
    assert (claim(at=later), claim(at=later)) == (other, None)
    scan(first, at=later)
    assert {first, claim(at=later)} == {nas, tape}


def test_a_fault_of_the_program_leaves_it_free_and_due_soon(
    nas: Any, policy: Any, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def deadlock(*_args: Any, **_more: Any) -> None:
        raise OperationalError("deadlock detected")

    put(root, "20260301订单数据全量备份.bak")
    monkeypatch.setattr(scanning, "register_units", deadlock)
    with pytest.raises(OperationalError):
        look(nas)
    monkeypatch.undo()
    assert claim(at=AT) is None
    assert claim(at=AT + timedelta(seconds=15)) == nas


@pytest.mark.parametrize(
    "closed", [{"paused": True}, {"windows": [{"days": [1], "from": "02:00", "to": "03:00"}]}]
)
def test_paused_and_closed_locations_wait(nas: Any, policy: Any, closed: dict[str, Any]) -> None:
    BackupLocation.objects.filter(pk=nas.pk).update(**closed)
    LocationState.objects.filter(location=nas).update(scan_due_at=AT)
    assert claim(at=AT) is None


def test_copies_that_a_tool_registered_are_known_whatever_their_name(
    nas: Any, policy: Any, root: Path
) -> None:
    row = made.backup_set(policy, at=AT - timedelta(days=1))
    made.copy(row, nas, path="repo")
    for n in range(3):
        put(root, f"repo/data/{n}")
    figures = look(nas)
    assert (figures.unknown, figures.missing, figures.sets_new) == (0, 0, 0)


@pytest.mark.slow
def test_a_hundred_thousand_files_take_half_a_minute(nas: Any, root: Path) -> None:
    orders(nas, naming_pattern=r"^(?P<data>.+)-(?P<date>\d{8})T(?P<time>\d{4})(\.dump)?$")
    for n in range(1_100):
        at = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(hours=n)
        name = root / at.strftime("订单数据-%Y%m%dT%H%M")
        if n < 1_000:
            name.mkdir()
            for number in range(99):
                (name / f"{number:02}.bin").touch()
        else:
            name.with_suffix(".dump").touch()
    began = time.monotonic()
    figures = look(nas, at=datetime.now(UTC) + timedelta(minutes=5))
    assert time.monotonic() - began < 30
    again = look(nas, at=datetime.now(UTC) + timedelta(minutes=6))
    assert again.seconds < 30
    assert (figures.files, figures.sets_new) == (99_100, 1_100)
    assert (again.sets_new, again.missing, again.unknown) == (0, 0, 0)
