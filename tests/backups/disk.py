"""Real backups on a real disk: a location in a temporary folder, sets with files, and workers."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from backups.models import (
    BackupCopy,
    BackupLocation,
    BackupPolicy,
    BackupSet,
    ManifestFile,
    Verification,
)
from backups.services import slices_work, verification
from tests.backups import made
from tests.factories import NOON

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Clock:
    """Called like `timezone.now`; stands still unless it is moved."""

    def __init__(self, at: datetime = NOON) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def go(self, span: timedelta) -> datetime:
        self.at += span
        return self.at


def place(settings: Any, folder: Path, code: str = "nas", **fields: Any) -> BackupLocation:
    """A location of its own folder below `folder`, which is allowed."""
    settings.BACKUP_ROOTS = [folder]
    (folder / code).mkdir(exist_ok=True)
    return made.location(code, url=f"file://{folder / code}", **fields)


def contents(count: int = 3, size: int = 5_000, seed: int = 1) -> dict[str, bytes]:
    return {
        f"f{number:05d}.dat": hashlib.shake_128(f"{seed}:{number}".encode()).digest(size)
        for number in range(count)
    }


def registered(
    of: BackupPolicy,
    *places: BackupLocation,
    files: Mapping[str, bytes] | None = None,
    declared: str = "md5",
    at: datetime = NOON,
    **fields: Any,
) -> BackupSet:
    """A set that has arrived, its files at every place, its manifest unless `declared` is ""."""
    files = contents() if files is None else files
    defaults = {
        "state": "registered", "rounds": 0, "verify_due_at": at, "due_at": None,
        "size_bytes": sum(map(len, files.values())), "file_count": len(files),
        "has_manifest": bool(declared),
    }  # fmt: skip
    one = made.backup_set(of, at=at, **(defaults | fields))
    for location in places:
        copy = made.copy(one, location, path=one.code, arrived_at=at)
        write(folder_of(copy), files)
    if declared:
        ManifestFile.objects.bulk_create(
            ManifestFile(
                backup_set=one, path=path, size_bytes=len(content), declared_by=declared,
                declared=hashlib.new(declared, content).hexdigest(),
            )
            for path, content in files.items()
        )  # fmt: skip
    return one


def folder_of(copy: BackupCopy) -> Path:
    return Path(copy.location.url.removeprefix("file://")) / copy.path


def write(folder: Path, files: Mapping[str, bytes]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)


def flip(path: Path, at: int = 100, *, keep_times: bool = True) -> None:
    """One bit, and the times as they were: what a dying disk does."""
    before = path.stat()
    with path.open("r+b") as file:
        file.seek(at)
        byte = file.read(1)[0]
        file.seek(at)
        file.write(bytes([byte ^ 1]))
    if keep_times:
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def verified(one: BackupSet, clock: Clock | None = None, **how: Any) -> Verification:
    """Asked for, read by this process to the end, and looked at anew."""
    clock = clock or Clock()
    run = verification.request(one, **({"by": None, "at": clock()} | how))
    slices_work.work(now=clock)
    run.refresh_from_db()
    one.refresh_from_db()
    return run


def told(run: Verification) -> dict[str, str]:
    """path → verdict of its problems."""
    return dict(run.problems.values_list("path", "verdict"))


def outcome(run: Verification, name: str, copy: BackupCopy | None = None) -> tuple[str, str]:
    check = run.checks.filter(name=name, **({"copy": copy} if copy else {})).get()
    return check.outcome, check.reason
