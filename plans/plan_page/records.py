"""What happened to a plan and its versions: signatures, readings, prints, activations, requests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch

from plans.models import (
    ApprovalStep,
    Attestation,
    ChangeRequest,
    PlanActivation,
    PlanVersion,
    PrintCopy,
    Reading,
)
from plans.plan_page.page import PlanPage
from plans.request_words import sentences

SHOWN = 20


@dataclass(frozen=True)
class Records:
    """`versions` newest first, each with its signatures."""

    versions: list[PlanVersion]
    readings: list[Reading]
    copies: list[PrintCopy]
    activations: list[PlanActivation]
    requests: list[ChangeRequest]
    attestations: list[Attestation]

    @property
    def unread(self) -> int:
        return sum(1 for one in self.readings if one.read_at is None)


def records_of(shown: PlanPage) -> Records:
    """A constant number of questions; of long lists the newest."""
    plan, version, user = shown.plan, shown.version, shown.user
    steps = ApprovalStep.objects.select_related("decided_by", "person", "delegate")
    versions = plan.versions.select_related("author", "published_by").prefetch_related(
        Prefetch("approvals", steps.order_by("-round", "position", "id"))
    )
    requests = list(plan.change_requests.select_related("raised_by", "adopted_in")[:SHOWN])
    words = sentences(requests, user)
    for one in requests:
        one.words = words[one.pk]  # type: ignore[attr-defined]
    return Records(
        versions=list(versions),
        readings=list(
            version.readings.select_related("person").order_by("read_at", "person__code")
        ),
        copies=list(_of_plan(PrintCopy.objects.visible_to(user).for_list(), plan)[:SHOWN]),
        activations=list(PlanActivation.objects.for_list().filter(plan=plan)[:SHOWN]),
        requests=requests,
        attestations=list(plan.attestations.select_related("by", "plan_version")[:SHOWN]),
    )


def _of_plan(copies: Any, plan: Any) -> Any:
    return copies.filter(plan_version__plan=plan)
