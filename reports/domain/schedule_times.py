"""When a schedule makes its next report, and as of when.

Counted in local time and then converted, with the last day of a month that has no such day and
the hours that clocks skip put right as in `drills.domain.recurrence`.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from drills.domain.periods import Span
from drills.domain.recurrence import occurrences

RULES = {
    "week": "FREQ=WEEKLY",
    "month": "FREQ=MONTHLY",
    "quarter": "FREQ=MONTHLY;INTERVAL=3",
    "year": "FREQ=YEARLY",
}
LONGEST = timedelta(days=400)


def next_due(
    *, every: str, starts_on: date, at_time: time, zone: str, after: datetime
) -> datetime | None:
    """The first instant (UTC) of the schedule behind `after` (aware).

    However many were missed, the next one is one: a schedule never makes up for lost nights.
    None when there is none within what a calendar holds.
    """
    first = max(after.astimezone(ZoneInfo(zone)).date() - timedelta(days=1), starts_on)
    try:
        span = Span(first, first + LONGEST)
        found = occurrences(RULES[every], starts_on=starts_on, span=span, zone=zone, at=at_time)
    except OverflowError:
        return None
    return next((one.at for one in found if one.at > after), None)


def end_of_last_month(at: datetime, zone: str) -> datetime:
    """The last moment (UTC) of the month before the one `at` is in, where the organisation is."""
    here = ZoneInfo(zone)
    first = at.astimezone(here).date().replace(day=1)
    begins = datetime.combine(first, time.min, tzinfo=here)
    return begins.astimezone(UTC) - timedelta(microseconds=1)
