"""What of the programme is late, and what comes next: a part of the dashboard.

The rules are those of `drills.services.programme_compliance`, counted by the database: every
process of an organisation may have slots of its own. A test holds the two against each other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import (
    Count,
    DateField,
    Exists,
    F,
    Func,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Cast, Coalesce, JSONObject, NullIf
from django.urls import reverse

from accounts.access import may
from accounts.models import Organisation, User
from drills.domain.compliance import Requirement, next_due, rate
from drills.models import (
    Drill,
    DrillFinding,
    DrillPolicy,
    DrillSlot,
    DrillStatus,
    ObservationKind,
    SlotState,
)
from drills.services.programme_compliance import DONE, EVALUATED
from lib.asked_together import Later, Reading, day, nothing
from lib.language import in_language

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
    """`rate` of the last twelve months (None: nothing was required), `missed` slots in them;
    `late` are the first of `late_count` policies."""

    rate: Decimal | None
    required: int
    done: int
    missed: int
    late_count: int
    late: Sequence[Late]
    coming: Sequence[Coming]
    running: Sequence[Coming]
    url: str


def overdue_of(user: User, *, at: datetime) -> Overdue | None:
    """None for those who may not see drills, and without a programme. One query; drills that
    `user` is not to know of yet are in none of it."""
    organisation = Organisation.current()
    reading = Reading(Organisation.objects.filter(pk=organisation.pk))
    later = ask_overdue(reading, user, organisation.timezone, at=at)
    reading.read()
    found: Overdue | None = later()
    return found


def ask_overdue(reading: Reading, user: User, zone: str, *, at: datetime) -> Later:
    """The same as one of several questions; `zone` is the organisation's."""
    if not may(user, "drill.view"):
        return nothing
    policies = reading.rows(
        _counted(zone, at), None,
        code="code", en="name_en", zh="name_zh", period="period", min_count="min_count",
        starts_on="starts_on", ends_on="ends_on", today="today", slots="slots_counted",
    )  # fmt: skip
    drills = Drill.objects.visible_to(user)
    coming = drills.filter(status__in=AHEAD, planned_start__gte=at).order_by("planned_start")
    columns = {
        "code": "code", "title": "title", "status": "status", "began": "started_at",
        "begins": "planned_start",
    }  # fmt: skip
    ahead = reading.rows(coming, SHOWN, **columns)
    live = reading.rows(drills.live().order_by("started_at"), SHOWN, **columns)

    def overdue() -> Overdue | None:
        if not policies.of and not ahead.of and not live.of:
            return None
        return _overdue(policies.of, ahead.of, live.of)

    return overdue


def _counted(zone: str, at: datetime) -> QuerySet[Any]:
    """Active policies with `today` in their zone and what their slots say of the year up to it."""
    slots = (
        DrillSlot.objects.filter(policy=OuterRef("pk"))
        .annotate(
            day=_day(OuterRef("zone"), Coalesce("met_by__started_at", "met_at")),
            unfiled=Exists(_unfiled()),
        )
        .order_by()
        .values("policy")
    )
    today = Q(day__lte=OuterRef("today"))
    ended = Q(period_end__gte=OuterRef("year_from"), period_end__lte=OuterRef("today"))
    counts = Q(met_by=None) | Q(met_by__status__in=EVALUATED, unfiled=False)
    held = Q(state__in=DONE)
    figures = JSONObject(
        required=Count("pk", filter=ended & ~Q(state=SlotState.WAIVED.value)),
        missed=Count("pk", filter=ended & Q(state=SlotState.MISSED.value)),
        done=Count("pk", filter=held & counts & today & Q(day__gte=OuterRef("year_from"))),
        last=Max("day", filter=held & today),
    )
    return (
        DrillPolicy.objects.filter(is_active=True)
        .annotate(zone=Coalesce(NullIf("timezone", Value("")), Value(zone)))
        .annotate(today=_day(F("zone"), Value(at)))
        .annotate(year_from=_YearFrom(F("today"), output_field=DateField()))
        .annotate(slots_counted=Subquery(slots.annotate(figures=figures).values("figures")))
        .order_by("code")
    )


class _YearFrom(Func):
    """The first day of the rolling year that ends with a day (`periods.year_back`)."""

    template = "(%(expressions)s - interval '1 year')::date + 1"


def _day(zone: Any, at: Any) -> Cast:
    """The day of the instant `at` in `zone`."""
    return Cast(Func(zone, at, function="timezone"), DateField())


def _unfiled() -> QuerySet[Any]:
    """Areas to improve of a drill without an action, a change request or a reason for neither."""
    return DrillFinding.objects.filter(
        drill=OuterRef("met_by"), kind=ObservationKind.IMPROVEMENT.value, action=None,
        change_request=None, no_action_reason="",
    )  # fmt: skip


def _overdue(
    policies: Sequence[Mapping[str, Any]],
    coming: Sequence[Mapping[str, Any]],
    running: Sequence[Mapping[str, Any]],
) -> Overdue:
    slots = [one["slots"] or {"required": 0, "missed": 0, "done": 0} for one in policies]
    required = sum(one["required"] for one in slots)
    done = sum(min(one["done"], one["required"]) for one in slots)
    late = [found for one in policies if (found := _late(one))]
    return Overdue(
        rate=rate(done, required),
        required=required,
        done=done,
        missed=sum(one["missed"] for one in slots),
        late_count=len(late),
        late=sorted(late, key=lambda one: one.due)[:SHOWN],
        coming=[_coming(one) for one in coming],
        running=[_coming(one) for one in running],
        url=reverse("drills:calendar"),
    )


def _late(one: Mapping[str, Any]) -> Late | None:
    today, ends_on = date.fromisoformat(one["today"]), day(one["ends_on"])
    last = day((one["slots"] or {}).get("last"))
    starts_on = date.fromisoformat(one["starts_on"])
    due = next_due(Requirement(one["period"], one["min_count"], starts_on), last)
    if today <= due or (ends_on is not None and ends_on < today):
        return None
    url = reverse("drills:policy_detail", args=[one["code"]])
    return Late(in_language(one["en"], one["zh"]), url, due, last)


def _coming(one: Mapping[str, Any]) -> Coming:
    starts_at = datetime.fromisoformat(one["began"] or one["begins"])
    url = reverse("drills:drill_detail", args=[one["code"]])
    return Coming(one["title"], url, starts_at, one["status"])
