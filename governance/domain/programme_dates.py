"""Days of a programme out of the numbered days of its template (docs/method.md, section 48)."""

from __future__ import annotations

from datetime import date, timedelta


def day_number(start: date, number: int) -> date:
    """Day `number` of a programme, counted from 1: the day it starts. AT-034: day 30 of one that
    starts on 2026-01-01 is 2026-01-30."""
    if number < 1:
        raise ValueError("days of a programme count from 1")
    return start + timedelta(days=number - 1)


def moved(day: date, *, old_start: date, new_start: date) -> date:
    """`day` of a programme whose start moves: it keeps its number."""
    return day + (new_start - old_start)
