"""Sets that arrive, however they do: one path for API, commands, scans and heartbeats.

Many at a time in a constant number of statements. An arrival turns the row its schedule expects
into the set; where none is expected it is a row of its own (docs/method.md §25).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from accounts.models import User
from backups.models import (
    Arrival,
    BackupCopy,
    BackupLocation,
    BackupPolicy,
    BackupSet,
    ManifestFile,
    PolicyState,
    SetState,
)
from backups.services import arriving_places, publishing
from backups.services.restorability import settle
from backups.services.rows import next_ids
from lib.bulk import insert_rows

LONGEST_LOG = 1_000_000
LOG_HEAD = 250_000
BATCH = 5_000


@dataclass(frozen=True)
class ArrivingFile:
    """One line of a manifest; `path` as `domain/paths.py` writes it, digests in lower case.

    `declared` is what is checked on arrival; `sha256` and `blake3` if they came beside it.
    """

    path: str
    size_bytes: int | None = None
    mtime_ns: int | None = None
    declared_by: str = ""
    declared: str = ""
    sha256: str = ""
    blake3: str = ""


@dataclass(frozen=True)
class ArrivingCopy:
    location: BackupLocation
    path: str
    immutable_until: datetime | None = None


@dataclass
class Arriving:
    """What is known of a set when it arrives. `files` None: no manifest; `log` None: no log."""

    policy: BackupPolicy
    arrived_by: str = Arrival.API.value
    kind: str = ""
    code: str = ""
    started_at: datetime | None = None
    finished_at: datetime | None = None
    restore_point_at: datetime | None = None
    parent: BackupSet | None = None
    copies: Sequence[ArrivingCopy] = ()
    files: Sequence[ArrivingFile] | None = None
    size_bytes: int | None = None
    file_count: int | None = None
    tool: str = ""
    log: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def stands_at(self) -> datetime | None:
        """For chains and due instants: its restore point, else its start or end."""
        return self.restore_point_at or self.started_at or self.finished_at


@transaction.atomic
def arrive(arrivals: Sequence[Arriving], *, by: User | None, at: datetime) -> list[BackupSet]:
    """The sets, in the order of `arrivals`, whose problems the caller has looked at.

    Raises Refused where a code is taken.
    """
    if not arrivals:
        return []
    expected = arriving_places.expected_rows(arrivals, at=at)
    codes = iter(arriving_places.free_codes(len(arrivals)))
    spare = [one.code or next(codes) for one in arrivals]
    arriving_places.refuse_taken([one.code for one in arrivals if one.code])
    rows: list[BackupSet] = []
    for one, code, row in zip(arrivals, spare, expected, strict=True):
        values = _columns(one, at)
        if row is None:
            row = BackupSet(code=code, policy=one.policy, **values)
        else:
            row.code = one.code or row.code
            row.version += 1
            for name, value in values.items():
                setattr(row, name, value)
        rows.append(row)
    new = [row for row in rows if row.pk is None]
    for row, number in zip(new, next_ids(BackupSet, len(new)), strict=True):
        row.pk = number
    arriving_places.find_parents(rows, arrivals)
    _save(rows, {row.pk for row in new}, at)
    _write_contents(rows, arrivals, at)
    PolicyState.objects.filter(policy__in={row.policy_id for row in rows}).update(look_due_at=at)
    settle([row.pk for row in rows], at=at)
    publishing.publish_sets("backup_set.registered", [row.pk for row in rows], at=at)
    return rows


def cut_log(text: str) -> tuple[str, bool]:
    """At most 1 MB: its beginning and, since tools say last how it went, more of its end."""
    clean = text.replace("\0", "�")
    if len(clean.encode(errors="replace")) <= LONGEST_LOG:
        return clean, False
    raw = clean.encode(errors="replace")
    head = raw[:LOG_HEAD].decode(errors="ignore")
    tail = raw[len(raw) - (LONGEST_LOG - LOG_HEAD) :].decode(errors="ignore")
    return f"{head}\n[…]\n{tail}", True


def _columns(one: Arriving, at: datetime) -> dict[str, Any]:
    log, cut = cut_log(one.log or "")
    files = one.files
    sizes = [each.size_bytes for each in files or ()]
    size = one.size_bytes
    if size is None and sizes and None not in sizes:
        size = sum(each for each in sizes if each is not None)
    return {
        "kind": one.kind or one.policy.method,
        "state": SetState.REGISTERED.value,
        "arrived_by": one.arrived_by,
        "started_at": one.started_at,
        "finished_at": one.finished_at,
        "restore_point_at": one.stands_at,
        "arrived_at": at,
        "parent": one.parent,
        "size_bytes": size,
        "file_count": len(files) if files is not None else one.file_count,
        "has_manifest": files is not None,
        "tool": one.tool[:100],
        "log": log,
        "log_given": one.log is not None,
        "log_cut": cut,
        "facts": dict(one.facts) | ({"parent_given": True} if one.parent is not None else {}),
        "obstacle": "unverified",
        "verify_due_at": at,
    }


def _save(rows: Sequence[BackupSet], new: set[int], at: datetime) -> None:
    """New rows in one statement, rows that were expected one by one: there are few of them."""
    for row in rows:
        if row.pk in new:
            row.created_at = row.updated_at = at
        else:
            row.save()
    # Oldest first, so that a parent stands before what builds on it.
    fresh = sorted((row for row in rows if row.pk in new), key=lambda row: row.pk)
    for start in range(0, len(fresh), BATCH):
        try:
            insert_rows(BackupSet, (_plain(row) for row in fresh[start : start + BATCH]))
        except IntegrityError as error:
            # Somebody took the code meanwhile; nothing of this transaction is kept.
            raise arriving_places.taken() from error


def _plain(row: Any) -> dict[str, Any]:
    """Column → plain JSON, of all columns (the way `insert_rows` wants it)."""
    values = ((field.column, getattr(row, field.attname)) for field in row._meta.concrete_fields)
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in values
        if name != "id" or value is not None
    }


def _write_contents(rows: Sequence[BackupSet], arrivals: Sequence[Arriving], at: datetime) -> None:
    copies = [
        BackupCopy(
            backup_set_id=row.pk,
            location_id=copy.location.pk,
            path=copy.path,
            arrived_at=at,
            seen_at=at if one.arrived_by in (Arrival.SCAN, Arrival.MANIFEST) else None,
            immutable_until=copy.immutable_until,
        )
        for row, one in zip(rows, arrivals, strict=True)
        for copy in one.copies
    ]
    for start in range(0, len(copies), BATCH):
        insert_rows(BackupCopy, (_plain(one) for one in copies[start : start + BATCH]))
    write_lines(
        manifest_line(row.pk, file)
        for row, one in zip(rows, arrivals, strict=True)
        for file in one.files or ()
    )


def manifest_line(set_id: int, file: ArrivingFile) -> dict[str, Any]:
    same = {file.declared_by: file.declared}
    return {
        "backup_set_id": set_id,
        "path": file.path,
        "size_bytes": file.size_bytes,
        "mtime_ns": file.mtime_ns,
        "declared_by": file.declared_by,
        "declared": file.declared,
        "sha256": file.sha256 or same.get("sha256", ""),
        "blake3": file.blake3 or same.get("blake3", ""),
    }


def write_lines(lines: Any, batch: int = 20_000) -> None:
    """Lines of manifests, 20,000 a statement."""
    waiting: list[dict[str, Any]] = []
    for line in lines:
        waiting.append(line)
        if len(waiting) == batch:
            insert_rows(ManifestFile, waiting)
            waiting = []
    insert_rows(ManifestFile, waiting)
