"""The year of the programme: what is required, planned, done (DRL-1, DRL-3, DRL-5).

A row a policy, a cell a period, a chip a slot; many slots of one period become a count. Drills
that `user` may not know of yet are nowhere in it: their slots look open.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.urls import reverse

from accounts.models import User
from drills.domain.periods import MONTHS, Span, label_of, periods
from drills.models import AFTER, Drill, DrillPolicy, DrillSlot, DrillStatus, FreezeWindow, SlotState
from drills.programme_pages.words import SLOT, TYPE_ICONS
from drills.services.programme_compliance import (
    READ,
    PolicyCompliance,
    Programme,
    programme,
    slots_of,
)
from drills.services.seasons import Season, seasons
from drills.services.slot_zones import organisation_zone, zone_of
from lib.days import day_in

FEW = 4  # chips in a cell; more become a count
GONE = (DrillStatus.CANCELLED.value,)
DONE = (SlotState.MET.value, SlotState.LATE.value)
# Of a slot and of the drill that met it, what a cell shows.
SHOWN_OF_SLOT = (
    *READ, "code", "period_start", "number", "proposed_on", "process__name", "system__name",
)  # fmt: skip


@dataclass(frozen=True)
class Chip:
    """One slot: its state, the day that counts, and where a click leads."""

    state: str
    day: date | None
    href: str
    name: str
    planned: bool = False

    @property
    def look(self) -> tuple[Any, str, str]:
        return SLOT[self.state]


@dataclass(frozen=True)
class Cell:
    """The period `label`, as many columns wide as it has months in the year."""

    label: str
    months: int
    chips: Sequence[Chip]
    met: int
    required: int
    missed: int
    href: str
    is_now: bool
    as_count: bool


@dataclass(frozen=True)
class Row:
    policy: DrillPolicy
    figures: PolicyCompliance
    cells: Sequence[Cell]
    icon: str


@dataclass(frozen=True)
class Held:
    """A drill in the list of its month; plain values, for there may be hundreds."""

    code: str
    title: str
    status: str
    state: Any  # the status in words
    begins_at: datetime
    day: date
    icon: str


@dataclass(frozen=True)
class Month:
    first: date
    drills: Sequence[Held]
    rest: Sequence[Held]
    freezes: Sequence[str]
    is_now: bool


@dataclass(frozen=True)
class Year:
    year: int
    today: date
    rows: Sequence[Row]
    months: Sequence[Month]
    programme: Programme
    required: int
    met: int
    missed: int
    planned: int
    next_drill: Held | None
    season: Season | None
    freezes: Sequence[FreezeWindow] = field(default_factory=list)


def year_of(user: User, year: int, *, at: datetime) -> Year:
    """Nine queries, however many drills and slots there are."""
    zone = organisation_zone()
    today = day_in(at, zone)
    span = Span(date(year, 1, 1), date(year, 12, 31))
    policies = list(DrillPolicy.objects.filter(is_active=True).order_by("code"))
    slots = slots_of(policies, SHOWN_OF_SLOT, "process", "system")
    figures = programme(at=at, policies=policies, slots=slots)
    drills = _drills(user, span, zone)
    wanted = [one.pk for of in slots.values() for one in of if one.period_end in span]
    plans = plans_of(user, wanted)
    rows = [_row(one, slots.get(one.policy.pk, []), plans, span, today) for one in figures.policies]
    freezes = list(
        FreezeWindow.objects.visible_to(user).filter(
            starts_on__lte=span.last, ends_on__gte=span.first
        )
    )
    season = next(iter(seasons([year])), None)
    cells = [cell for row in rows for cell in row.cells]
    waiting = [one for one in drills if one.status in _AHEAD and one.day >= today]
    return Year(
        year=year,
        today=today,
        rows=rows,
        months=_months(year, drills, freezes, season, today),
        programme=figures,
        required=sum(one.required for one in cells),
        met=sum(one.met for one in cells),
        missed=sum(one.missed for one in cells),
        planned=len(waiting),
        next_drill=min(waiting, key=_begins, default=None),
        season=season,
        freezes=freezes,
    )


_AHEAD = (DrillStatus.PLANNED.value, DrillStatus.PREPARING.value, DrillStatus.READY.value)


def _drills(user: User, span: Span, zone: str) -> list[Held]:
    """Those that begin in the year, by when they really began."""
    rows = Drill.objects.visible_to(user).filter(
        planned_start__year__range=(span.first.year - 1, span.last.year + 1)
    )
    words = dict(DrillStatus.choices)
    found = []
    for code, title, type, status, planned, started in rows.values_list(
        "code", "title", "type", "status", "planned_start", "started_at"
    ):
        began = started or planned
        day = day_in(began, zone)
        if day in span:
            state = str(words[DrillStatus(status)])
            found.append(Held(code, title, status, state, began, day, TYPE_ICONS[type]))
    return found


def plans_of(user: User, slots: Sequence[int]) -> dict[int, Drill]:
    """Slot → the drill planned for it, of those `user` may see."""
    rows = Drill.objects.visible_to(user).filter(slot__in=slots)
    wanted = rows.exclude(status__in=[*GONE, *AFTER]).order_by("-planned_start", "-pk")
    return {one.slot_id: one for one in wanted if one.slot_id is not None}


def _row(
    of: PolicyCompliance,
    slots: Sequence[DrillSlot],
    plans: dict[int, Drill],
    span: Span,
    today: date,
) -> Row:
    policy = of.policy
    by_start: dict[date, list[DrillSlot]] = defaultdict(list)
    for slot in slots:
        by_start[slot.period_start].append(slot)
    zone = zone_of(policy)
    base = reverse("drills:slot_list")
    cells = []
    for period in periods(policy.period, span.first, span.last):
        slots_of = by_start[period.first]
        few = slots_of if len(slots_of) <= FEW else []
        cells.append(
            Cell(
                label=label_of(period),
                months=MONTHS[policy.period],
                chips=[chip_of(one, plans.get(one.pk), today, zone) for one in few],
                met=sum(one.state in DONE for one in slots_of),
                required=sum(one.state != SlotState.WAIVED.value for one in slots_of),
                missed=sum(one.state == SlotState.MISSED.value for one in slots_of),
                href=f"{base}?policy={policy.code}&period_start={period.first}",
                is_now=today in period,
                as_count=len(slots_of) > FEW,
            )
        )
    return Row(policy, of, cells, TYPE_ICONS[policy.type])


def chip_of(slot: DrillSlot, plan: Drill | None, today: date, zone: str) -> Chip:
    state, day = slot.state, slot.proposed_on
    if slot.met_by is not None and slot.met_by.started_at is not None:
        day = day_in(slot.met_by.started_at, zone)
    elif slot.met_at is not None:
        day = day_in(slot.met_at, zone)
    elif state == "open" and plan is not None:
        state, day = "planned", day_in(plan.planned_start, zone)
    elif state == "open" and slot.period_end < today:
        state = "overdue"
    if state in ("missed", "waived"):
        day = None
    thing = slot.process or slot.system
    return Chip(
        state=state,
        day=day,
        href=slot.get_absolute_url(),
        name=thing.name if thing is not None else "",
        planned=plan is not None,
    )


SHOWN = 12  # drills of a month before the rest is folded


def _months(
    year: int,
    drills: Sequence[Held],
    freezes: Sequence[FreezeWindow],
    season: Season | None,
    today: date,
) -> list[Month]:
    of: dict[int, list[Held]] = defaultdict(list)
    for one in drills:
        of[one.day.month].append(one)
    found = []
    for span in periods("month", date(year, 1, 1), date(year, 12, 31)):
        held = sorted(of[span.first.month], key=_begins)
        names = [
            one.name for one in freezes if span.cut(Span(one.starts_on, one.ends_on)) is not None
        ]
        found.append(Month(span.first, held[:SHOWN], held[SHOWN:], names, today in span))
    return found


def _begins(one: Held) -> datetime:
    return one.begins_at
