"""Figures of corrective actions. What each counts: docs/method.md, "Corrective actions".

Pure: the caller says which day it is for each owner and on which day the work was done there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from statistics import median

PRIORITIES = ("P1", "P2", "P3")
WAITING = ("open", "in_progress", "done")
TO_DO = ("open", "in_progress")
DONE = ("done", "verified")


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


@dataclass(frozen=True)
class Figures:
    """`on_time` is a share (None: nothing was due yet), ages are whole days."""

    total: int
    open: int
    to_verify: int
    overdue: int
    overdue_by_priority: Mapping[str, int]
    overdue_core_p1: int
    due: int
    done_on_time: int
    on_time: Fraction | None
    on_time_original: Fraction | None
    median_age_days: Fraction | None
    verified: int
    ineffective: int
    accepted_risks: int
    by_state: Mapping[str, int] = field(default_factory=dict)


def figures(rows: Iterable[Row]) -> Figures:
    """Drafts count nowhere but in `by_state`; cancelled ones and accepted risks were never due."""
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
        on_time=_share(len(on_time), len(due)),
        on_time_original=_share(len(original), len(due)),
        median_age_days=median(ages) if ages else None,
        verified=sum(row.state == "verified" for row in known),
        ineffective=sum(row.ineffective for row in known),
        accepted_risks=sum(row.state == "accepted_risk" for row in known),
        by_state={state: sum(row.state == state for row in known) for state in _states(known)},
    )


def _in_time(row: Row, day: date | None) -> bool:
    return row.done_on is not None and day is not None and row.done_on <= day


def _share(part: int, whole: int) -> Fraction | None:
    return Fraction(part, whole) if whole else None


def _states(rows: Iterable[Row]) -> list[str]:
    return sorted({row.state for row in rows})
