"""When a location may be read: hours of the week in the zone of its site.

A window is {"days": [1..7], "from": "22:00", "to": "06:00"}: it opens on those ISO weekdays and,
where `to` is not after `from`, closes on the day after. No window at all: always open.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

EVERY_DAY = (1, 2, 3, 4, 5, 6, 7)


class BadWindow(ValueError):
    """A window that no clock can follow; `code`: days, hours, empty."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def check_windows(windows: Sequence[Mapping[str, Any]]) -> None:
    """Raises BadWindow for the first one that is wrong."""
    for window in windows:
        begins, ends = _hour(window.get("from")), _hour(window.get("to"))
        days = window.get("days", EVERY_DAY)
        if not isinstance(days, list | tuple) or not days or set(days) - set(EVERY_DAY):
            raise BadWindow("days")
        if begins == ends and begins != time(0):
            raise BadWindow("empty")


def is_open(windows: Sequence[Mapping[str, Any]], zone: str, at: datetime) -> bool:
    """May be read at `at` (aware)? Wall-clock hours: a clock change lengthens or shortens one."""
    if not windows:
        return True
    here = at.astimezone(ZoneInfo(zone))
    return any(_holds(window, here) for window in windows)


def opens_at(windows: Sequence[Mapping[str, Any]], zone: str, at: datetime) -> datetime:
    """`at` where it is open, else the next opening (UTC offset of the zone)."""
    if is_open(windows, zone, at):
        return at
    here = at.astimezone(ZoneInfo(zone))
    starts = []
    for ahead in range(8):
        day = here.date() + timedelta(days=ahead)
        for window in windows:
            begins = datetime.combine(day, _hour(window["from"]), here.tzinfo)
            if day.isoweekday() in window.get("days", EVERY_DAY) and begins > here:
                starts.append(begins)
    return min(starts)


def _holds(window: Mapping[str, Any], here: datetime) -> bool:
    begins, ends = _hour(window["from"]), _hour(window["to"])
    days = window.get("days", EVERY_DAY)
    clock, today = here.time(), here.isoweekday()
    if begins < ends:
        return today in days and begins <= clock < ends
    yesterday = (today - 2) % 7 + 1
    return (today in days and clock >= begins) or (yesterday in days and clock < ends)


def _hour(text: Any) -> time:
    try:
        hours, minutes = str(text).split(":")
        if hours == "24" and minutes == "00":
            return time(0)
        return time(int(hours), int(minutes))
    except ValueError:
        raise BadWindow("hours") from None
