"""The settings of incidents: one row."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import require
from accounts.models import User
from incidents.models import IncidentSettings
from lib.errors import Problem, Refused
from lib.versioning import change
from plans.models import IncidentGrade

PERMISSION = "incident_settings.change"
MOST_REGIONS = 100
LARGEST_AMOUNT = Decimal(10) ** 15
# The shortest and longest that can be meant.
LIMITS = {
    "reopen_within_s": (0, 366 * 86400),
    "unmerge_within_s": (0, 366 * 86400),
    "dwell_s": (0, 86400),
    "alone_after_s": (60, 7 * 86400),
    "cancel_free_s": (0, 3600),
    "break_glass_after_s": (0, 86400),
    "no_change_most": (0, 100),
}


@transaction.atomic
def change_settings(
    *, read_version: int | None, by: User, at: datetime, **fields: Any
) -> list[str]:
    """Answers the names that changed. Raises PermissionDenied, StaleVersion, Refused."""
    require(by, PERMISSION)
    row = IncidentSettings.current()
    if "regions" in fields:
        fields["regions"] = _regions(fields["regions"])
    if "loss_grades" in fields:
        fields["loss_grades"] = _loss_grades(fields["loss_grades"])
    problems = [
        Problem("out_of_range", _("From %(low)s to %(high)s.") % {"low": low, "high": high}, name)
        for name, (low, high) in LIMITS.items()
        if name in fields and not low <= fields[name] <= high
    ]
    if problems:
        raise Refused.many(problems)
    return change(row, read_version=read_version, **fields)


def _regions(given: Any) -> list[str]:
    names = list(dict.fromkeys(" ".join(str(one).split()) for one in given))
    names = [one for one in names if one]
    if len(names) > MOST_REGIONS or any(len(one) > 60 for one in names):
        raise Refused("too_long", _("At most 100 names of at most 60 characters."), "regions")
    if any(one.lower() == "all" for one in names):
        words = _("“all” stands for the whole country; it is offered without being named here.")
        raise Refused("reserved", words, "regions")
    return names


def _loss_grades(given: Any) -> list[dict[str, str]]:
    """A grade each, once; the worse one asks for more. Raises Refused."""
    known = dict(IncidentGrade.objects.values_list("code", "severity"))
    found: list[tuple[int, Decimal, str]] = []
    for one in given:
        code = one.get("grade") if isinstance(one, dict) else None
        if not isinstance(code, str) or code not in known or set(one) != {"grade", "amount"}:
            words = _("Each line is a grade and the amount from which it holds.")
            raise Refused("invalid", words, "loss_grades")
        found.append((known[code], _amount(one["amount"]), code))
    found.sort()
    severities = [severity for severity, _amount_, _code in found]
    amounts = [amount for _severity, amount, _code in found]
    if len(set(severities)) != len(severities):
        raise Refused("twice", _("A grade stands there twice."), "loss_grades")
    if any(worse <= milder for worse, milder in pairwise(amounts)):
        words = _("A worse grade needs a higher amount.")
        raise Refused("out_of_order", words, "loss_grades")
    return [{"grade": code, "amount": f"{amount:f}"} for _severity, amount, code in found[::-1]]


def _amount(given: Any) -> Decimal:
    try:
        amount = Decimal(str(given))
    except (InvalidOperation, ValueError):
        amount = Decimal("NaN")
    if isinstance(given, bool) or not amount.is_finite() or not 0 <= amount < LARGEST_AMOUNT:
        raise Refused("invalid", _("An amount from 0 is expected."), "loss_grades")
    return amount
