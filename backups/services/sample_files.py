"""The sample's backups as files: made, copied to their places, told or left to be found, damaged.

What is damaged is damaged after it was told: the verdicts are the workers' own. Everything lies
in one folder with a mark, and only such a folder is ever removed.
"""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction

from accounts.models import User
from backups.models import BackupLocation, BackupPolicy, PolicyState
from backups.services.arriving import ArrivingCopy, ArrivingFile
from backups.services.expected import keep_expected
from backups.services.locations import ask_for_scan
from backups.services.sample_contents import archive, statistics
from backups.services.sample_database import NoDump, dump, forget_after, service_database
from backups.services.sample_rows import policies, sample_folder
from backups.services.sample_story import Backup, backups_of, fault_of
from backups.services.sets import create_set

log = logging.getLogger("bcm.backups")

MARK = ".made-by-the-sample"
TOOK = timedelta(minutes=3)
LOG = "{name}: {bytes} bytes\nbackup completed\n"


def place_files(story: Mapping[str, Any], *, at: datetime) -> None:
    """Make them anew. Where the folder cannot be written, the sample stays without backups."""
    folder = sample_folder()
    if folder is None:
        return
    try:
        _Placing(story, _fresh(folder), at).place()
    except OSError as error:
        log.warning("no backups for the sample in %s: %s", folder, error)


def remove_files() -> None:
    folder = sample_folder()
    if folder is not None and (folder / MARK).is_file() and not folder.is_symlink():
        shutil.rmtree(folder, ignore_errors=True)


def _fresh(folder: Path) -> Path:
    remove_files()
    folder.mkdir(parents=True)
    (folder / MARK).write_text("Removed with the sample company (manage.py empty_sample).\n")
    return folder


class _Placing:
    def __init__(self, story: Mapping[str, Any], folder: Path, at: datetime):
        self.story, self.folder, self.at = story, folder, at
        self.rows = {row["code"]: row for row in story["policies"]}
        self.policies = policies()
        self.locations = {one.code: one for one in BackupLocation.objects.all()}
        self.by = User.objects.get(username="ops")

    def place(self) -> None:
        for row in self.story["locations"]:
            (self.folder / row["folder"]).mkdir(parents=True)
        backups = backups_of(self.story, at=self.at)
        with tempfile.TemporaryDirectory(dir=self.folder, prefix=".making-") as making:
            made = self._make(backups, Path(making))
            for one in sorted(made, key=lambda one: one.stands_at):
                self._arrive(one, made[one])
        for location in self.locations.values():
            if not location.production:
                ask_for_scan(location, by=self.by, at=self.at)

    def _make(self, backups: Mapping[str, Sequence[Backup]], making: Path) -> dict[Backup, Path]:
        made: dict[Backup, Path] = {}
        for code, ones in backups.items():
            kind, method = self.rows[code]["contents"], self.rows[code]["method"]
            for one in ones:
                path = making / f"{code}-{one.number}"
                if method == "realtime":
                    continue
                if kind == "statistics":
                    statistics(path, one.stands_at)
                else:
                    path.write_bytes(archive(kind, method, one.stands_at))
                made[one] = path
        try:
            made |= self._dumps(backups, making)
        except NoDump as why:
            log.warning("no database dump for the sample: %s", why)
        return made

    def _dumps(self, backups: Mapping[str, Sequence[Backup]], making: Path) -> dict[Backup, Path]:
        """Of one database, from its newest state backwards."""
        copies = [
            one
            for code, ones in backups.items()
            for one in ones
            if self.rows[code]["method"] == "realtime"
        ]
        made = {}
        with service_database(max(one.stands_at for one in copies)) as name:
            for one in sorted(copies, key=lambda one: one.stands_at, reverse=True):
                path = making / f"{one.policy}-{one.number}"
                forget_after(name, one.stands_at)
                only = self.rows[one.policy]["contents"]
                dump(name, path, tables=() if only == "service" else (only,))
                made[one] = path
        return made

    def _arrive(self, one: Backup, made: Path) -> None:
        policy, row = self.policies[one.policy], self.rows[one.policy]
        if fault_of(self.story, one) == "late":
            self._expect(policy, one.stands_at - TOOK)
            return
        moment = int((one.stands_at + TOOK).timestamp()) * 10**9
        os.utime(made, ns=(moment, moment))
        copies = [
            self._copy(made, location, f"{row['system']}/{one.name}") for location in row["places"]
        ]
        if "manifest" in row:
            for place in copies:
                _list(place, row["manifest"])
        else:
            self._tell(one, policy, made, row["places"])
        for code, place in zip(row["places"], copies, strict=True):
            _damage(place, fault_of(self.story, one, code))

    @transaction.atomic
    def _expect(self, policy: BackupPolicy, at: datetime) -> None:
        """What was expected at `at`, as the worker would have written it then."""
        state = PolicyState.objects.select_for_update().get(policy=policy)
        keep_expected(policy, state, at=at)
        state.save(update_fields=["expected_at"])

    def _copy(self, made: Path, location: str, path: str) -> Path:
        folders = {row["code"]: row["folder"] for row in self.story["locations"]}
        place: Path = self.folder / folders[location] / path
        place.parent.mkdir(exist_ok=True)
        shutil.copy2(made, place)
        return place

    def _tell(self, one: Backup, policy: BackupPolicy, made: Path, places: Sequence[str]) -> None:
        """As the hook of a backup tool does, with manifest and log."""
        facts = made.stat()
        file = ArrivingFile(
            path=one.name,
            size_bytes=facts.st_size,
            mtime_ns=facts.st_mtime_ns,
            declared_by="sha256",
            declared=_digest(made, "sha256"),
        )
        ended = min(one.stands_at + TOOK, self.at)
        create_set(
            policy=policy,
            started_at=one.stands_at,
            finished_at=ended,
            restore_point_at=one.stands_at,
            copies=[
                ArrivingCopy(self.locations[code], f"{policy.system.code}/{one.name}")
                for code in places
            ],
            files=[file],
            log=LOG.format(name=one.name, bytes=facts.st_size),
            tool="sample",
            by=self.by,
            at=ended,
        )


def _list(place: Path, manifest: str) -> None:
    """A line in the manifest beside it, as coreutils write it."""
    algorithm = manifest.removesuffix("SUMS").lower()
    with (place.parent / manifest).open("a", encoding="utf-8") as lines:
        lines.write(f"{_digest(place, algorithm)}  {place.name}\n")


def _digest(path: Path, algorithm: str) -> str:
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, algorithm).hexdigest()


def _damage(place: Path, fault: str) -> None:
    match fault:
        case "delete":
            place.unlink()
        case "truncate":
            os.truncate(place, place.stat().st_size * 2 // 3)
        case "rewrite":
            _flip(place)
        case "rot":
            with _same_time(place):
                _flip(place)


def _flip(place: Path) -> None:
    content = bytearray(place.read_bytes())
    content[len(content) // 2] ^= 0x10
    with place.open("r+b") as opened:
        opened.write(content)


@contextmanager
def _same_time(place: Path) -> Iterator[None]:
    before = place.stat()
    yield
    os.utime(place, ns=(before.st_atime_ns, before.st_mtime_ns))
