"""The figures of corrective actions, of all and by department. Reads only; a query for each.

The database counts: what is read does not grow with the actions.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from django.db.models import (
    Aggregate,
    Count,
    DateField,
    DateTimeField,
    F,
    FloatField,
    Func,
    IntegerField,
    Q,
    QuerySet,
    Value,
)
from django.db.models.functions import Coalesce, NullIf

from accounts.models import Organisation
from followup.domain.kpi import DONE, PRIORITIES, TO_DO, WAITING, Figures, share
from followup.models import ActionState, CorrectiveAction

DEPARTMENT = ("owner__department__code", "owner__department__name")


@dataclass(frozen=True)
class DepartmentFigures:
    """`code` and `name` are "" for actions whose owner stands in no department (or has none)."""

    code: str
    name: str
    figures: Figures


@dataclass(frozen=True)
class Kpis:
    at: datetime
    all: Figures
    by_department: tuple[DepartmentFigures, ...]


def kpis_of(actions: QuerySet[CorrectiveAction], *, at: datetime) -> Kpis:
    """Of the given actions (what somebody may see, filtered as they like), as of `at`."""
    rows = _dated(actions, at)
    departments = [
        DepartmentFigures(row[DEPARTMENT[0]] or "", row[DEPARTMENT[1]] or "", _figures(row))
        for row in rows.values(*DEPARTMENT).annotate(**COUNTS)
    ]
    departments.sort(key=lambda one: (one.name, one.code))
    return Kpis(at, _figures(rows.aggregate(**COUNTS)), tuple(departments))


def figures_of(actions: QuerySet[CorrectiveAction], *, at: datetime) -> Figures:
    """Of all the given actions together."""
    return _figures(_dated(actions, at).aggregate(**COUNTS))


class _DayIn(Func):
    """(zone, instant) → the day it is there."""

    function = "timezone"
    template = "%(function)s(%(expressions)s)::date"
    output_field = DateField()


class _DaysFrom(Func):
    """(later day, earlier day) → whole days between them."""

    arg_joiner = " - "
    template = "(%(expressions)s)"
    output_field = IntegerField()


class _Median(Aggregate):
    name = "Median"
    template = "percentile_cont(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


def _dated(actions: QuerySet[CorrectiveAction], at: datetime) -> QuerySet[Any]:
    """With the days of each owner's own zone: `kpi_today`, `kpi_opened`, `kpi_done`."""
    house = Value(Organisation.current().timezone)
    zone = Coalesce(NullIf(F("owner__user__timezone"), Value("")), house)
    return actions.order_by().annotate(
        kpi_today=_DayIn(zone, Value(at, output_field=DateTimeField())),
        kpi_opened=_DayIn(zone, F("opened_at")),
        kpi_done=_DayIn(zone, F("done_at")),
        kpi_original=Coalesce("original_due_on", "due_on"),
    )


# Still to do after its due day; what waits for its verification is not.
_OVERDUE = Q(state__in=TO_DO, due_on__lt=F("kpi_today"))
_DUE = Q(state__in=DONE) | _OVERDUE

COUNTS: dict[str, Aggregate] = {
    **{f"in_{state}": Count("pk", filter=Q(state=state)) for state in ActionState.values},
    **{f"late_{name}": Count("pk", filter=_OVERDUE & Q(priority=name)) for name in PRIORITIES},
    "overdue": Count("pk", filter=_OVERDUE),
    "late_core": Count("pk", filter=_OVERDUE & Q(priority="P1", is_core=True)),
    "due": Count("pk", filter=_DUE),
    "on_time": Count("pk", filter=_DUE & Q(kpi_done__lte=F("due_on"))),
    "on_time_first": Count("pk", filter=_DUE & Q(kpi_done__lte=F("kpi_original"))),
    "ineffective": Count("pk", filter=Q(ineffective_since__isnull=False)),
    "median_age": _Median(
        _DaysFrom(F("kpi_today"), F("kpi_opened")),
        filter=Q(state__in=WAITING, opened_at__isnull=False),
    ),
}


def _figures(row: dict[str, Any]) -> Figures:
    by_state = {state: row[f"in_{state}"] for state in sorted(ActionState.values)}
    age = row["median_age"]
    return Figures(
        total=sum(by_state.values()) - by_state["draft"],
        open=sum(by_state[state] for state in WAITING),
        to_verify=by_state["done"],
        overdue=row["overdue"],
        overdue_by_priority={name: row[f"late_{name}"] for name in PRIORITIES},
        overdue_core_p1=row["late_core"],
        due=row["due"],
        done_on_time=row["on_time"],
        on_time=share(row["on_time"], row["due"]),
        on_time_original=share(row["on_time_first"], row["due"]),
        median_age_days=Fraction(age) if age is not None else None,
        verified=by_state["verified"],
        ineffective=row["ineffective"],
        accepted_risks=by_state["accepted_risk"],
        by_state={state: number for state, number in by_state.items() if number},
    )
