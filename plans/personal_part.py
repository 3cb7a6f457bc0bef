"""What plans know of a person, for the export; see docs/privacy.md.

Nothing here has a name or a number: people stand by their entry, whose erasing makes them
nameless everywhere.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from accounts import personal_parts
from accounts.models import Person
from plans.models import (
    ApprovalStep,
    Attestation,
    PlanVersion,
    ReachabilityCheck,
    Reading,
    RoleHolder,
)


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    personal_parts.register("plans", PlansOfPerson())


class PlansOfPerson:
    def export(self, person: Person) -> dict[str, Any]:
        readings = Reading.objects.filter(person=person).select_related("plan_version__plan")
        checks = ReachabilityCheck.objects.filter(person=person)
        return {
            "owner_of": list(person.plans.values_list("code", flat=True)),
            "deputy_for": list(person.deputy_plans.values_list("code", flat=True)),
            "response_roles": list(_roles(person)),
            "called_in": sorted(_called(person)),
            "readings": [
                {
                    "version": one.plan_version.key,
                    "asked_at": one.asked_at.isoformat(),
                    "read_at": one.read_at and one.read_at.isoformat(),
                    "question": one.question,
                }
                for one in readings
            ],
            "reachability": [
                {
                    "asked_at": one.asked_at.isoformat(),
                    "answered_at": one.answered_at and one.answered_at.isoformat(),
                    "correct": one.correct,
                }
                for one in checks
            ],
            **_deeds(person),
        }

    def erase(self, person: Person) -> None:
        """Their entry becomes nameless; what is told of the plan itself stays."""


def _roles(person: Person) -> Any:
    rows = RoleHolder.objects.filter(person=person).order_by("role__code")
    return rows.values_list("role__code", flat=True)


def _called(person: Person) -> set[str]:
    at = PlanVersion.objects.filter(
        Q(call_nodes__person=person) | Q(call_alternates__person=person)
    )
    return {one.key for one in at.select_related("plan").distinct()}


def _deeds(person: Person) -> dict[str, Any]:
    """What their login signed."""
    if person.user is None:
        return {"signatures": [], "attestations": []}
    signed = ApprovalStep.objects.filter(decided_by=person.user)
    attested = Attestation.objects.filter(by=person.user).select_related("plan")
    return {
        "signatures": [
            {
                "version": one.plan_version.key,
                "verdict": one.verdict,
                "at": one.decided_at and one.decided_at.isoformat(),
                "comment": one.comment,
            }
            for one in signed.select_related("plan_version__plan")
        ],
        "attestations": [
            {"plan": one.plan.code, "at": one.at.isoformat(), "statement": one.statement}
            for one in attested
        ],
    }
