"""Clock policies: the shipped table, and edits that are checked field by field."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import require
from accounts.models import User
from followup.domain.policy import Fault, faults_of
from followup.models import ClockPolicy
from followup.models.clock import policy_row
from lib.errors import Problem, Refused
from lib.versioning import change
from lib.yaml_file import read_yaml

FILE = Path(__file__).resolve().parent.parent / "catalog" / "clock_policies.yaml"
EMPTY: dict[str, Any] = {
    "number": "",
    "limit_s": None,
    "limits_by_grade": {},
    "limit_working_days": None,
    "alarm_after_s": 0,
    "marks": [],
    "breach_to": [],
    "late_marks": [],
    "repeat": {},
    "pausable": False,
    "snooze_max_s": 0,
    "quiet_rule": "always",
    "urgent": False,
}

WORDS: dict[str, Any] = {
    "two_limits": _("Give the limit in seconds or in working days, not both."),
    "not_a_list": _("A list is expected."),
    "not_an_object": _("An object is expected."),
    "too_many": _("At most %(most)s."),
    "unknown_key": _("“%(key)s” is not known here."),
    "bad_name": _("Use a short name of small letters, digits, dashes and underscores."),
    "reserved_name": _("This name is used by the platform itself."),
    "name_twice": _("This name stands twice."),
    "one_kind_of_time": _("Say when: a percentage, an offset, days or working days; one of them."),
    "one_kind_of_repeat": _("Repeat by seconds or by days; one of them."),
    "time_without_day": _("A time of day needs a mark in days."),
    "bad_time": _("A time of day is written 09:00."),
    "percent_over_100": _("A mark before the limit lies at 100 % at most."),
    "late_mark_too_early": _("A mark after the limit must lie after it."),
    "mark_after_deadline": _("A mark before the limit must not lie after it."),
    "mark_before_start": _("The mark would lie before the clock starts."),
    "unknown_role": _("There is no role “%(role)s”."),
    "nobody_told": _("Say who is told."),
    "unknown_grade": _("There is no grade “%(grade)s”."),
    "not_a_number": _("Give a whole number."),
    "negative": _("It cannot be negative."),
    "too_small": _("At least %(least)s."),
    "too_large": _("At most %(most)s."),
    "both_or_neither": _("Give both times or neither."),
    "until_before_from": _("It must end after it begins."),
    "unmovable": _("The clocks of a response, an RTO or an MTD cannot be moved."),
    "only_reports_and_drills": _("Only the clocks of reports and drills can be paused."),
}


def load_policies(*, at: datetime, by: User | None = None, reset: bool = False) -> int:
    """Add the policies that are missing; `reset` also writes the file's values over the others.

    Answers how many rows were added or written over. A row somebody edited stays otherwise.
    """
    written = 0
    with transaction.atomic():
        known = {row.code: row for row in ClockPolicy.objects.all()}
        for order, row in enumerate(shipped_policies(), start=1):
            values = row | {"order": order}
            existing = known.get(values["code"])
            if existing is None:
                ClockPolicy.objects.create(**values)
                written += 1
            elif reset and change(existing, read_version=None, **values):
                written += 1
    return written


def shipped_policies() -> list[dict[str, Any]]:
    """The rows of the file as columns."""
    rows = []
    for row in read_yaml(FILE):
        columns = EMPTY | row
        for name in ("name", "anchor", "stops"):
            words = columns.pop(name)
            columns |= {f"{name}_en": words["en"], f"{name}_zh": words["zh"]}
        rows.append(columns)
    return rows


def change_policy(
    policy: ClockPolicy, *, by: User, at: datetime, read_version: int | None, **fields: Any
) -> list[str]:
    """Answers the names that changed. Clocks that run keep the policy they started with (CLK-7).

    Raises PermissionDenied, Refused with one problem per wrong field, StaleVersion.
    """
    require(by, "clock_policy.change")
    fields.pop("code", None)
    with transaction.atomic():
        faults = faults_of(policy.code, policy_row(policy) | fields)
        if faults:
            raise Refused.many([problem_of(fault) for fault in faults])
        return change(policy, read_version=read_version, **fields)


def problem_of(fault: Fault) -> Problem:
    words = WORDS[fault.code]
    return Problem(fault.code, words % dict(fault.params) if fault.params else words, fault.field)
