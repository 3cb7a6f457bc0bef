"""Times at which an outage costs more (or less) than usual. Rules: docs/method.md §23.1.

A peak is a window of hours on certain days; where several hold, the largest factor counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from decimal import Decimal

from bia.domain.errors import check_number, refuse

_ONE = Decimal(1)
LONGEST_S = 10 * 366 * 86_400
"""Peaks are followed for ten years; no outage that anybody plans for is longer."""


@dataclass(frozen=True, slots=True)
class Peak:
    """The rate is multiplied by `factor` between the hours on days that match both lists.

    `month_days` 1…31, −1 is the last day of the month; `weekdays` 1 (Monday) … 7; an empty list
    matches every day. Hours are local, `until_hour` 24 is midnight.
    """

    factor: Decimal
    month_days: tuple[int, ...] = ()
    weekdays: tuple[int, ...] = ()
    from_hour: int = 0
    until_hour: int = 24
    label: str = ""

    def matches(self, day: date) -> bool:
        last = (day + timedelta(days=1)).day == 1
        in_month = (
            not self.month_days or day.day in self.month_days or (last and -1 in self.month_days)
        )
        return in_month and (not self.weekdays or day.isoweekday() in self.weekdays)


def check_peaks(peaks: Sequence[Peak]) -> None:
    """Raises DomainError at `peaks.<n>.<field>`."""
    for n, peak in enumerate(peaks):
        field = f"peaks.{n}"
        check_number(peak.factor, f"{field}.factor")
        if any(day != -1 and not 1 <= day <= 31 for day in peak.month_days):
            raise refuse(f"{field}.month_days", "no_month_day")
        if any(not 1 <= day <= 7 for day in peak.weekdays):
            raise refuse(f"{field}.weekdays", "no_weekday")
        if not 0 <= peak.from_hour <= 23:
            raise refuse(f"{field}.from_hour", "no_hour")
        if not 1 <= peak.until_hour <= 24:
            raise refuse(f"{field}.until_hour", "no_hour")
        if peak.until_hour <= peak.from_hour:
            raise refuse(f"{field}.until_hour", "empty_span")


def factor_steps(
    peaks: Sequence[Peak], start: datetime, from_s: int, until_s: int
) -> list[tuple[int, Decimal]]:
    """(second, factor from then on) between two seconds after `start`, the first at `from_s`.

    `start` is aware and in the zone whose hours count. Raises DomainError for an outage longer
    than peaks are followed.
    """
    if not peaks or from_s == until_s:
        return [(from_s, _ONE)]
    if until_s - from_s > LONGEST_S:
        raise refuse("outage_s", "too_large", limit=str(LONGEST_S))
    events = sorted(_events(peaks, start, from_s, until_s))
    active = [0] * len(peaks)
    steps = [(from_s, _ONE)]
    for at_s, change, n in events:
        if at_s >= until_s:
            break
        active[n] += change
        factor = max((p.factor for p, on in zip(peaks, active, strict=True) if on), default=_ONE)
        since = max(at_s, from_s)
        if steps[-1][0] == since:
            steps[-1] = (since, factor)
        elif steps[-1][1] != factor:
            steps.append((since, factor))
    return steps


def _events(
    peaks: Sequence[Peak], start: datetime, from_s: int, until_s: int
) -> list[tuple[int, int, int]]:
    """(second, +1 begins or −1 ends, which peak) of every window that reaches the outage."""
    zone = start.tzinfo
    assert zone is not None, "an aware start is needed"
    begin = start.astimezone(UTC)
    first = (begin + timedelta(seconds=from_s)).astimezone(zone).date()
    last = (begin + timedelta(seconds=until_s)).astimezone(zone).date()
    found = []
    for n, peak in enumerate(peaks):
        for day in (first + timedelta(days=n) for n in range((last - first).days + 1)):
            if peak.matches(day):
                found.append((_second(day, peak.from_hour, zone, begin), 1, n))
                found.append((_second(day, peak.until_hour, zone, begin), -1, n))
    return found


def _second(day: date, hour: int, zone: tzinfo, begin: datetime) -> int:
    day, hour = (day + timedelta(days=1), 0) if hour == 24 else (day, hour)
    local = datetime.combine(day, time(hour), tzinfo=zone)
    return int((local.astimezone(UTC) - begin).total_seconds())
