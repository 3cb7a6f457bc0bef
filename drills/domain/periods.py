"""Calendar periods of a drill policy: months, quarters, half-years, years (DRL-1).

Days are local days of one zone; a period holds its first and its last day.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

MONTHS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
PER_YEAR = {name: 12 // months for name, months in MONTHS.items()}
DAY = timedelta(days=1)


@dataclass(frozen=True, order=True)
class Span:
    """Days from `first` to `last`, both included."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def days(self) -> Iterator[date]:
        return (self.first + DAY * number for number in range((self.last - self.first).days + 1))

    def cut(self, other: Span) -> Span | None:
        """The days both have; None: none."""
        first, last = max(self.first, other.first), min(self.last, other.last)
        return Span(first, last) if first <= last else None


def period_of(day: date, period: str) -> Span:
    """The calendar period `day` lies in: months and quarters begin with January."""
    months = MONTHS[period]
    month = (day.month - 1) // months * months + 1
    return Span(date(day.year, month, 1), _last_of(day.year, month + months - 1))


def next_period(span: Span, period: str) -> Span:
    return period_of(span.last + DAY, period)


def periods(period: str, first: date, last: date) -> list[Span]:
    """Every period with a day between `first` and `last`, in order."""
    found = []
    span = period_of(first, period)
    while span.first <= last:
        found.append(span)
        span = next_period(span, period)
    return found


def label_of(span: Span) -> str:
    """ "2026", "2026-H1", "2026-Q1", "2026-03"; any other stretch by its days."""
    months = (span.last.year - span.first.year) * 12 + span.last.month - span.first.month + 1
    known = {count: name for name, count in MONTHS.items()}.get(months)
    if known is None or period_of(span.first, known) != span:
        return f"{span.first} – {span.last}"
    year, number = span.first.year, (span.first.month - 1) // months + 1
    return {
        "year": f"{year}", "half_year": f"{year}-H{number}", "quarter": f"{year}-Q{number}",
        "month": f"{year}-{number:02d}",
    }[known]  # fmt: skip


def add_months(day: date, months: int) -> date:
    """The same day of another month, or that month's last one where it has no such day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def year_back(day: date) -> Span:
    """The rolling year that ends with `day`."""
    return Span(add_months(day, -12) + DAY, day)


def _last_of(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])
