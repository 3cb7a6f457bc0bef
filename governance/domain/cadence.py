"""Which periods of a recurring duty have it (T24; docs/method.md, section 48).

A period that is over without an occurrence is late, the one that runs is open until it has one.
The period in which the duty begins is required only if it begins with that period's first day:
nobody is late with half a month.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from drills.domain.periods import Span, label_of, next_period, period_of, periods, year_back


class Stand(StrEnum):
    DONE = "done"
    OPEN = "open"
    LATE = "late"


@dataclass(frozen=True)
class Period:
    """One period and the days on which it was done."""

    span: Span
    stand: Stand
    on: tuple[date, ...]

    @property
    def label(self) -> str:
        return label_of(self.span)


@dataclass(frozen=True)
class Cadence:
    """The periods of the last year, oldest first. `next_due`: the last day of the first period
    that still wants it (one that is late wants nothing any more)."""

    periods: tuple[Period, ...]
    next_due: date
    last_on: date | None

    @property
    def late(self) -> int:
        return sum(one.stand is Stand.LATE for one in self.periods)

    @property
    def done(self) -> int:
        return sum(one.stand is Stand.DONE for one in self.periods)

    @property
    def judged(self) -> int:
        """Periods that are over, or have it already."""
        return sum(one.stand is not Stand.OPEN for one in self.periods)


def cadence(period: str, *, starts_on: date, occurrences: Iterable[date], today: date) -> Cadence:
    """`period` is month, quarter, half_year or year; days are local ones. A day before
    `starts_on` still counts for its period: the work was done."""
    days = sorted({one for one in occurrences if one <= today})
    since = max(year_back(today).first, period_of(starts_on, period).first)
    found = []
    for span in periods(period, since, today):
        on = tuple(one for one in days if one in span)
        if on:
            found.append(Period(span, Stand.DONE, on))
        elif today <= span.last:
            found.append(Period(span, Stand.OPEN, ()))
        elif span.first >= starts_on:
            found.append(Period(span, Stand.LATE, ()))
    return Cadence(
        tuple(found), _next_due(period, starts_on, found, today), days[-1] if days else None
    )


def _next_due(period: str, starts_on: date, found: list[Period], today: date) -> date:
    if starts_on > today:
        return period_of(starts_on, period).last
    current = period_of(today, period)
    done = any(one.span == current and one.stand is Stand.DONE for one in found)
    return next_period(current, period).last if done else current.last
