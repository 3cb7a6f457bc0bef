"""Backups as tests need them: plain rows, as if the workers had made them by NOON.

Nothing goes through services, and no bytes lie anywhere: what reads files makes its own.
`story(at)` makes a small company with everything that pages show.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from backups.models import (
    BackupCopy,
    BackupLocation,
    BackupPolicy,
    BackupSet,
    CopyPart,
    DetectionProof,
    FileProblem,
    GoodSource,
    Heartbeat,
    LocationReading,
    LocationState,
    ManifestFile,
    PolicyLocation,
    PolicyState,
    RestoreTest,
    Verification,
    VerificationCheck,
    VerificationSlice,
)
from bia.models import System
from tests import factories
from tests.factories import NOON

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
_numbers = count(1)


def _code(prefix: str) -> str:
    return f"{prefix}-2026-{next(_numbers):04d}"


def location(code: str = "nas", *, state: dict[str, Any] | None = None, **fields: Any) -> Any:
    defaults = {"name": code.upper(), "url": f"file:///backups/{code}", "medium": "disk"}
    row = BackupLocation.objects.create(code=code, **(defaults | fields))
    LocationState.objects.create(
        location=row, **({"reachable": True, "seen_at": NOON} | (state or {}))
    )
    return row


def policy(
    code: str = "orders-full",
    *,
    system: System | str = "orders",
    locations: tuple[BackupLocation, ...] = (),
    state: dict[str, Any] | None = None,
    **fields: Any,
) -> BackupPolicy:
    """Daily at two unless `fields` say otherwise; `system` is made when it is not there."""
    if isinstance(system, str):
        system = System.objects.filter(code=system).first() or factories.system(system)
    defaults = {
        "data_class": "database", "method": "full",
        "schedule": "FREQ=DAILY;BYHOUR=2;BYMINUTE=0", "timezone": "UTC",
    }  # fmt: skip
    row = BackupPolicy.objects.create(code=code, system=system, **(defaults | fields))
    PolicyState.objects.create(policy=row, **({"rhythm": "on_time"} | (state or {})))
    for order, place in enumerate(locations):
        PolicyLocation.objects.create(policy=row, location=place, folder=code, order=order)
    return row


def backup_set(of: BackupPolicy, *, at: datetime = NOON, **fields: Any) -> BackupSet:
    """A verified, restorable set whose data stands at `at`, unless `fields` say otherwise."""
    state = fields.get("state", "verified")
    good = state == "verified" and not fields.get("obstacle")
    defaults: dict[str, Any] = {
        "code": _code("SET"), "kind": of.method, "state": state, "arrived_by": "scan",
        "started_at": at, "finished_at": at + timedelta(minutes=20), "restore_point_at": at,
        "arrived_at": at + timedelta(minutes=21), "size_bytes": 4_200_000_000, "file_count": 3,
        "restorable": good, "obstacle": "" if good else state, "due_at": at,
    }  # fmt: skip
    if state == "registered":
        defaults["obstacle"] = "unverified"
    if state == "verified":
        defaults |= {"verified_at": at + HOUR, "oldest_read_at": at + HOUR, "rounds": 1}
    return BackupSet.objects.create(policy=of, **(defaults | fields))


def copy(of: BackupSet, at: BackupLocation, **fields: Any) -> BackupCopy:
    arrived = of.arrived_at or NOON
    state = fields.get("state", of.state)
    defaults: dict[str, Any] = {
        "path": f"{of.policy.code}/{of.code}", "state": state,
        "arrived_at": arrived, "seen_at": arrived,
    }  # fmt: skip
    if state == "verified":
        defaults |= {"verified_at": of.verified_at, "oldest_read_at": of.oldest_read_at}
    return BackupCopy.objects.create(backup_set=of, location=at, **(defaults | fields))


def manifest(of: BackupSet, *paths: str, size: int = 1_400_000_000) -> list[ManifestFile]:
    rows = [
        ManifestFile(
            backup_set=of, path=path, size_bytes=size, declared_by="md5", declared="d" * 32,
            sha256="a" * 64, blake3="b" * 64,
        )
        for path in paths
    ]  # fmt: skip
    of.has_manifest = True
    of.save(update_fields=["has_manifest"])
    return ManifestFile.objects.bulk_create(rows)


def verification(of: BackupSet, *, outcome: str = "pass", **fields: Any) -> Verification:
    """A finished run, or with `state` one that waits or runs."""
    at = of.arrived_at or NOON
    state = fields.get("state", "finished")
    defaults: dict[str, Any] = {
        "code": _code("VER"), "reason": "arrival", "state": state,
        "outcome": outcome if state == "finished" else "", "started_at": at,
        "algorithms": ["md5", "sha256", "blake3"], "files_total": 3, "bytes_total": 4_200_000_000,
    }  # fmt: skip
    if state == "finished":
        defaults["finished_at"] = at + timedelta(minutes=9)
    return Verification.objects.create(backup_set=of, **(defaults | fields))


def check(
    of: Verification, name: str, outcome: str = "pass", reason: str = "", **fields: Any
) -> VerificationCheck:
    defaults = {"reason": reason or f"{name}_ok", "at": of.finished_at or NOON}
    return VerificationCheck.objects.create(
        verification=of, name=name, outcome=outcome, **(defaults | fields)
    )


def problem(
    of: Verification, at: BackupCopy, path: str, verdict: str = "corrupt",
    good: BackupCopy | None = None, **evidence: Any,
) -> FileProblem:  # fmt: skip
    row = FileProblem.objects.create(
        verification=of, copy=at, path=path, verdict=verdict, evidence=evidence,
        at=of.finished_at or NOON,
    )  # fmt: skip
    if good is not None:
        GoodSource.objects.create(problem=row, copy=good, agreeing=2)
    return row


def reading(of: BackupCopy, run: Verification, **fields: Any) -> VerificationSlice:
    """A slice of a run over a part of a copy."""
    number = of.parts.count()
    part = CopyPart.objects.create(
        copy=of, number=number, first_path="a", last_path="z", files=3, bytes=4_200_000_000,
        read_at=run.finished_at, result="pass" if run.finished_at else "",
    )  # fmt: skip
    defaults = {"state": "done", "files_done": 3, "bytes_done": 4_200_000_000, "seconds": 9.5}
    return VerificationSlice.objects.create(
        verification=run, copy=of, part=part, **(defaults | fields)
    )


def restore_test(of: BackupSet, *, outcome: str = "pass", **fields: Any) -> RestoreTest:
    at = (of.arrived_at or NOON) + 2 * HOUR
    state = fields.get("state", "finished")
    defaults: dict[str, Any] = {
        "code": _code("RST"), "state": state, "outcome": outcome if state == "finished" else "",
        "format": "pg_dump", "isolation": "bwrap", "started_at": at,
        "tools": {"pg_restore": "18.6"}, "chain": [of.code],
        "copy": of.copies.first(),
    }  # fmt: skip
    if state == "finished":
        defaults |= {
            "finished_at": at + timedelta(minutes=31),
            "restored_s": 1_740,
            "objects_restored": 1_600_000,
            "bytes_restored": 9_800_000_000,
            "data_stands_at": of.restore_point_at,
            "data_gap_s": 0,
            "phases": [
                {"name": "fetch", "seconds": 190.2},
                {"name": "prepare", "seconds": 12.0},
                {"name": "restore", "seconds": 1480.5},
                {"name": "check", "seconds": 57.3},
                {"name": "measure", "seconds": 1.1},
                {"name": "clean", "seconds": 6.0},
            ],
            "checks": [
                {"name": "objects", "outcome": "pass", "reason": "objects_restored",
                 "params": {"count": 1_600_000}},
                {"name": "orders of today", "outcome": "pass", "reason": "assertion_ok",
                 "params": {"value": "1204"}},
            ],
            "output": "pg_restore: processing data for table \"public.orders\"\n",
        }  # fmt: skip
    return RestoreTest.objects.create(backup_set=of, **(defaults | fields))


def heartbeat(of: BackupPolicy, kind: str = "success", **fields: Any) -> Heartbeat:
    return Heartbeat.objects.create(policy=of, kind=kind, **({"at": NOON} | fields))


def readings(of: BackupLocation, *shares: float, until: datetime = NOON) -> None:
    """One a day up to `until`: the share that was free, of 10 TB."""
    total = 10_000_000_000_000
    LocationReading.objects.bulk_create(
        LocationReading(
            location=of, at=until - DAY * (len(shares) - 1 - place),
            free_bytes=round(total * share), total_bytes=total,
        )
        for place, share in enumerate(shares)
    )  # fmt: skip
    LocationState.objects.filter(location=of).update(
        free_bytes=round(total * shares[-1]), total_bytes=total, space_at=until
    )


def proof(*, at: datetime = NOON, **fields: Any) -> DetectionProof:
    faults = [("flip", "corrupt"), ("truncate", "truncated"), ("delete", "missing"),
              ("add", "extra"), ("flip_new_mtime", "rewritten")]  # fmt: skip
    cases = [
        {"fault": fault, "expected": found, "found": found, "seconds": 0.2}
        for fault, found in faults
    ]
    defaults = {"code": _code("PRF"), "at": at, "outcome": "pass", "cases": cases, "bytes": 41_000}
    return DetectionProof.objects.create(**(defaults | fields))
