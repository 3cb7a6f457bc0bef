"""The organisation's rules; every change is audited and guarded by its version."""

from __future__ import annotations

import re
import zoneinfo
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from lib.errors import Problem, Refused
from lib.versioning import change

# A score of 0 is "no impact": from it on, everything would be intolerable at once.
THRESHOLD_WORDS: Any = _("The intolerable score is greater than 0.")

# What a change means for what is there already; shown before it is saved.
CONSEQUENCES: dict[str, Any] = {
    "currency": _("Amounts keep their figures; nothing is converted."),
    "timezone": _("Times are shown in the new zone to everybody who chose none of their own."),
    "working_days": _("Deadlines counted in working days change from now on."),
    "mtd_policy": _("New assessments start with this policy; existing ones keep theirs."),
    "mtd_threshold": _("New assessments start with this score; existing ones keep theirs."),
    "default_min_margin": _("Gaps and warnings are judged by the new margin at once."),
    "life_safety_min_margin": _(
        "Gaps of life-safety processes are judged by the new margin at once."
    ),
    "review_interval_months": _("Applies from the next approval or confirmation; due dates stay."),
    "review_warning_days": _("The list of due reviews changes at once."),
    "measurement_validity_days": _("Measurements older than this no longer count as evidence."),
}


@transaction.atomic
def change_organisation(
    organisation: Organisation, *, read_version: int | None, by: User, at: datetime, **fields: Any
) -> list[str]:
    """Change the rules; answers the names that changed.

    Raises Refused (one problem per impossible value) and StaleVersion.
    """
    problems = _problems(fields)
    if problems:
        raise Refused.many(problems)
    if "working_days" in fields:
        fields["working_days"] = sorted(set(fields["working_days"]))
    return change(organisation, read_version=read_version, **fields)


def consequences(organisation: Organisation, fields: dict[str, Any]) -> list[tuple[Any, Any]]:
    """(label, what follows) for each of `fields` that differs from `organisation`."""
    found = []
    for name, words in CONSEQUENCES.items():
        if name in fields and fields[name] != getattr(organisation, name):
            field: Any = Organisation._meta.get_field(name)
            found.append((field.verbose_name, words))
    return found


def _problems(fields: dict[str, Any]) -> list[Problem]:
    problems = []
    if "currency" in fields and not re.fullmatch(r"[A-Z]{3}", fields["currency"]):
        words = _("Use the three capital letters of ISO 4217, such as CNY.")
        problems.append(Problem("invalid", words, "currency"))
    if "timezone" in fields and fields["timezone"] not in zoneinfo.available_timezones():
        problems.append(Problem("invalid", _("There is no such time zone."), "timezone"))
    if "language" in fields and fields["language"] not in dict(settings.LANGUAGES):
        problems.append(Problem("invalid", _("There is no such language."), "language"))
    if "working_days" in fields:
        days = fields["working_days"]
        if not days or any(day not in range(1, 8) for day in days):
            words = _("Choose at least one day of the week (1 is Monday).")
            problems.append(Problem("invalid", words, "working_days"))
    for name in ("review_warning_days", "measurement_validity_days"):
        if name in fields and fields[name] < 1:
            problems.append(Problem("invalid", _("At least one day is needed."), name))
    if "review_interval_months" in fields and fields["review_interval_months"] < 1:
        words = _("At least one month is needed.")
        problems.append(Problem("invalid", words, "review_interval_months"))
    for name in ("default_min_margin", "life_safety_min_margin"):
        if name in fields and not 0 <= fields[name] < 1:
            words = _("A share from 0 to less than 1 is expected, such as 0.5.")
            problems.append(Problem("invalid", words, name))
    if "mtd_threshold" in fields and fields["mtd_threshold"] <= 0:
        problems.append(Problem("invalid", THRESHOLD_WORDS, "mtd_threshold"))
    return problems
