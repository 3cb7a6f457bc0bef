"""The low season, in which full-scale exercises are held (S3-060, DRL-3).

Shipped: two weeks that begin two weeks after the first day of the Spring Festival. Where the
organisation's low season is another, it names the day of the year it begins.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from drills.domain.periods import Span


def low_season(
    year: int, *, festival: date | None, after_days: int, days: int, begins: str = ""
) -> Span | None:
    """That of `year`; `begins` "03-01" wins over the festival. None: nothing says when."""
    first = _day_of(year, begins) if begins else festival
    if first is None:
        return None
    if not begins:
        first += timedelta(days=after_days)
    return Span(first, first + timedelta(days=max(1, days) - 1))


def parse_begins(text: str) -> str:
    """ "3-1" → "03-01"; "" stays. Raises ValueError for what is no day of a leap year."""
    if not text.strip():
        return ""
    month, dash, day = text.strip().partition("-")
    if not dash or not (month.isdecimal() and day.isdecimal()):
        raise ValueError(text)
    return f"{date(2024, int(month), int(day)):%m-%d}"


def _day_of(year: int, begins: str) -> date:
    month, day = (int(one) for one in begins.split("-"))
    return date(year, month, min(day, monthrange(year, month)[1]))
