"""What a clock does when its time has come: one mark, whatever was missed (CLK-4, NTF-6).

Pure: in go the clock's values and the instant, out comes the one mark that is told and what the
clock looks like afterwards. Marks that were reached but not told are passed over for good; who
would have been told by them is told by the one that fires, so nobody is left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from followup.domain.marks import (
    DUE,
    DUE_RANK,
    MUTED,
    REPEAT,
    REPEAT_RANK,
    Mark,
    most_severe,
    next_at,
    next_repeat,
)

MAX_REPEATS = 10
LAST_TOLD = ("bcm_managers",)


@dataclass(frozen=True)
class Ticking:
    """A clock's values: `rows` are its marks as stored, `policy` its snapshot."""

    rows: Sequence[Mapping[str, Any]]
    fired: Sequence[str]
    policy: Mapping[str, Any]
    zone: str
    grade: str
    is_breached: bool
    repeats: int = 0
    muted: bool = False


@dataclass(frozen=True)
class Firing:
    """`mark` is told as `type` to the roles `to`; the rest is the clock afterwards."""

    mark: Mark
    type: str  # warned, breached, repeated, muted
    to: tuple[str, ...]
    rows: list[dict[str, Any]]
    fired: list[str]
    next_fire_at: datetime | None
    repeats: int
    muted: bool
    missed: tuple[str, ...] = field(default=())


def pending(clock: Ticking) -> list[Mark]:
    """Neither fired nor passed over, soonest first."""
    rows = (row for row in clock.rows if row["name"] not in clock.fired)
    return sorted(Mark.from_json(row) for row in rows if not row.get("passed_over"))


def fire(clock: Ticking, now: datetime) -> Firing | None:
    """The most severe mark reached by `now`, and the clock after it; None when none is."""
    waiting = pending(clock)
    mark = most_severe(waiting, now)
    if mark is None:
        return None
    reached = [one for one in waiting if one.at <= now]
    missed = tuple(one.name for one in reached if one.name != mark.name)
    repeats = clock.repeats + mark.name.startswith(REPEAT)
    muted = clock.muted or mark.name == MUTED
    fired = [*clock.fired, mark.name]
    rows = [_told(row, missed) for row in clock.rows]
    if mark.rank >= DUE_RANK and not muted:
        rows = _with_next_repeat(clock, rows, fired, repeats, now)
    after = Ticking(rows, fired, clock.policy, clock.zone, clock.grade, clock.is_breached)
    return Firing(
        mark=mark,
        type=_type(mark, clock.is_breached),
        to=_everybody(mark, reached),
        rows=rows,
        fired=fired,
        next_fire_at=next_at(pending(after)),
        repeats=repeats,
        muted=muted,
        missed=missed,
    )


def _type(mark: Mark, is_breached: bool) -> str:
    if mark.rank < DUE_RANK:
        return "warned"
    if not is_breached:
        return "breached"
    return "muted" if mark.name == MUTED else "repeated"


def _everybody(mark: Mark, reached: Sequence[Mark]) -> tuple[str, ...]:
    """The roles of the mark first, then those of the marks it stands for."""
    others = [role for one in reversed(reached) for role in one.to]
    return tuple(dict.fromkeys([*mark.to, *others]))


def _told(row: Mapping[str, Any], missed: Sequence[str]) -> dict[str, Any]:
    return {**row, "passed_over": True} if row["name"] in missed else dict(row)


def _with_next_repeat(
    clock: Ticking,
    rows: list[dict[str, Any]],
    fired: Sequence[str],
    repeats: int,
    now: datetime,
) -> list[dict[str, Any]]:
    """The marks with the next repeat among them: at most `max`, then one that mutes the clock."""
    repeating = [row for row in rows if row["rank"] == REPEAT_RANK]
    ahead = [row for row in repeating if row["name"] not in fired and not row.get("passed_over")]
    if ahead:
        return rows
    counted_from = repeating or [row for row in rows if row["name"] == DUE]
    last = max((Mark.from_json(row).at for row in counted_from), default=now)
    instant = next_repeat(clock.policy, last=last, now=now, zone=clock.zone, grade=clock.grade)
    if instant is None:
        return rows
    repeat = clock.policy["repeat"]
    if repeats >= repeat.get("max", MAX_REPEATS):
        mark = Mark(instant, REPEAT_RANK, MUTED, LAST_TOLD)
    else:
        to = tuple(repeat.get("to") or clock.policy["breach_to"])
        mark = Mark(instant, REPEAT_RANK, f"{REPEAT}-{repeats + 1}", to)
    kept = [row for row in rows if row["name"] != mark.name]
    return sorted([*kept, mark.as_json()], key=Mark.from_json)
