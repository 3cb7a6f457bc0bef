"""What is shown of the grade: in effect, suggested and why, what time alone will make of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bia.models import Process, System
from incidents.domain.suggestion import Reason
from incidents.models import GradeProposal, Incident
from incidents.suggestion_words import say, say_all
from plans.models import IncidentGrade


@dataclass(frozen=True)
class Ahead:
    """At `at` the suggestion becomes `grade`, for this reason."""

    grade: str
    at: datetime
    reason: str


@dataclass(frozen=True)
class GradeView:
    """`suggested` is the code of the rule's answer, "" when there is none."""

    suggested: str
    reasons: Sequence[str]
    forecast: Sequence[Ahead]
    proposal: GradeProposal | None

    def differs(self, grade: IncidentGrade | None) -> bool:
        return bool(self.suggested) and grade is not None and grade.code != self.suggested


def grade_view(
    incident: Incident,
    at: datetime,
    proposal: GradeProposal | None,
    *,
    known: Mapping[str, str] | None = None,
) -> GradeView:
    """Two queries for the names the reasons speak of, but those in `known`, by code."""
    stored: Mapping[str, Any] = incident.suggestion or {}
    now = [Reason.from_json(one) for one in stored.get("reasons", ())]
    coming = [(one, Reason.from_json(one["reason"])) for one in stored.get("forecast", ())]
    names = _names([*now, *(reason for _one, reason in coming)], known or {})
    ahead = [
        Ahead(str(one["grade"]), instant, say(reason, names))
        for one, reason in coming
        if (instant := datetime.fromisoformat(one["at"])) > at
    ]
    return GradeView(str(stored.get("grade") or ""), say_all(now, names), ahead, proposal)


def _names(reasons: Sequence[Reason], known: Mapping[str, str]) -> dict[str, str]:
    codes = {
        str(one.params[name])
        for one in reasons
        for name in ("system", "process")
        if one.params.get(name)
    }
    found = {code: known[code] for code in codes & known.keys()}
    codes -= known.keys()
    if not codes:
        return found
    found |= dict(System.objects.filter(code__in=codes).values_list("code", "name"))
    found |= dict(Process.objects.filter(code__in=codes).values_list("code", "name"))
    return found
