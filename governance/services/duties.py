"""Recurring duties: what they are, and that a person says one was done (S3-080)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import may, require
from accounts.models import Organisation, User
from governance.evidence import OCCURRENCES
from governance.models import Duty, DutyDone
from lib.days import day_in
from lib.errors import Refused
from lib.versioning import change, create

PERMISSION = "governance.change"


@transaction.atomic
def create_duty(*, by: User, at: datetime, **fields: Any) -> Duty:
    """Raises PermissionDenied, Refused."""
    require(by, PERMISSION)
    _check_evidence(fields)
    return create(Duty, **fields)


@transaction.atomic
def change_duty(
    duty: Duty, *, read_version: int | None, by: User, at: datetime, **fields: Any
) -> list[str]:
    require(by, PERMISSION)
    _check_evidence(fields)
    return change(duty, read_version=read_version, **fields)


def _check_evidence(fields: dict[str, Any]) -> None:
    if (key := fields.get("evidence")) and key not in OCCURRENCES:
        raise Refused("invalid_choice", _("There is no such evidence."), "evidence")


def may_complete(duty: Duty, user: User) -> bool:
    own = duty.owner is not None and duty.owner.user_id == user.pk
    return may(user, PERMISSION) or (own and may(user, "governance.view"))


@transaction.atomic
def complete_duty(
    duty: Duty, *, by: User, at: datetime, on: date | None = None, note: str = ""
) -> DutyDone:
    """It was done on that day (today). Said again of a day it changes nothing.

    Raises PermissionDenied; Refused for a day to come.
    """
    if not may_complete(duty, by):
        raise PermissionDenied(PERMISSION)
    today = day_in(at, Organisation.current().timezone)
    day = on or today
    if day > today:
        raise Refused("in_future", _("This lies in the future."), "on")
    found = DutyDone.objects.filter(duty=duty, on=day).first()
    if found is not None:
        return found
    row = DutyDone(duty=duty, on=day, note=note, by=by, at=at)
    row.full_clean()
    row.save()
    return row


@transaction.atomic
def take_back(duty: Duty, *, on: date, by: User, at: datetime) -> bool:
    """It was not done on that day after all. Answers whether there was something to take back."""
    if not may_complete(duty, by):
        raise PermissionDenied(PERMISSION)
    row = DutyDone.objects.filter(duty=duty, on=on).first()
    if row is None:
        return False
    row.delete()
    return True
