"""Verbs on business processes. Objectives in force are written by assessments, not here."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from bia.models import Process
from bia.services.clocks import process_removed, review_moved
from bia.services.register import add, edit, remove
from bia.services.tiering import place

PERMISSION = "register.change"
# What the process itself needs goes with it; what needs the process stands in the way.
USED_IN = (
    "needed_by",
    "assessments",
    "measurements",
    "campaign_items",
    "major_changes",
    "products",
    "obligations",
)

# What the clock of the review shows or is told to.
ON_THE_CLOCK = ("review_due", "owner", "name", "code")


def create_process(*, by: User, at: datetime, **fields: Any) -> Process:
    """Owners may add processes to their own departments, or that they own themselves."""
    with transaction.atomic():
        process = add(Process, permission=PERMISSION, by=by, fields=fields)
        place([process])
        if process.review_due is not None:
            review_moved(process, at=at, by=by)
    return process


def change_process(
    process: Process, *, read_version: int | None, by: User, at: datetime, **fields: Any
) -> list[str]:
    old_code = process.code
    with transaction.atomic():
        changed = edit(
            process, permission=PERMISSION, by=by, read_version=read_version, fields=fields
        )
        if {"life_safety", "regulated"} & set(changed):
            place([process])
        if "code" in changed:
            process_removed(old_code, at=at, by=by)
        if set(ON_THE_CLOCK) & set(changed):
            review_moved(process, at=at, by=by)
    return changed


def delete_process(process: Process, *, by: User, at: datetime) -> None:
    with transaction.atomic():
        remove(process, permission=PERMISSION, by=by, used_in=USED_IN)
        process_removed(process.code, at=at, by=by)
