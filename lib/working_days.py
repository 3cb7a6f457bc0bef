"""Counting in working days: weekdays, with days that differ from their weekday.

A calendar that knows only weekdays is wrong where weekend days are worked in exchange for a
longer holiday, as the Chinese State Council orders every year, so each day may be stated singly.
Pure arithmetic on dates: what "today" is, and where, is the caller's matter.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from datetime import date, timedelta

MONDAY_TO_FRIDAY: Set[int] = frozenset({1, 2, 3, 4, 5})
DAY = timedelta(days=1)


@dataclass(frozen=True)
class WorkingDays:
    """`weekdays` are ISO weekdays (1 is Monday); `exceptions` says if a single day is worked.

    Raises ValueError without any weekday: nothing could then be counted.
    """

    weekdays: Set[int] = MONDAY_TO_FRIDAY
    exceptions: Mapping[date, bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not set(self.weekdays) & set(range(1, 8)):
            raise ValueError("at least one ISO weekday (1 to 7) is worked")

    def is_working(self, day: date) -> bool:
        known = self.exceptions.get(day)
        return day.isoweekday() in self.weekdays if known is None else known

    def next_working_day(self, day: date) -> date:
        """`day` itself when it is worked, else the first worked day after it."""
        while not self.is_working(day):
            day += DAY
        return day

    def add(self, day: date, count: int) -> date:
        """The `count`th working day after `day`; before it when negative.

        `day` itself is never counted, worked or not. 0 answers `next_working_day(day)`: a deadline
        does not fall on a holiday.
        """
        if count == 0:
            return self.next_working_day(day)
        step = DAY if count > 0 else -DAY
        left = abs(count)
        while left:
            day += step
            left -= self.is_working(day)
        return day

    def between(self, start: date, end: date) -> int:
        """Working days after `start` up to and with `end`; negative when `end` is earlier.

        For a worked `end` after `start`, `add(start, between(start, end)) == end`.
        """
        if end < start:
            return -sum(map(self.is_working, _days(end, start - DAY)))
        return sum(map(self.is_working, _days(start + DAY, end)))


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=number) for number in range((last - first).days + 1))
