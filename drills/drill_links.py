"""Where a guard's problem is solved, as a link for pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy, pgettext_lazy

from drills.models import Drill
from lib.errors import Problem

# Code of a problem → (URL name, "#anchor", words).
PLACES: dict[str, tuple[str, str, Any]] = {
    "no_objective": ("drills:script_edit", "", gettext_lazy("Write the script")),
    "no_criterion": ("drills:script_edit", "", gettext_lazy("Write the script")),
    "no_plan": ("drills:drill_edit", "#id_plan_version", gettext_lazy("Choose the plan")),
    "plan_not_effective": ("drills:drill_edit", "#id_plan_version", gettext_lazy("Choose another")),
    "no_player": ("drills:participants", "", gettext_lazy("Name people")),
    "no_controller": ("drills:participants", "", gettext_lazy("Name people")),
    "no_evaluator": ("drills:participants", "", gettext_lazy("Name people")),
    "not_invited": ("drills:participants", "", gettext_lazy("Invite them")),
    "not_safe": ("drills:drill_safety", "", gettext_lazy("Confirm it")),
    "real_emergency": ("drills:drill_edit", "#id_systems", gettext_lazy("Choose other systems")),
    "not_ready": ("drills:drill_readiness", "", gettext_lazy("Declare it ready")),
    "not_evaluated": ("drills:evaluation", "", gettext_lazy("Evaluate it")),
    "not_rated": ("drills:evaluation", "", gettext_lazy("Rate it")),
    "not_settled": ("drills:evaluation", "", gettext_lazy("Settle it")),
    "attendance_open": ("drills:participants", "", gettext_lazy("Lock the attendance")),
    "report_not_approved": ("drills:report", "", gettext_lazy("Open the report")),
    "action_not_assigned": ("drills:report", "", gettext_lazy("Open the report")),
    "not_reviewed": ("drills:report", "", gettext_lazy("Look at them")),
    "real_event_open": (
        "drills:real_event_mistaken",
        "",
        pgettext_lazy("drill", "It was a mistake"),
    ),
}

# More than so many of one kind are counted.
FEW = 1
TOGETHER: dict[str, Any] = {
    "not_safe": gettext_lazy("%(count)s points of the safety list are not confirmed."),
    "not_rated": gettext_lazy("%(count)s criteria are not rated yet."),
    "not_settled": gettext_lazy("%(count)s criteria must be settled by the lead evaluator."),
    "action_not_assigned": gettext_lazy("%(count)s actions have no owner or no due date yet."),
}


@dataclass(frozen=True)
class Hindrance:
    words: Any
    url: str
    label: Any


def linked(drill: Drill, problems: Iterable[Problem]) -> list[Hindrance]:
    """Each problem with where it is solved; many of one kind stand once, counted."""
    listed = list(problems)
    counts = Counter(one.code for one in listed)
    found: list[Hindrance] = []
    told: set[str] = set()
    for one in listed:
        if one.code in TOGETHER and counts[one.code] > FEW:
            if one.code not in told:
                words = TOGETHER[one.code] % {"count": counts[one.code]}
                found.append(_one(drill, one, words))
            told.add(one.code)
        else:
            found.append(_one(drill, one))
    return found


def _one(drill: Drill, problem: Problem, words: Any = "") -> Hindrance:
    name, anchor, label = PLACES.get(problem.code, ("", "", ""))
    return Hindrance(words or problem.message, address(name, drill, anchor), label)


def address(name: str, drill: Drill, anchor: str = "") -> str:
    """ "" while there is no such page."""
    try:
        return reverse(name, args=[drill.code]) + anchor if name else ""
    except NoReverseMatch:
        return ""
