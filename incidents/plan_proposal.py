"""A plan that fits an incident, and why, in the reader's words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language, gettext

from lib.durations import format_duration
from plans.models import ActivationCriterion, Plan, PlanActivation, PlanVersion


@dataclass(frozen=True)
class Proposal:
    """`certain`: every criterion of a group holds for sure; else the downtime is not known yet.

    `activation` is the plan being (or having been) carried out for this incident.
    """

    plan: Plan
    version: PlanVersion
    certain: bool
    reasons: tuple[Any, ...] = ()
    activation: PlanActivation | None = None

    @property
    def words(self) -> list[str]:
        return [reason_in_words(one) for one in self.reasons]


def reason_in_words(one: ActivationCriterion) -> str:
    if one.kind == "grade" and one.grade is not None:
        return gettext("grade %(grade)s or worse") % {"grade": one.grade.code}
    if one.kind == "system" and one.system is not None:
        return gettext("%(name)s is down") % {"name": one.system.name}
    if one.kind == "process" and one.process is not None:
        return gettext("%(name)s is affected") % {"name": one.process.name}
    if one.kind == "downtime" and one.downtime_s is not None:
        longest = format_duration(one.downtime_s, get_language() or "en")
        return gettext("expected downtime of %(duration)s or more") % {"duration": longest}
    return gettext("somebody decides: %(text)s") % {"text": one.text}
