"""Plans on the dashboard: overdue, in force although too slow, outdated on paper, in use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from accounts.access import may
from accounts.models import User
from bcm.links import link
from lib.asked_together import Later, Reading, nothing
from lib.language import in_language
from plans.models import (
    ActivationState,
    ApprovalStep,
    Plan,
    PlanActivation,
    PlanVersion,
    PrintCopy,
    VersionStatus,
)

SHOWN = 5


@dataclass(frozen=True)
class Active:
    """A plan that is being carried out."""

    plan: str
    code: str
    exercise: bool
    activated_at: datetime
    url: str


@dataclass(frozen=True)
class Plans:
    """Counts; `active` are the first of what is being carried out."""

    all: int
    in_force: int
    overdue: int
    accepted: int
    outdated: int
    active: list[Active]
    url: str
    overdue_url: str
    accepted_url: str
    copies_url: str


def plans_of(reading: Reading, user: User, today: date) -> Later:
    """None for those who may not see plans, and while there is none."""
    if not may(user, "plan.view"):
        return nothing
    in_force = PlanVersion.objects.effective().filter(plan=OuterRef("pk"))
    accepted = ApprovalStep.objects.filter(
        plan_version__plan=OuterRef("pk"),
        plan_version__status=VersionStatus.EFFECTIVE,
        accepts_infeasible=True,
    )
    counts = reading.figures(
        Plan.objects.visible_to(user).filter(retired_at=None),
        all=Count("pk"),
        in_force=Count("pk", filter=Exists(in_force)),
        overdue=Count("pk", filter=Q(review_due__lt=today)),
        accepted=Count("pk", filter=Exists(accepted)),
    )
    outdated = reading.count(PrintCopy.objects.visible_to(user).outdated())
    active = reading.rows(
        PlanActivation.objects.visible_to(user).filter(state=ActivationState.ACTIVE), SHOWN,
        code="code", en="plan__name_en", zh="plan__name_zh", exercise="exercise",
        activated_at="activated_at",
    )  # fmt: skip

    def plans() -> Plans | None:
        if not counts["all"]:
            return None
        page = link("plans:plan_list")
        return Plans(
            **counts.of,
            outdated=outdated["n"],
            active=[_active(one) for one in active.of],
            url=page,
            overdue_url=page and f"{page}?review=overdue",
            accepted_url=page and f"{page}?accepted_red=true",
            copies_url=link("plans:copy_list"),
        )

    return plans


def _active(one: Mapping[str, Any]) -> Active:
    return Active(
        plan=in_language(one["en"], one["zh"]),
        code=one["code"],
        exercise=one["exercise"],
        activated_at=datetime.fromisoformat(one["activated_at"]),
        url=link("plans:activation_detail", one["code"]),
    )
