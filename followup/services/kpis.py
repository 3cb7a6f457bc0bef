"""The figures of corrective actions, of all and by department. Reads only; two queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from accounts.models import Organisation
from followup.domain.kpi import Figures, Row, figures
from followup.models import CorrectiveAction
from lib.days import day_in

COLUMNS = (
    *("state", "priority", "opened_at", "due_on", "original_due_on", "done_at", "is_core"),
    *("ineffective_since", "owner__user__timezone", "owner__department__code"),
    "owner__department__name",
)


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
    house = Organisation.current().timezone
    rows: list[Row] = []
    departments: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for code, name, row in _rows(actions, at, house):
        rows.append(row)
        departments[name, code].append(row)
    return Kpis(
        at=at,
        all=figures(rows),
        by_department=tuple(
            DepartmentFigures(code, name, figures(own))
            for (name, code), own in sorted(departments.items())
        ),
    )


def _rows(
    actions: QuerySet[CorrectiveAction], at: datetime, house: str
) -> Iterator[tuple[str, str, Row]]:
    todays: dict[str, date] = {}
    for one in actions.order_by().values(*COLUMNS).iterator(chunk_size=5000):
        zone = one["owner__user__timezone"] or house
        todays.setdefault(zone, day_in(at, zone))
        yield (
            one["owner__department__code"] or "",
            one["owner__department__name"] or "",
            Row(
                state=one["state"],
                priority=one["priority"],
                today=todays[zone],
                opened_on=_day(one["opened_at"], zone),
                due_on=one["due_on"],
                original_due_on=one["original_due_on"],
                done_on=_day(one["done_at"], zone),
                is_core=one["is_core"],
                ineffective=one["ineffective_since"] is not None,
            ),
        )


def _day(at: Any, zone: str) -> date | None:
    return None if at is None else day_in(at, zone)
