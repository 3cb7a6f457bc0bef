"""Freezes: days on which no drill is proposed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.access import require
from accounts.models import User
from bia.models import System
from drills.models import FreezeWindow
from lib.errors import StaleVersion
from lib.versioning import change, create

PERMISSION = "drill_policy.change"


@transaction.atomic
def create_freeze(
    *, by: User, at: datetime, systems: Sequence[System] = (), **fields: Any
) -> FreezeWindow:
    """Raises PermissionDenied, Refused."""
    require(by, PERMISSION)
    row = create(FreezeWindow, **fields)
    row.systems.set(systems)
    _propose(at)
    return row


@transaction.atomic
def change_freeze(
    freeze: FreezeWindow, *, read_version: int | None, by: User, at: datetime,
    systems: Sequence[System] | None = None, **fields: Any,
) -> list[str]:  # fmt: skip
    """Answers the names of what changed. Raises PermissionDenied, StaleVersion, Refused."""
    require(by, PERMISSION)
    had = {one.pk for one in freeze.systems.all()}
    changed = change(freeze, read_version=read_version, **fields)
    if systems is not None and {one.pk for one in systems} != had:
        freeze.systems.set(systems)
        if not changed:
            freeze.version += 1
            freeze.save(update_fields=["version", "updated_at"])
        changed = [*changed, "systems"]
    if changed:
        _propose(at)
    return changed


@transaction.atomic
def delete_freeze(
    freeze: FreezeWindow, *, by: User, at: datetime, read_version: int | None = None
) -> None:
    """Raises PermissionDenied, StaleVersion."""
    require(by, PERMISSION)
    row = FreezeWindow.objects.select_for_update().filter(pk=freeze.pk).first()
    if row is None:
        return
    if read_version is not None and read_version != row.version:
        raise StaleVersion(row, read_version)
    row.delete()
    _propose(at)


def _propose(at: datetime) -> None:
    from drills.services.proposals import keep_proposals

    keep_proposals(at=at)
