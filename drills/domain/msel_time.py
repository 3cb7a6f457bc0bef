"""When an inject comes, as spreadsheets write it, in seconds after the start of the drill.

Two ways to write it: as a time after the start ("15 min", "+00:15", "1:30:00"), or as a clock time
("09:15", "2026-12-01 09:15", "D+1 08:30", with or without offset from UTC). Clock times mean
nothing without the day the drill starts and a zone: they are asked for in the same dialog, and
never guessed (DRL-9, E49). Pure functions.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from lib.durations import DurationError, parse_duration

DAY_S = 86_400
LONGEST_S = 60 * DAY_S

Code = Literal[
    "unreadable", "hours", "minutes", "midnight", "no_zone", "no_start", "before_start", "too_long",
    "no_such_time", "twice", "no_date",
]  # fmt: skip

_SPAN = re.compile(r"\+? *(\d{1,4}):(\d{1,2})(?::(\d{1,2}))?")
_SECONDS = re.compile(r"(\d{1,7}) s")
_CLOCK = re.compile(
    r"(?:(?:d|day) *\+? *(?P<more>\d{1,3})|第(?P<day>\d{1,3})[天日]"
    r"|(?P<date>\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?))?[ t,]*"
    r"(?:(?P<h>\d{1,2})[:时](?P<m>\d{1,2})(?::(?P<s>\d{1,2})|分)?)?"
    r" *(?P<zone>z|utc|[+-]\d{2}:?\d{2})?"
)


class BadTime(ValueError):
    """`code` says what is wrong with `value`."""

    def __init__(self, code: Code, value: str = "") -> None:
        self.code: Code = code
        self.value = value
        super().__init__(f"{code}: {value}")


def read_offset(text: str) -> int:
    """ "15 min", "+00:15" (hours and minutes), "1:30:00", "90": minutes. Raises BadTime."""
    plain = _plain(text)
    span = _SPAN.fullmatch(plain)
    if span:
        hours, minutes, seconds = (int(part or 0) for part in span.groups())
        if minutes > 59 or seconds > 59:
            raise BadTime("minutes", text)
        return _checked(hours * 3600 + minutes * 60 + seconds, text)
    try:
        return _checked(parse_duration(plain.removeprefix("+").strip()), text)
    except DurationError:
        raise BadTime("unreadable", text) from None


def read_clock(text: str, *, start: datetime | None, zone: ZoneInfo | None) -> int:
    """Seconds between `start` (aware) and the clock time.

    Without a date the day of `start` is meant, "D+1" and "第2天" count from there. `zone` is that
    of the file; a time that carries its own offset needs none. Raises BadTime.
    """
    plain = _plain(text)
    seconds = _SECONDS.fullmatch(plain)  # a time of day as a workbook keeps it
    found = None if seconds else _CLOCK.fullmatch(plain)
    if seconds:
        if int(seconds[1]) >= DAY_S:
            raise BadTime("hours", text)
        parts: dict[str, str | None] = {}
        hours, rest = divmod(int(seconds[1]), 3600)
        moment = time(hours, *divmod(rest, 60))
    elif found and (found["h"] or found["date"]):
        parts = found.groupdict()
        moment = _moment(parts, text)
    else:
        raise BadTime("unreadable", text)
    if start is None:
        raise BadTime("no_start", text)
    own = parts.get("zone")
    if own is None and zone is None:
        raise BadTime("no_zone", text)
    day = _day(parts, start, zone, text)
    at = _with_offset(day, moment, own) if own else _in_zone(day, moment, zone, text)
    passed = int((at.astimezone(UTC) - start.astimezone(UTC)).total_seconds())
    if passed < 0:
        raise BadTime("before_start", text)
    return _checked(passed, text)


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).lower().replace("：", ":")
    return " ".join(folded.split())


def _checked(seconds: int, text: str) -> int:
    if seconds > LONGEST_S:
        raise BadTime("too_long", text)
    return seconds


def _moment(parts: dict[str, str | None], text: str) -> time:
    hours, minutes, seconds = (int(parts[name] or 0) for name in "hms")
    if (hours, minutes, seconds) == (24, 0, 0):
        raise BadTime("midnight", text)
    if hours > 23:
        raise BadTime("hours", text)
    if minutes > 59 or seconds > 59:
        raise BadTime("minutes", text)
    return time(hours, minutes, seconds)


def _day(parts: dict[str, str | None], start: datetime, zone: ZoneInfo | None, text: str) -> date:
    if parts.get("date"):
        year, month, day = (int(one) for one in re.findall(r"\d+", parts["date"] or ""))
        try:
            return date(year, month, day)
        except ValueError:
            raise BadTime("no_date", text) from None
    first = start.astimezone(zone).date() if zone else start.date()
    later = int(parts.get("more") or 0) + max(0, int(parts.get("day") or 1) - 1)
    return first + timedelta(days=later)


def _with_offset(day: date, moment: time, own: str) -> datetime:
    sign = own.replace(":", "")
    text = "+0000" if sign in ("z", "utc") else sign
    return datetime.strptime(f"{day} {moment:%H:%M:%S} {text}", "%Y-%m-%d %H:%M:%S %z")


def _in_zone(day: date, moment: time, zone: ZoneInfo | None, text: str) -> datetime:
    """Refuses the hour that daylight saving leaves out, and the one that comes twice."""
    first = datetime.combine(day, moment, zone)
    second = first.replace(fold=1)
    if first.utcoffset() != second.utcoffset():
        passed_over = (first.utcoffset() or timedelta()) < (second.utcoffset() or timedelta())
        raise BadTime("no_such_time" if passed_over else "twice", text)
    return first
