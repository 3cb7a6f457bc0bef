"""What of the programme is late, and what comes next: a part of the dashboard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.urls import reverse

from accounts.access import may
from accounts.models import Organisation, User
from drills.models import Drill, DrillStatus
from drills.services.programme_compliance import programme
from lib.days import day_in

SHOWN = 5
AHEAD = (DrillStatus.PLANNED.value, DrillStatus.PREPARING.value, DrillStatus.READY.value)


@dataclass(frozen=True)
class Late:
    """A policy no drill was held for since `due`; `last` None: never."""

    name: str
    url: str
    due: date
    last: date | None


@dataclass(frozen=True)
class Coming:
    title: str
    url: str
    starts_at: datetime
    status: str


@dataclass(frozen=True)
class Overdue:
    """`rate` of the last twelve months (None: nothing was required), `missed` slots in them."""

    rate: Decimal | None
    required: int
    done: int
    missed: int
    late: Sequence[Late]
    coming: Sequence[Coming]
    running: Sequence[Coming]
    url: str


def overdue_of(user: User, *, at: datetime) -> Overdue | None:
    """None for those who may not see drills, and without a programme. Five queries; drills that
    `user` is not to know of yet are in none of it."""
    if not may(user, "drill.view"):
        return None
    found = programme(at=at)
    drills = Drill.objects.visible_to(user)
    coming = drills.filter(status__in=AHEAD, planned_start__gte=at).order_by("planned_start")
    rows = [_coming(one) for one in coming[:SHOWN]]
    running = [_coming(one) for one in drills.live().order_by("started_at")[:SHOWN]]
    if not found.policies and not rows and not running:
        return None
    today = day_in(at, Organisation.current().timezone)
    late = [
        Late(
            one.policy.name, one.policy.get_absolute_url(), one.figures.next_due or today,
            one.figures.last,
        )
        for one in found.policies
        if one.figures.overdue
    ]  # fmt: skip
    return Overdue(
        rate=found.rate,
        required=found.required,
        done=found.done,
        missed=sum(one.missed for one in found.policies),
        late=sorted(late, key=lambda one: one.due)[:SHOWN],
        coming=rows,
        running=running,
        url=reverse("drills:calendar"),
    )


def _coming(drill: Drill) -> Coming:
    starts_at = drill.started_at or drill.planned_start
    return Coming(drill.title, drill.get_absolute_url(), starts_at, drill.status)
