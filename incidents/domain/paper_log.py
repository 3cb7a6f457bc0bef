"""Lines of a log kept on paper: "09:42 UPS on battery" → when, and what (E35, E49)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

# 09:42, 9:42:10, 09：42, 9.42, 9点42分, 0942 at the beginning; a day may stand before it.
_DAY = r"(?:(?P<year>\d{4})[-/.年](?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})日?[ T]*)?"
_TIME = (
    r"(?P<hour>\d{1,2})\s*[:：.点时時h]\s*(?P<minute>\d{2})(?:\s*[:：分]\s*(?P<second>\d{2})?)?秒?"
)
_LINE = re.compile(rf"^\s*{_DAY}{_TIME}\s*(?:[-–—,，;；|\t:：]\s*)?(?P<text>.*)$", re.DOTALL)

PAST_MIDNIGHT_S = 6 * 3600


@dataclass(frozen=True)
class PaperLine:
    """`local` is the wall clock of the incident's zone."""

    number: int
    local: datetime
    text: str


@dataclass(frozen=True)
class WrongLine:
    """`code`: no_time, no_text, next_day (24:00), no_such_hour, no_such_minute, no_such_day."""

    number: int
    code: str
    value: str


def read_lines(
    lines: Iterable[tuple[int, str]], *, first_day: date
) -> tuple[list[PaperLine], list[WrongLine]]:
    """Numbered lines, oldest first; a time hours before the last one is on the next day, one a
    little before it is merely out of order.

    A day written before a time holds from there on. Empty lines are left out.
    """
    day, last = first_day, None
    found: list[PaperLine] = []
    wrong: list[WrongLine] = []
    for number, line in lines:
        if not line.strip():
            continue
        match = _LINE.match(line)
        if match is None:
            wrong.append(WrongLine(number, "no_time", line.strip()[:40]))
            continue
        problem = _problem(match)
        if problem:
            wrong.append(WrongLine(number, problem, line.strip()[:40]))
            continue
        at = time(int(match["hour"]), int(match["minute"]), int(match["second"] or 0))
        if match["year"]:
            day = date(int(match["year"]), int(match["month"]), int(match["day"]))
        elif last is not None and _back_s(last, at) > PAST_MIDNIGHT_S:
            day += timedelta(days=1)
        last = at
        found.append(PaperLine(number, datetime.combine(day, at), match["text"].strip()))
    return found, wrong


def _back_s(last: time, at: time) -> int:
    """Seconds the clock went back; below 0 when it went on."""
    before, after = (one.hour * 3600 + one.minute * 60 + one.second for one in (last, at))
    return before - after


def _problem(match: re.Match[str]) -> str:
    hour, minute, second = int(match["hour"]), int(match["minute"]), int(match["second"] or 0)
    if hour == 24 and minute == 0:
        return "next_day"
    if hour > 23:
        return "no_such_hour"
    if minute > 59 or second > 59:
        return "no_such_minute"
    if match["year"]:
        try:
            date(int(match["year"]), int(match["month"]), int(match["day"]))
        except ValueError:
            return "no_such_day"
    return "" if match["text"].strip() else "no_text"
