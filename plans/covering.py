"""The plans of a process or a system, as its page shows them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from accounts.access import may
from accounts.models import User
from bia.models import Dependency, Process, System
from bia.panels import Panel
from plans.models import ApprovalStep, Plan, PlanVersion, VersionStatus
from plans.models.plan import OPEN

SHOWN = 10
TEMPLATE = "plans/_covering_panel.html"


@dataclass(frozen=True)
class Covering:
    """`accepted`: in force although it takes too long, and somebody answers for that."""

    plan: Plan
    in_force: PlanVersion | None
    being_made: PlanVersion | None
    is_overdue: bool
    accepted: bool


def process_panel(user: User, process: Process) -> Panel | None:
    """Plans that name the process; those that name none, but a system it needs itself."""
    needed = Dependency.objects.filter(dependent_process=process, needs_system__isnull=False)
    by_system = Q(processes=None, systems__in=needed.values("needs_system"))
    return _panel(user, Q(processes=process) | by_system, f"process={process.code}")


def system_panel(user: User, system: System) -> Panel | None:
    return _panel(user, Q(systems=system), f"system={system.code}")


def _panel(user: User, wanted: Q, query: str) -> Panel | None:
    if not may(user, "plan.view"):
        return None
    plans = Plan.objects.visible_to(user).filter(wanted, retired_at=None).distinct()
    rows = list(_covering(plans.order_by("code")[: SHOWN + 1], timezone.localdate()))
    data = {
        "rows": rows[:SHOWN], "more": len(rows) > SHOWN, "query": query,
        "may_change": may(user, "plan.change"),
    }  # fmt: skip
    return Panel(TEMPLATE, data)


def _covering(plans: QuerySet[Any], today: date) -> Iterable[Covering]:
    """Two questions."""
    accepted = ApprovalStep.objects.filter(plan_version=OuterRef("pk"), accepts_infeasible=True)
    alive = PlanVersion.objects.filter(status__in=[*OPEN, VersionStatus.EFFECTIVE])
    versions = alive.annotate(accepted=Exists(accepted))
    for plan in plans.prefetch_related(Prefetch("versions", versions, to_attr="alive")):
        in_force = next((one for one in plan.alive if one.status == VersionStatus.EFFECTIVE), None)
        being_made = next((one for one in plan.alive if one.status in OPEN), None)
        yield Covering(
            plan=plan,
            in_force=in_force,
            being_made=being_made,
            is_overdue=plan.review_due is not None and plan.review_due < today,
            accepted=in_force is not None and in_force.accepted,
        )
