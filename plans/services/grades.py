"""Grades of incidents: their words, times and decision levels. Every edit is in the audit log."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import require
from accounts.models import User
from lib.errors import Problem, Refused
from lib.versioning import change
from plans.models import IncidentGrade, RoleKind

PERMISSION = "catalogue.change"
COLOURS = ("red", "orange", "yellow", "blue", "green", "gray")


@transaction.atomic
def change_grade(
    grade: IncidentGrade, *, read_version: int | None, by: User, at: datetime, **fields: Any
) -> list[str]:
    """`response_s` 0 is "immediately", and then `alarm_s` says when silence alarms.

    Raises PermissionDenied, StaleVersion, Refused at the field.
    """
    require(by, PERMISSION)
    _check({name: fields.get(name, getattr(grade, name)) for name in CHECKED})
    return change(grade, read_version=read_version, **fields)


CHECKED = ("response_s", "alarm_s", "decision_role", "colour")


def _check(values: dict[str, Any]) -> None:
    problems = []
    role = values["decision_role"]
    if role is None or role.kind != RoleKind.DECISION.value or not role.is_active:
        words = _("Choose a role that is an active decision level.")
        problems.append(Problem("not_a_decision_level", words, "decision_role"))
    if values["response_s"] == 0 and values["alarm_s"] is None:
        words = _("“Immediately” needs a time after which silence alarms.")
        problems.append(Problem("required", words, "alarm_s"))
    if values["colour"] not in COLOURS:
        problems.append(Problem("invalid", _("Choose a colour of the list."), "colour"))
    if problems:
        raise Refused.many(problems)
