"""When a location may be read: hours of the week in the zone of its site.

A window is {"days": [1..7], "from": "22:00", "to": "06:00"}: it opens on those ISO weekdays and,
where `to` is not after `from`, closes on the day after. No window at all: always open.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

EVERY_DAY = (1, 2, 3, 4, 5, 6, 7)
HOUR = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
MOST = 50


class BadWindow(ValueError):
    """A window that no clock can follow; `code`: shape, hours, empty, days."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def check_windows(windows: Any) -> None:
    """Raises BadWindow for the first one that is wrong, in whatever JSON somebody sent."""
    if not isinstance(windows, list) or len(windows) > MOST:
        raise BadWindow("shape")
    for window in windows:
        if not isinstance(window, dict) or set(window) - {"days", "from", "to"}:
            raise BadWindow("shape")
        times, days = [window.get("from"), window.get("to")], window.get("days")
        if not all(isinstance(one, str) and HOUR.fullmatch(one) for one in times):
            raise BadWindow("hours")
        if times[0] == times[1] != "00:00":
            raise BadWindow("empty")
        if not isinstance(days, list) or not days or not all(type(one) is int for one in days):
            raise BadWindow("days")
        if set(days) - set(EVERY_DAY) or len(set(days)) != len(days):
            raise BadWindow("days")


def is_open(windows: Sequence[Mapping[str, Any]], zone: str, at: datetime) -> bool:
    """May be read at `at` (aware)? Wall-clock hours: a clock change lengthens or shortens one."""
    if not windows:
        return True
    here = at.astimezone(ZoneInfo(zone))
    return any(_holds(window, here) for window in windows)


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
