"""When backups are due (docs/method.md §27.1).

A schedule is an RRULE with its time of day, read on the wall clock of its zone. An instant that
the clock skips is taken with the offset before the gap (RFC 5545 3.3.5: 02:30 becomes 03:30), one
that exists twice is the first of the two; rules by the hour or minute run in both. Day 31 does
not exist in short months, as the standard says; `pitfalls` names what people rarely mean.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from dateutil.rrule import rrule, rrulestr

# A Monday, and the first of a month and of a year: intervals are counted from here.
ANCHOR = datetime(2024, 1, 1)  # noqa: DTZ001  # wall clock of any zone
FREQUENCIES = ("YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY", "MINUTELY")
PART = re.compile(r"^(FREQ|INTERVAL|WKST|BY[A-Z]+)=([A-Z0-9,+-]+)$")
DAY = timedelta(days=1)
# Far enough for 29 February.
HORIZONS = (timedelta(days=2), timedelta(days=40), timedelta(days=400), timedelta(days=3300))

Problem = Literal["bad_rule", "bad_zone", "too_often", "never"]
Pitfall = Literal["skips_short_months", "skips_years"]


class BadSchedule(ValueError):  # a refusal, told at the field
    """`code`: bad_rule, bad_zone, too_often (more than once a minute) or never (no such day)."""

    def __init__(self, code: Problem, text: str = ""):
        self.code: Problem = code
        super().__init__(text or code)


def check_schedule(rule: str, zone: str) -> None:
    """Raises BadSchedule for what is no schedule, or one that never comes."""
    _zone(zone)
    parts_of(rule)
    try:
        found = next_after(rule, zone, datetime(2026, 1, 1, tzinfo=UTC))
    except (ValueError, TypeError, OverflowError) as error:
        if isinstance(error, BadSchedule):
            raise
        raise BadSchedule("bad_rule", str(error)) from error
    if found is None:
        raise BadSchedule("never")


def pitfalls(rule: str) -> list[Pitfall]:
    """What the standard says and people rarely mean: "monthly on the 31st" skips five months."""
    parts = parts_of(rule)
    days = [int(one) for one in parts.get("BYMONTHDAY", "").split(",") if one]
    if not days or any(day < 0 or day < 29 for day in days) or "BYSETPOS" in parts:
        return []
    months = [int(one) for one in parts.get("BYMONTH", "").split(",") if one]
    if months == [2] and min(days) == 29:
        return ["skips_years"]
    shortest = {2: 28, 4: 30, 6: 30, 9: 30, 11: 30}
    if any(min(days) > shortest.get(month, 31) for month in months or range(1, 13)):
        return ["skips_short_months"]
    return []


def occurrences(rule: str, zone: str, since: datetime, until: datetime) -> list[datetime]:
    """Instants (UTC, ascending, each once) from `since` to `until`, both included and aware."""
    where, parts = _zone(zone), parts_of(rule)
    low = since.astimezone(where).replace(tzinfo=None) - DAY
    high = until.astimezone(where).replace(tzinfo=None) + DAY
    both = parts["FREQ"] in ("HOURLY", "MINUTELY") and "BYHOUR" not in parts
    found = set()
    for local in _walls(rule, low, high):
        found.add(_instant(local, where, 0))
        if both:
            found.add(_instant(local, where, 1))
    return sorted(one for one in found if since <= one <= until)


def next_after(rule: str, zone: str, after: datetime) -> datetime | None:
    """The first instant later than `after`, None for a rule that never comes."""
    for horizon in HORIZONS:
        for one in occurrences(rule, zone, after, after + horizon):
            if one > after:
                return one
    return None


def last_before(rule: str, zone: str, before: datetime) -> datetime | None:
    """The last instant earlier than `before`."""
    for horizon in HORIZONS:
        for one in reversed(occurrences(rule, zone, before - horizon, before)):
            if one < before:
                return one
    return None


def interval_s(rule: str, zone: str, due: datetime) -> int:
    """How far `due` lies after the instant before it: what "half an interval" is half of."""
    before = last_before(rule, zone, due)
    if before is None:
        following = next_after(rule, zone, due)
        return 0 if following is None else int((following - due).total_seconds())
    return int((due - before).total_seconds())


def spacing_s(rule: str, zone: str, at: datetime) -> int | None:
    """The shorter of the two intervals around the last instant up to `at`: on a Monday the
    weekend is no measure of what comes too often. None for a rule that never came."""
    last = last_before(rule, zone, at + timedelta(microseconds=1))
    if last is None:
        return None
    around = (last_before(rule, zone, last), last), (last, next_after(rule, zone, last))
    known = [int((b - a).total_seconds()) for a, b in around if a is not None and b is not None]
    return min(known, default=None)


def _walls(rule: str, low: datetime, high: datetime) -> Iterator[datetime]:
    """Times on the wall clock from `low` to `high`, counted from the anchor in whole intervals."""
    try:
        ruled = rrulestr(rule, dtstart=_start(parts_of(rule), low))
    except (ValueError, TypeError) as error:
        raise BadSchedule("bad_rule", str(error)) from error
    if not isinstance(ruled, rrule):
        raise BadSchedule("bad_rule")
    # Without an end, a rule that never comes is followed to the year 9999.
    for local in ruled.replace(until=high):
        if local >= low:
            yield local


def _start(parts: dict[str, str], low: datetime) -> datetime:
    """The last whole interval before `low`, so that nothing is walked through from the anchor."""
    every, freq = int(parts.get("INTERVAL", "1")), parts["FREQ"]
    if freq in ("YEARLY", "MONTHLY"):
        months = every * (12 if freq == "YEARLY" else 1)
        passed = (low.year - ANCHOR.year) * 12 + low.month - ANCHOR.month
        number = passed // months * months
        year, month = divmod(ANCHOR.year * 12 + number, 12)
        return ANCHOR.replace(year=year, month=month + 1)
    unit = {"WEEKLY": 7 * DAY, "DAILY": DAY, "HOURLY": DAY / 24, "MINUTELY": DAY / 1440}[freq]
    # Of weeks one more, for those that begin on a Sunday.
    earlier = 2 if freq == "WEEKLY" else 1
    return ANCHOR + unit * every * ((low - ANCHOR) // (unit * every) - earlier + 1)


@lru_cache(maxsize=1024)
def parts_of(rule: str) -> dict[str, str]:
    """The parts of a rule; nothing that ends it or counts, since it has no first instant."""
    parts: dict[str, str] = {}
    for text in rule.removeprefix("RRULE:").strip().upper().split(";"):
        match = PART.match(text)
        if match is None or match[1] in parts:
            raise BadSchedule("bad_rule", text)
        parts[match[1]] = match[2]
    every = parts.get("INTERVAL", "1")
    if parts.get("FREQ") == "SECONDLY" or "," in parts.get("BYSECOND", ""):
        raise BadSchedule("too_often")
    if parts.get("FREQ") not in FREQUENCIES or not every.isdigit() or not 0 < int(every) < 1000:
        raise BadSchedule("bad_rule")
    return parts


@lru_cache(maxsize=256)
def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError) as error:
        raise BadSchedule("bad_zone", name) from error


def _instant(local: datetime, where: ZoneInfo, fold: int) -> datetime:
    """Of a skipped time `fold` 0 takes the offset before the gap, for both folds alike."""
    first = local.replace(tzinfo=where, fold=0).astimezone(UTC)
    if fold == 0 or first.astimezone(where).replace(tzinfo=None) != local:
        return first
    return local.replace(tzinfo=where, fold=1).astimezone(UTC)
