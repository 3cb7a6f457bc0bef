"""When the drills of the sample were held: in which period before the loading, on which day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from drills.domain.periods import Span, period_of

SATURDAY = 5


def period_before(today: date, period: str, ago: int) -> Span:
    """The `ago`th whole period before the one `today` lies in; 0: that one."""
    span = period_of(today, period)
    for _number in range(ago):
        span = period_of(span.first - timedelta(days=1), period)
    return span


def begins(row: Mapping[str, Any], at: datetime, zone: str) -> datetime:
    """{"period": "quarter", "ago": 2, "day": 40, "at": "14:00"}, on a working day unless it is a
    switch-over at the `weekend`; or {"hours": 3}: so long after the loading, on the full hour."""
    local = at.astimezone(ZoneInfo(zone))
    if "hours" in row:
        full = local.replace(minute=0, second=0, microsecond=0)
        return full + timedelta(hours=row["hours"])
    if "in_days" in row:
        day = local.date() + timedelta(days=row["in_days"])
    else:
        first = period_before(local.date(), row["period"], row["ago"]).first
        day = first + timedelta(days=row["day"] - 1)
    while (day.weekday() >= SATURDAY) is not row.get("weekend", False):
        day += timedelta(days=1)
    return datetime.combine(day, time.fromisoformat(row["at"]), ZoneInfo(zone))
