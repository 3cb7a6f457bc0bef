"""Every fault is found and called by its name, through request, slices and checks."""

from __future__ import annotations

import os
import random
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from backups.models import BackupLocation, BackupPolicy, ManifestFile
from tests.backups import disk, made
from tests.backups.disk import HOUR, Clock, outcome, told

pytestmark = pytest.mark.django_db

VICTIM, OTHER = "f00001.dat", "f00002.dat"


def _truncate(path: Path) -> None:
    os.truncate(path, path.stat().st_size - 1)


def _grow(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"more")


def _rewrite(path: Path) -> None:
    path.write_bytes(bytes(path.stat().st_size))
    os.utime(path, ns=(1, 1_600_000_000_000_000_000))


def _touch(path: Path) -> None:
    os.utime(path, ns=(1, 1_600_000_000_000_000_000))


def _swap(path: Path) -> None:
    other = path.with_name(OTHER)
    kept = other.stat()
    other.rename(path.with_name("kept"))
    path.rename(other)
    path.with_name("kept").rename(path)
    # Both times as before: a swap that admits nothing.
    for one in (path, other):
        os.utime(one, ns=(kept.st_atime_ns, kept.st_mtime_ns))


def _link(path: Path) -> None:
    path.rename(path.with_name("elsewhere"))
    path.symlink_to("elsewhere")


def _fifo(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()
    (path / "inside").write_bytes(b"x")


FAULTS: dict[str, tuple[Callable[[Path], Any], dict[str, str], str, str]] = {
    "flip": (disk.flip, {VICTIM: "corrupt"}, "checksum", "files_corrupt"),
    "flip that admits it": (
        lambda path: disk.flip(path, keep_times=False), {VICTIM: "rewritten"}, "checksum",
        "files_rewritten",
    ),
    "rewritten": (_rewrite, {VICTIM: "rewritten"}, "checksum", "files_rewritten"),
    "truncated": (_truncate, {VICTIM: "truncated"}, "completeness", "files_truncated"),
    "grown": (_grow, {VICTIM: "grown"}, "completeness", "files_grown"),
    "deleted": (Path.unlink, {VICTIM: "missing"}, "completeness", "files_missing"),
    "link": (
        _link, {VICTIM: "not_a_file", "elsewhere": "extra"}, "completeness", "files_extra",
    ),
    "fifo": (_fifo, {VICTIM: "not_a_file"}, "completeness", "files_not_a_file"),
    "folder": (
        _folder, {VICTIM: "missing", f"{VICTIM}/inside": "extra"}, "completeness",
        "files_missing",
    ),
    "added": (
        lambda path: path.with_name("zz").write_bytes(b"x"), {"zz": "extra"}, "completeness",
        "files_extra",
    ),
}  # fmt: skip


@pytest.fixture
def policy() -> Any:
    return made.policy(verify_every_s=30 * 86_400, smallest_bytes=1)


@pytest.fixture
def nas(settings: Any, tmp_path: Path) -> Any:
    return disk.place(settings, tmp_path)


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_found_and_named(policy: BackupPolicy, nas: BackupLocation, name: str) -> None:
    fault, expected, check, reason = FAULTS[name]
    one = disk.registered(policy, nas)
    clock = Clock()
    disk.verified(one, clock)
    fault(disk.folder_of(one.copies.get()) / VICTIM)
    clock.go(HOUR)
    run = disk.verified(one, clock)
    assert told(run) == expected
    assert (run.outcome, outcome(run, check)) == ("fail", ("fail", reason))
    assert (one.state, one.restorable, one.copies.get().state) == ("failed", False, "failed")


def test_two_files_swapped_are_both_found(policy: BackupPolicy, nas: BackupLocation) -> None:
    one = disk.registered(policy, nas)
    clock = Clock()
    disk.verified(one, clock)
    _swap(disk.folder_of(one.copies.get()) / VICTIM)
    clock.go(HOUR)
    found = told(disk.verified(one, clock))
    assert set(found) == {VICTIM, OTHER}
    assert set(found.values()) <= {"corrupt", "rewritten"}


def test_a_touched_file_warns_and_stays_restorable(
    policy: BackupPolicy, nas: BackupLocation
) -> None:
    one = disk.registered(policy, nas)
    clock = Clock()
    disk.verified(one, clock)
    _touch(disk.folder_of(one.copies.get()) / VICTIM)
    clock.go(HOUR)
    run = disk.verified(one, clock)
    assert (told(run), outcome(run, "checksum")) == ({}, ("warn", "files_touched"))
    assert (one.state, one.restorable) == ("verified", True)


def test_a_file_that_changes_while_it_is_read_is_unstable(
    policy: BackupPolicy, nas: BackupLocation
) -> None:
    nas.read_bytes_per_s = 4 * 1024 * 1024
    nas.save()
    one = disk.registered(policy, nas, files={"growing.bak": os.urandom(6 * 1024 * 1024)})
    path = disk.folder_of(one.copies.get()) / "growing.bak"

    over = threading.Event()

    def write() -> None:
        """The size stays, the time moves: as a database writes into its file."""
        with path.open("r+b", buffering=0) as file:
            while not over.wait(0.01):
                file.seek(0)
                file.write(os.urandom(8))

    writer = threading.Thread(target=write)
    writer.start()
    run = disk.verified(one)
    over.set()
    writer.join()
    assert told(run) == {"growing.bak": "unstable"}
    assert (outcome(run, "checksum"), one.state) == (("fail", "files_unstable"), "failed")


def test_an_error_of_the_medium_is_no_corruption(policy: BackupPolicy, settings: Any) -> None:
    """The kernel answers EIO for the first byte of a process's memory: a real error, no mock."""
    settings.BACKUP_ROOTS = [Path("/proc")]
    place = made.location("broken", url=f"file:///proc/{os.getpid()}")
    one = made.backup_set(policy, state="registered", rounds=0)
    copy = made.copy(one, place, path="mem")
    ManifestFile.objects.create(
        backup_set=one, path="mem", size_bytes=0, declared_by="md5", declared="0" * 32
    )
    run = disk.verified(one)
    assert told(run) == {"mem": "media_error"}
    assert outcome(run, "checksum") == ("fail", "files_media_error")
    copy.refresh_from_db()
    assert copy.state == "failed"


def test_a_copy_that_is_gone_is_missing_and_the_set_with_it(
    policy: BackupPolicy, nas: BackupLocation
) -> None:
    one = disk.registered(policy, nas)
    clock = Clock()
    disk.verified(one, clock)
    (disk.folder_of(one.copies.get())).rename(disk.folder_of(one.copies.get()).with_name("away"))
    clock.go(HOUR)
    run = disk.verified(one, clock)
    assert told(run) == {"": "missing"}
    assert outcome(run, "completeness") == ("fail", "copy_missing")
    assert outcome(run, "checksum") == ("not_run", "copy_missing")
    assert (one.state, one.restorable, one.obstacle) == ("missing", False, "missing")


def test_hostile_names_are_read_like_others(policy: BackupPolicy, nas: BackupLocation) -> None:
    one = disk.registered(policy, nas, files={}, declared="", size_bytes=None, file_count=None)
    folder = os.fsencode(disk.folder_of(one.copies.get()))
    names = [b"line\nbreak", b"\xff\xfe no utf-8", b"back\\slash", b"x" * 255, b"..dots", b"-rf *"]
    for name in names:
        Path(os.fsdecode(folder + b"/" + name)).write_bytes(b"content of " + name)
    clock = Clock()
    run = disk.verified(one, clock)
    assert run.slices.get(kind="read").figures == {"verdicts": {"new": len(names)}}
    disk.flip(Path(os.fsdecode(folder + b"/line\nbreak")), at=2)
    clock.go(HOUR)
    assert told(disk.verified(one, clock)) == {"line\\nbreak": "corrupt"}


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(150))
def test_every_flipped_bit_and_every_cut_is_found(
    policy: BackupPolicy, nas: BackupLocation, seed: int
) -> None:
    chance = random.Random(seed)
    files = {
        f"d{n % 7}/f{n:04d}": chance.randbytes(chance.choice([1, 511, 4096, 70_000, 300_000]))
        for n in range(20)
    }
    one = disk.registered(policy, nas, files=files)
    clock = Clock()
    disk.verified(one, clock)
    folder = disk.folder_of(one.copies.get())
    victims = chance.sample(sorted(files), 3)
    expected = {}
    for path, fault in zip(victims, ("corrupt", "truncated", "missing"), strict=True):
        expected[path] = fault
        if fault == "corrupt":
            disk.flip(folder / path, at=chance.randrange(len(files[path])))
        elif fault == "truncated":
            os.truncate(folder / path, chance.randrange(len(files[path])))
        else:
            (folder / path).unlink()
    clock.go(HOUR)
    assert told(disk.verified(one, clock)) == expected
