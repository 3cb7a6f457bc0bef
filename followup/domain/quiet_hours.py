"""Quiet hours (NTF-7): times of day of the recipient's zone, compared as instants.

Wall clocks repeat an hour in autumn and leave one out in spring, so the edges of each night are
turned into instants first. An edge that the clocks skip is read with the offset before the change
(as RFC 5545 does), one that comes twice means its first time.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def quiet_until(at: datetime, *, zone: ZoneInfo, start: time, end: time) -> datetime | None:
    """The instant (UTC) the quiet time around `at` ends; None when it is not quiet then.

    `start` belongs to the quiet time, `end` does not. Equal times mean: never quiet.
    """
    if start == end:
        return None
    today = at.astimezone(zone).date()
    for day in (today - timedelta(days=1), today):
        begins = _instant(day, start, zone)
        ends = _instant(day if start < end else day + timedelta(days=1), end, zone)
        if begins <= at < ends:
            return ends
    return None


def _instant(day: date, of_day: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, of_day.replace(fold=0), zone).astimezone(UTC)
