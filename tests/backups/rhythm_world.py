"""Policies, sets and people for the tests of rhythms, restore points and findings."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from backups.models import BackupCopy, BackupLocation, BackupPolicy, BackupSet
from bia.models import System
from tests import factories
from tests.factories import NOON

DAILY = "FREQ=DAILY;BYHOUR=2;BYMINUTE=0"
WEEKLY = "FREQ=WEEKLY;BYDAY=SU;BYHOUR=2;BYMINUTE=0"
HOUR, DAY = 3600, 86_400
_numbers = count(1)


def policy(system: System | str = "billing", **fields: Any) -> BackupPolicy:
    """A daily full backup at 02:00 UTC, with an hour of grace."""
    if isinstance(system, str):
        found = System.objects.filter(code=system).first()
        system = found or factories.system(system)
    number = next(_numbers)
    fields = {
        "code": f"pol-{number}",
        "data_class": "orders",
        "method": "full",
        "schedule": DAILY,
        "verify_every_s": None,
        **fields,
    }
    return BackupPolicy.objects.create(system=system, **fields)


def backup(of: BackupPolicy, at: datetime, **fields: Any) -> BackupSet:
    """A verified, restorable set that stands for `at`."""
    state = {"state": "verified", "restorable": True, "obstacle": "", "verified_at": at}
    fields = {
        "code": f"set-{next(_numbers)}",
        "kind": of.method,
        "restore_point_at": at,
        "started_at": at,
        "finished_at": at + timedelta(minutes=10),
        "arrived_at": at + timedelta(minutes=10),
        **state,
        **fields,
    }
    return BackupSet.objects.create(policy=of, **fields)


def unverified(of: BackupPolicy, at: datetime, **fields: Any) -> BackupSet:
    state = {"state": "registered", "restorable": False, "obstacle": "unverified"}
    return backup(of, at, **{**state, "verified_at": None, **fields})


def location(code: str = "nas", **fields: Any) -> BackupLocation:
    fields = {"name": code, "url": f"file:///srv/{code}", "medium": "disk", **fields}
    return BackupLocation.objects.create(code=code, **fields)


def copy(of: BackupSet, where: BackupLocation, **fields: Any) -> BackupCopy:
    fields = {
        "path": of.code,
        "state": "verified",
        "arrived_at": of.arrived_at,
        "verified_at": of.verified_at,
        "oldest_read_at": of.verified_at,
        **fields,
    }
    return BackupCopy.objects.create(backup_set=of, location=where, **fields)


def ago(hours: float = 0, *, days: float = 0, to: datetime = NOON) -> datetime:
    return to - timedelta(hours=hours, days=days)
