"""Where a guard's problem is solved, as a link for pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

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
    "real_event_open": ("drills:real_event_mistaken", "", gettext_lazy("It was a mistake")),
}


@dataclass(frozen=True)
class Hindrance:
    words: Any
    url: str
    label: Any


def linked(drill: Drill, problems: Iterable[Problem]) -> list[Hindrance]:
    """Each problem with where it is solved; points of the safety list stand once."""
    listed = list(problems)
    unsafe = [one for one in listed if one.code == "not_safe"]
    found: list[Hindrance] = []
    for one in listed:
        if len(unsafe) < 2 or one.code != "not_safe":
            found.append(_one(drill, one))
        elif one is unsafe[0]:
            words = _("%(count)s points of the safety list are not confirmed.")
            found.append(_one(drill, one, words % {"count": len(unsafe)}))
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
