"""Months as weeks from Monday to Sunday: pure."""

from __future__ import annotations

from calendar import Calendar
from datetime import date

FIRST_YEAR, LAST_YEAR = 1990, 2100


def weeks_of(year: int, month: int) -> list[list[date]]:
    """Whole weeks that hold the month, with days of its neighbours at both ends."""
    return Calendar(firstweekday=0).monthdatescalendar(year, month)


def month_after(first: date, count: int = 1) -> date:
    """The first day of the month `count` months after that of `first`; earlier when negative."""
    months = first.year * 12 + first.month - 1 + count
    return date(months // 12, months % 12 + 1, 1)


def month_of(text: str, today: date) -> date:
    """ "2026-11" as its first day; anything else, or far away, is the month of `today`."""
    year, _dash, month = text.partition("-")
    if not (year.isascii() and year.isdigit() and month.isascii() and month.isdigit()):
        return today.replace(day=1)
    if not (FIRST_YEAR <= int(year[:6]) <= LAST_YEAR and 1 <= int(month[:3]) <= 12):
        return today.replace(day=1)
    return date(int(year), int(month), 1)
