"""The figures of corrective actions counted row by row: what the database's counts must equal.

The words are those of docs/method.md, "Corrective actions".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from statistics import median
from zoneinfo import ZoneInfo

from followup.domain.kpi import DONE, PRIORITIES, TO_DO, WAITING, Figures, share
from followup.models import CorrectiveAction


@dataclass(frozen=True)
class Row:
    """One action as the figures see it; all days are those of its owner's zone."""

    state: str
    priority: str
    today: date
    opened_on: date | None = None
    due_on: date | None = None
    original_due_on: date | None = None
    done_on: date | None = None
    is_core: bool = False
    ineffective: bool = False

    @property
    def is_overdue(self) -> bool:
        """Still to do after its due day; what waits for its verification is not."""
        return self.state in TO_DO and self.due_on is not None and self.due_on < self.today


def row_of(action: CorrectiveAction, at: datetime, house: str) -> Row:
    user = action.owner.user if action.owner else None
    zone = ZoneInfo((user.timezone if user else "") or house)

    def day(instant: datetime | None) -> date | None:
        return instant.astimezone(zone).date() if instant else None

    return Row(
        state=action.state,
        priority=action.priority,
        today=at.astimezone(zone).date(),
        opened_on=day(action.opened_at),
        due_on=action.due_on,
        original_due_on=action.original_due_on,
        done_on=day(action.done_at),
        is_core=action.is_core,
        ineffective=action.ineffective_since is not None,
    )


def figures(rows: Iterable[Row]) -> Figures:
    known = list(rows)
    overdue = [row for row in known if row.is_overdue]
    due = [row for row in known if row.state in DONE or row.is_overdue]
    on_time = [row for row in due if _in_time(row, row.due_on)]
    original = [row for row in due if _in_time(row, row.original_due_on or row.due_on)]
    waiting = [row for row in known if row.state in WAITING]
    ages = [Fraction((row.today - row.opened_on).days) for row in waiting if row.opened_on]
    return Figures(
        total=sum(row.state != "draft" for row in known),
        open=len(waiting),
        to_verify=sum(row.state == "done" for row in known),
        overdue=len(overdue),
        overdue_by_priority={
            name: sum(row.priority == name for row in overdue) for name in PRIORITIES
        },
        overdue_core_p1=sum(row.is_core and row.priority == "P1" for row in overdue),
        due=len(due),
        done_on_time=len(on_time),
        on_time=share(len(on_time), len(due)),
        on_time_original=share(len(original), len(due)),
        median_age_days=median(ages) if ages else None,
        verified=sum(row.state == "verified" for row in known),
        ineffective=sum(row.ineffective for row in known),
        accepted_risks=sum(row.state == "accepted_risk" for row in known),
        by_state={
            state: sum(row.state == state for row in known)
            for state in sorted({row.state for row in known})
        },
    )


def _in_time(row: Row, day: date | None) -> bool:
    return row.done_on is not None and day is not None and row.done_on <= day
