"""The text of a schedule as people give it: an RRULE (RFC 5545) with its time of day.

What comes of it is `rhythm.py`; here is what is refused before anything is computed, so that no
text keeps a server busy looking for a 30th of February.
"""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from backups.domain import rhythm

LONGEST = 300

_PART = re.compile(r"^([A-Z]+)=([A-Z0-9,+-]+)$")
_KNOWN = {
    *("FREQ", "INTERVAL", "WKST", "BYSETPOS", "BYMONTH", "BYMONTHDAY", "BYDAY"),
    *("BYHOUR", "BYMINUTE", "BYSECOND"),
}
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_BY_DAY = {"BYSETPOS", "BYMONTH", "BYMONTHDAY"}


class BadSchedule(ValueError):  # a refusal, told at the field
    """`code`: schedule_invalid, schedule_too_long, schedule_ends, schedule_too_often,
    schedule_never."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def normal(text: str) -> str:
    """Upper case, without blanks and "RRULE:"; "" stays "" (no schedule)."""
    return "".join(text.split()).upper().removeprefix("RRULE:").rstrip(";")


def check(text: str, zone: str) -> str:
    """The normal form. `zone` is one that `is_zone` knows. Raises BadSchedule; "" stays ""."""
    rule = normal(text)
    if not rule:
        return ""
    if len(rule) > LONGEST:
        raise BadSchedule("schedule_too_long")
    _check_parts(_parts(rule))
    try:
        rhythm.check_schedule(rule, zone)
    except rhythm.BadSchedule as error:
        codes = {"too_often": "schedule_too_often", "never": "schedule_never"}
        raise BadSchedule(codes.get(error.code, "schedule_invalid")) from None
    except (ValueError, TypeError, KeyError, IndexError, OverflowError):
        raise BadSchedule("schedule_invalid") from None
    return rule


def is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return bool(name)


def _parts(rule: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in rule.split(";"):
        match = _PART.match(part)
        if match is None or match[1] in found:
            raise BadSchedule("schedule_invalid")
        found[match[1]] = match[2]
    return found


def _check_parts(parts: dict[str, str]) -> None:
    """Only combinations that either come soon or are seen never to come."""
    if {"COUNT", "UNTIL"} & parts.keys():
        raise BadSchedule("schedule_ends")
    if parts.get("FREQ") == "SECONDLY":
        raise BadSchedule("schedule_too_often")
    frequency = parts.get("FREQ", "")
    if parts.keys() - _KNOWN:
        raise BadSchedule("schedule_invalid")
    if frequency in ("HOURLY", "MINUTELY") and _BY_DAY & parts.keys():
        raise BadSchedule("schedule_invalid")
    if frequency in ("DAILY", "WEEKLY") and "BYSETPOS" in parts:
        raise BadSchedule("schedule_invalid")
    days, months = _numbers(parts, "BYMONTHDAY", 31), _numbers(parts, "BYMONTH", 12)
    _numbers(parts, "BYSETPOS", 31)
    if any(month < 0 for month in months):
        raise BadSchedule("schedule_invalid")
    if not any(abs(day) <= _DAYS[month - 1] for day in days for month in months):
        raise BadSchedule("schedule_never")


def _numbers(parts: dict[str, str], name: str, most: int) -> list[int]:
    """1 where the part is not there."""
    try:
        found = [int(one) for one in parts.get(name, "1").split(",")]
    except ValueError:
        raise BadSchedule("schedule_invalid") from None
    if not all(0 < abs(one) <= most for one in found):
        raise BadSchedule("schedule_invalid")
    return found
