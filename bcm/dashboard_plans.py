"""Plans on the dashboard: overdue, in force although too slow, outdated on paper, in use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q

from accounts.access import may
from accounts.models import User
from bcm.links import link
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
class Plans:
    """Counts; `active` are the first of what is being carried out."""

    all: int
    in_force: int
    overdue: int
    accepted: int
    outdated: int
    active: list[PlanActivation]
    url: str
    overdue_url: str
    accepted_url: str
    copies_url: str


def plans_of(user: User, today: date) -> Plans | None:
    """None for those who may not see plans, and while there is none. Three questions."""
    if not may(user, "plan.view"):
        return None
    in_force = PlanVersion.objects.effective().filter(plan=OuterRef("pk"))
    accepted = ApprovalStep.objects.filter(
        plan_version__plan=OuterRef("pk"),
        plan_version__status=VersionStatus.EFFECTIVE,
        accepts_infeasible=True,
    )
    counts = (
        Plan.objects.visible_to(user)
        .filter(retired_at=None)
        .order_by()
        .aggregate(
            all=Count("pk"),
            in_force=Count("pk", filter=Exists(in_force)),
            overdue=Count("pk", filter=Q(review_due__lt=today)),
            accepted=Count("pk", filter=Exists(accepted)),
        )
    )
    if not counts["all"]:
        return None
    active = PlanActivation.objects.visible_to(user).for_list()
    page = link("plans:plan_list")
    return Plans(
        **counts,
        outdated=PrintCopy.objects.visible_to(user).outdated().count(),
        active=list(active.filter(state=ActivationState.ACTIVE)[:SHOWN]),
        url=page,
        overdue_url=page and f"{page}?review=overdue",
        accepted_url=page and f"{page}?accepted_red=true",
        copies_url=link("plans:copy_list"),
    )
