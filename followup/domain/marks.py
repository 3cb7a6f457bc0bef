"""When a clock's marks are reached: pure arithmetic on instants (TIM-2, CLK-3, NTF-6).

Durations are seconds of real time and are added in UTC, so an hour is an hour on the night the
clocks change (E4). Only marks given as a day and a wall-clock time look at the zone: 09:00 is
09:00 there, whatever the offset. A local time that the change skips counts as if it had not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

DUE = "due"
REPEAT = "repeat"
MUTED = "muted"

# Later in the list is more severe, whatever the instants.
WARNING_RANK, DUE_RANK, REPEAT_RANK, LATE_RANK = 0, 100, 150, 200
DAY_START = time(9, 0)

IsWorking = Callable[[date], bool]


def monday_to_friday(day: date) -> bool:
    return day.isoweekday() < 6


@dataclass(frozen=True, order=True)
class Mark:
    """An instant at which somebody is told: by `rank` the more severe of two that are reached."""

    at: datetime
    rank: int
    name: str
    to: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "at": self.at.astimezone(UTC).isoformat(),
            "to": list(self.to),
            "rank": self.rank,
        }

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Mark:
        return cls(
            at=datetime.fromisoformat(row["at"]),
            rank=row["rank"],
            name=row["name"],
            to=tuple(row["to"]),
        )


def deadline(
    policy: Mapping[str, Any],
    *,
    anchor: datetime,
    zone: str,
    grade: str = "",
    is_working: IsWorking = monday_to_friday,
) -> datetime | None:
    """The end of the policy's own limit; None when the subject has to give it."""
    by_grade = policy.get("limits_by_grade") or {}
    if grade in by_grade:
        return anchor.astimezone(UTC) + timedelta(seconds=by_grade[grade])
    if policy.get("limit_s") is not None:
        return anchor.astimezone(UTC) + timedelta(seconds=policy["limit_s"])
    if policy.get("limit_working_days") is not None:
        day = working_day(_local_date(anchor, zone), policy["limit_working_days"], is_working)
        return at_wall_clock(day, time(23, 59, 59), zone)
    return None


def marks_of(
    policy: Mapping[str, Any],
    *,
    anchor: datetime,
    due: datetime,
    zone: str,
    is_working: IsWorking = monday_to_friday,
) -> list[Mark]:
    """Every mark but the repeats, soonest first, the deadline among them as "due".

    A warning that would fall before the anchor or not before the deadline is left out, and so is
    a late mark that would not fall after it: there is nothing to warn of then. (An anchor that
    is not before the deadline leaves the warnings alone.)
    """
    alarm = anchor + timedelta(seconds=policy.get("alarm_after_s") or 0)
    breach = Mark(max(due, alarm).astimezone(UTC), DUE_RANK, DUE, tuple(policy["breach_to"]))

    def instants(rows: Iterable[Mapping[str, Any]], rank: int) -> list[Mark]:
        found = [
            Mark(_instant(row, anchor, due, zone, is_working), rank, row["name"], tuple(row["to"]))
            for row in rows
        ]
        return [replace(mark, rank=rank + at) for at, mark in enumerate(sorted(found))]

    warnings = [
        mark
        for mark in instants(policy["marks"], WARNING_RANK)
        if mark.at < breach.at and (mark.at >= anchor or anchor >= due)
    ]
    late = [mark for mark in instants(policy["late_marks"], LATE_RANK) if mark.at > breach.at]
    return sorted([*warnings, breach, *late])


def most_severe(marks: Iterable[Mark], now: datetime) -> Mark | None:
    """The one to fire of those reached by `now` (CLK-4); None when none is."""
    return max(
        (mark for mark in marks if mark.at <= now),
        key=lambda mark: (mark.rank, mark.at),
        default=None,
    )


def next_at(marks: Sequence[Mark]) -> datetime | None:
    return min((mark.at for mark in marks), default=None)


def shifted(marks: Iterable[Mark], by_s: float) -> list[Mark]:
    """All moved on by `by_s` seconds: what a pause or a snooze does to marks not yet fired."""
    return [replace(mark, at=mark.at + timedelta(seconds=by_s)) for mark in marks]


def next_repeat(
    policy: Mapping[str, Any], *, last: datetime, now: datetime, zone: str, grade: str
) -> datetime | None:
    """The first repeat after `now`, counted on from `last`; None when the policy repeats nothing.

    Those that passed while nobody looked are not made up for (CLK-4). With `from` and `until`
    the one that falls outside those local times waits for the next morning's `from`.
    """
    repeat = policy["repeat"]
    if not repeat:
        return None
    if "every_days" in repeat:
        wall = _wall(repeat)
        day = _local_date(last, zone)
        while True:
            day += timedelta(days=repeat["every_days"])
            instant = at_wall_clock(day, wall, zone)
            if instant > max(now, last):
                return instant
    every = (repeat.get("by_grade") or {}).get(grade) or repeat["every_s"]
    passed = max(0, int((now - last).total_seconds() // every))
    instant = last.astimezone(UTC) + timedelta(seconds=every * (passed + 1))
    return _within_hours(instant, repeat, zone)


def working_day(day: date, count: int, is_working: IsWorking) -> date:
    """The `count`th working day after `day`, which itself is never counted.

    Gives up after 3 years without enough working days (a calendar somebody filled wrongly).
    """
    for _step in range(3 * 366):
        if count <= 0:
            break
        day += timedelta(days=1)
        count -= is_working(day)
    return day


def at_wall_clock(day: date, wall: time, zone: str) -> datetime:
    return datetime.combine(day, wall, ZoneInfo(zone)).astimezone(UTC)


def _instant(
    row: Mapping[str, Any], anchor: datetime, due: datetime, zone: str, is_working: IsWorking
) -> datetime:
    if "percent" in row:
        whole = (due - anchor).total_seconds()
        return anchor.astimezone(UTC) + timedelta(seconds=int(whole * row["percent"] / 100))
    if "offset_s" in row:
        return due.astimezone(UTC) + timedelta(seconds=row["offset_s"])
    if "days" in row:
        day = _local_date(due, zone) + timedelta(days=row["days"])
    else:
        day = working_day(_local_date(anchor, zone), row["working_days"], is_working)
    return at_wall_clock(day, _wall(row), zone)


def _wall(row: Mapping[str, Any]) -> time:
    return time.fromisoformat(row["time"]) if row.get("time") else DAY_START


def _local_date(instant: datetime, zone: str) -> date:
    return instant.astimezone(ZoneInfo(zone)).date()


def _within_hours(instant: datetime, repeat: Mapping[str, Any], zone: str) -> datetime:
    if not (repeat.get("from") and repeat.get("until")):
        return instant
    local = instant.astimezone(ZoneInfo(zone))
    first, last = time.fromisoformat(repeat["from"]), time.fromisoformat(repeat["until"])
    if first <= local.time() <= last:
        return instant
    day = local.date() if local.time() < first else local.date() + timedelta(days=1)
    return at_wall_clock(day, first, zone)
