"""When drills are usually held: an RRULE in local time, then converted (DRL-2, E39).

Two things the rule alone gets wrong are put right here, and said. "Monthly on the 31st" skips the
months without one (RFC 5545 §3.3.10): here it means their last day, and 29 February means
28 February of other years. A local time that does not exist because clocks go forward moves on by
the gap; of one that happens twice the first is meant.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import islice
from zoneinfo import ZoneInfo

from dateutil.rrule import rrule, rrulestr

from drills.domain.periods import Span

FREQUENCIES = frozenset({"DAILY", "WEEKLY", "MONTHLY", "YEARLY"})
PARTS = frozenset(
    {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYMONTH", "BYMONTHDAY", "BYDAY", "BYSETPOS", "WKST",
     "BYYEARDAY", "BYWEEKNO"}
)  # fmt: skip
MOST = 4000  # occurrences looked at
SHORTEST = 28  # every month has so many days
PROBED = date(2052, 12, 31)  # 29 February falls on every weekday within 28 years


class BadRule(ValueError):
    """`args[0]` is a code: syntax, frequency, part, interval, never."""


@dataclass(frozen=True)
class Occurrence:
    """`day` is local; `at` is UTC. `moved`: the month has no such day, its last one is meant.
    `shifted_s`: the local time does not exist that day and lies so much later."""

    day: date
    at: datetime
    moved: bool = False
    shifted_s: int = 0


def parse(text: str) -> dict[str, str]:
    """The parts of a rule, upper-case. Raises BadRule."""
    body = text.strip().upper().removeprefix("RRULE:")
    parts: dict[str, str] = {}
    for piece in body.split(";"):
        name, equals, value = piece.partition("=")
        if not equals or not value or name in parts:
            raise BadRule("syntax")
        parts[name] = value
    if parts.get("FREQ") not in FREQUENCIES:
        raise BadRule("frequency")
    if unknown := set(parts) - PARTS:
        raise BadRule("part", sorted(unknown)[0])
    for name, most in (("INTERVAL", 120), ("COUNT", 10_000)):
        if name in parts and not (parts[name].isdecimal() and 1 <= int(parts[name]) <= most):
            raise BadRule("interval", name)
    if "UNTIL" in parts:
        if "COUNT" in parts or not re.fullmatch(r"\d{8}(T\d{6}Z?)?", parts["UNTIL"]):
            raise BadRule("syntax")
        parts["UNTIL"] = parts["UNTIL"][:8]  # a day of the rule's own zone
    if any(not 1 <= abs(day) <= 31 for day in _numbers(parts.get("BYMONTHDAY", ""))):
        raise BadRule("syntax")
    _rule(parts, date(2024, 1, 1), date(2024, 1, 31))
    return parts


def check(text: str) -> None:
    """Raises BadRule, also for a rule that never happens ("30 February")."""
    free = {name: part for name, part in parse(text).items() if name != "UNTIL"}
    if next(_days(free, date(2024, 1, 1), PROBED), None) is None:
        raise BadRule("never")


def normal(text: str) -> str:
    """The rule as it is stored. Raises BadRule."""
    return ";".join(f"{name}={value}" for name, value in parse(text).items())


def occurrences(
    text: str, *, starts_on: date, span: Span, zone: str, at: time = time(9)
) -> list[Occurrence]:
    """Those whose local day lies in `span`. The rule counts from `starts_on`. Raises BadRule."""
    found = []
    for day, moved in _days(parse(text), starts_on, span.last):
        if day in span:
            instant, shifted_s = instant_of(day, at, zone)
            found.append(Occurrence(day, instant, moved, shifted_s))
    return found


def instant_of(day: date, at: time, zone: str) -> tuple[datetime, int]:
    """A local time as UTC, and by how many seconds it was moved because it does not exist."""
    local = datetime.combine(day, at.replace(tzinfo=None, fold=0), ZoneInfo(zone))
    instant = local.astimezone(UTC)
    back = instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    return instant, int((back - local.replace(tzinfo=None)).total_seconds())


def clamps(text: str) -> bool:
    """Does it name a day of the month that some months do not have?"""
    return _late_days(parse(text), date(2024, 1, 1)) is not None


def _days(parts: dict[str, str], starts_on: date, last: date) -> Iterator[tuple[date, bool]]:
    """Days from `starts_on` to `last`, in order; whether each stands for one its month has not."""
    late = _late_days(parts, starts_on)
    found = _plain(parts, starts_on, last) if late is None else _late(parts, late, starts_on, last)
    return islice(found, int(parts.get("COUNT", MOST)))


def _plain(parts: dict[str, str], starts_on: date, last: date) -> Iterator[tuple[date, bool]]:
    return ((one.date(), False) for one in _rule(parts, starts_on, last))


def _late(
    parts: dict[str, str], days: list[int], starts_on: date, last: date
) -> Iterator[tuple[date, bool]]:
    """The rule's months, and in each the days that are meant."""
    months = parts | {"BYMONTHDAY": "1"}
    if parts["FREQ"] == "YEARLY" and not {"BYMONTH", "BYMONTHDAY"} & set(parts):
        months["BYMONTH"] = str(starts_on.month)
    for one in _rule(months, starts_on.replace(day=1), last):
        longest = monthrange(one.year, one.month)[1]
        # "The 30th and the 31st" is one day in April, not two.
        wanted_on = {min(wanted, longest): wanted for wanted in reversed(days)}
        for number, wanted in sorted(wanted_on.items()):
            day = one.date().replace(day=number)
            if starts_on <= day <= last and f"{day:%Y%m%d}" <= parts.get("UNTIL", "9"):
                yield day, wanted > longest


def _late_days(parts: dict[str, str], starts_on: date) -> list[int] | None:
    """The days of the month, if one is the 29th or later and only they say the day."""
    if parts["FREQ"] not in ("MONTHLY", "YEARLY"):
        return None
    if any(name in parts for name in ("BYDAY", "BYSETPOS", "BYYEARDAY", "BYWEEKNO")):
        return None
    days = _numbers(parts.get("BYMONTHDAY", "")) or [starts_on.day]
    if min(days) < 1 or max(days) <= SHORTEST:
        return None
    return sorted(set(days))


def _numbers(text: str) -> list[int]:
    """ "1,-1" → [1, -1]. Raises BadRule."""
    try:
        return [int(one) for one in text.split(",")] if text else []
    except ValueError as error:
        raise BadRule("syntax") from error


def _rule(parts: dict[str, str], starts_on: date, last: date) -> rrule:
    """Until `last` at most: a rule that never happens would be looked for up to the year 9999."""
    until = min(parts.get("UNTIL", "99999999"), f"{last:%Y%m%d}")
    kept = [f"{name}={one}" for name, one in parts.items() if name not in ("COUNT", "UNTIL")]
    text = ";".join([*kept, f"UNTIL={until}T235959"])
    try:
        found = rrulestr(text, dtstart=datetime.combine(starts_on, time(12)))
    except (ValueError, TypeError, KeyError, OverflowError) as error:
        raise BadRule("syntax") from error
    assert isinstance(found, rrule)
    return found
