"""The settings of drills: one row."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import require
from accounts.models import User
from drills.domain.season import parse_begins
from drills.models import DrillSettings
from lib.errors import Problem, Refused
from lib.versioning import change

PERMISSION = "drill_settings.change"
# The least and the most that can be meant; durations in seconds.
LIMITS = {
    "handled_percent": (0, 100),
    "rated_percent": (1, 100),
    "weight_technical": (0, 1000),
    "weight_process": (0, 1000),
    "weight_business": (0, 1000),
    "valid_days": (1, 3660),
    "low_season_after_days": (0, 300),
    "low_season_days": (1, 200),
    "start_early_s": (0, 30 * 86400),
    "ask_after_s": (0, 7 * 86400),
    "pause_after_s": (3600, 30 * 86400),
    "hot_wash_s": (3600, 60 * 86400),
    "draft_days": (1, 60),
    "approval_days": (1, 120),
    "complaints_tolerated": (0, 10**6),
}
WEIGHTS = ("weight_technical", "weight_process", "weight_business")


@transaction.atomic
def change_settings(
    *, read_version: int | None, by: User, at: datetime, **fields: Any
) -> list[str]:
    """Answers the names that changed. Raises PermissionDenied, StaleVersion, Refused."""
    from drills.services.proposals import keep_proposals

    require(by, PERMISSION)
    row = DrillSettings.current()
    problems = [
        Problem("out_of_range", _("From %(low)s to %(high)s.") % {"low": low, "high": high}, name)
        for name, (low, high) in LIMITS.items()
        if fields.get(name) is not None and not low <= fields[name] <= high
    ]
    if "low_season_from" in fields:
        try:
            fields["low_season_from"] = parse_begins(fields["low_season_from"])
        except ValueError:
            words = _("A month and a day are expected, such as 03-01.")
            problems.append(Problem("invalid", words, "low_season_from"))
    whole = {name: fields.get(name, getattr(row, name)) for name in (*WEIGHTS, *TIMES)}
    if not any(whole[name] for name in WEIGHTS):
        problems.append(Problem("all_zero", _("One weight must be above 0."), WEIGHTS[0]))
    for early, late in (("ask_after_s", "pause_after_s"), ("draft_days", "approval_days")):
        if whole[late] < whole[early]:
            words = _("This comes before what it follows.")
            problems.append(Problem("out_of_order", words, late))
    if problems:
        raise Refused.many(problems)
    changed = change(row, read_version=read_version, **fields)
    if any(name.startswith("low_season") for name in changed):
        keep_proposals(at=at)
    return changed


TIMES = ("ask_after_s", "pause_after_s", "draft_days", "approval_days")
