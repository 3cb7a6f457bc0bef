"""Days as somebody lives them: which one an instant falls on in a zone, and when a day is over."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def day_in(at: datetime, zone: str) -> date:
    """The day that `at` (aware) falls on in `zone`, an IANA name."""
    return at.astimezone(ZoneInfo(zone)).date()


def end_of_day(day: date, zone: str) -> datetime:
    """The last second of `day` in `zone`, in UTC: still that day, whatever the summer time."""
    next_midnight = datetime.combine(day + timedelta(days=1), time(), ZoneInfo(zone))
    return next_midnight.astimezone(UTC) - timedelta(seconds=1)
