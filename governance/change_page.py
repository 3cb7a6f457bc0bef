"""What the page of a change shows beside its fields: what it may set off, what stands near it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from accounts.models import Organisation, User
from bia.models import Process, System
from drills.models import Drill, FreezeWindow
from drills.models.drill import BEFORE, LIVE
from governance.domain.change_states import OVER
from governance.domain.risk import level
from governance.filters.changes import LEVEL_WORDS
from governance.models import Change, Risk
from lib.days import day_in
from plans.models import Plan


@dataclass(frozen=True)
class ChangePage:
    """`systems` and `processes`: what would be reviewed, or was; `hidden`: processes this person
    may not see. `freezes` and `drills` lie in the planned time."""

    systems: Sequence[System]
    processes: Sequence[Process]
    hidden: int
    plans: Sequence[Plan]
    freezes: Sequence[FreezeWindow]
    drills: Sequence[Drill]
    risks: Sequence[Risk]
    risk_level: str
    risk_word: Any
    happened: bool
    named: Sequence[Process] = field(default=())


def change_page(change: Change, user: User, *, at: datetime) -> ChangePage:
    from governance.services.change_effects import affected

    happened = change.state in OVER
    if happened:
        kept = change.followed_up or {}
        systems = list(System.objects.filter(code__in=kept.get("systems", ())).order_by("code"))
        codes = kept.get("processes", [])
        plans = Plan.objects.filter(code__in=kept.get("plans", ())).order_by("code")
    else:
        systems, found = affected(change)
        codes = [one.code for one in found]
        plans = Plan.objects.none()
    processes = list(Process.objects.visible_to(user).filter(code__in=codes).order_by("code"))
    value = (change.likelihood or 0) * (change.impact or 0)
    name = level(value) if value else ""
    risks: Any = Risk.objects.visible_to(user)
    return ChangePage(
        systems=systems,
        processes=processes,
        hidden=len(codes) - len(processes),
        plans=list(plans.visible_to(user)) if happened else [],
        freezes=_freezes(change),
        drills=_drills(change, user),
        risks=list(risks.filter(change=change).order_by("code")),
        risk_level=name,
        risk_word=LEVEL_WORDS.get(name, ""),
        happened=happened,
        named=list(Process.objects.visible_to(user).filter(changes=change).order_by("code")),
    )


def _days(change: Change) -> tuple[date, date] | None:
    starts = change.planned_start or change.planned_end
    ends = change.planned_end or change.planned_start
    if starts is None or ends is None or change.state in OVER:
        return None
    zone = Organisation.current().timezone
    return day_in(starts, zone), day_in(ends, zone)


def _freezes(change: Change) -> Sequence[FreezeWindow]:
    """Of drills, but a sale or the closing of the books bears no change either."""
    if (days := _days(change)) is None:
        return []
    rows = FreezeWindow.objects.filter(starts_on__lte=days[1], ends_on__gte=days[0])
    mine = Q(systems=None) | Q(systems__in=change.systems.all())
    return list(rows.filter(mine).distinct().order_by("starts_on"))


def _drills(change: Change, user: User) -> Sequence[Drill]:
    if _days(change) is None:
        return []
    starts = change.planned_start or change.planned_end
    ends = change.planned_end or change.planned_start
    rows: Any = Drill.objects.visible_to(user)
    return list(
        rows.filter(
            status__in=[*BEFORE, *LIVE], planned_start__lte=ends, planned_end__gte=starts,
            systems__in=change.systems.all(),
        ).distinct().order_by("planned_start")
    )  # fmt: skip
