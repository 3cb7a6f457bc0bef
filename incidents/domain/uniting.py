"""Two impacts on one process become one: the earliest start, the latest end, the worse share.

Steps are what an Impact keeps: [{"at": ISO, "degradation": "100", "workaround": "60"}], oldest
first, percentages of capacity.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

Steps = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Stretch:
    """When a process was down, and how far; `end` None: still."""

    start: datetime
    end: datetime | None
    steps: Steps


def touch(one: Stretch, other: Stretch) -> bool:
    """Whether they overlap or follow each other without a gap; else they stay two intervals."""
    first, second = sorted((one, other), key=lambda stretch: stretch.start)
    return first.end is None or second.start <= first.end


def united(one: Stretch, other: Stretch) -> Stretch:
    ends = None if one.end is None or other.end is None else max(one.end, other.end)
    start = min(one.start, other.start)
    moments = {start}
    for stretch in (one, other):
        moments |= {at for at, _lost, _carried in _levels(stretch)} | {stretch.start}
        moments |= {stretch.end} if stretch.end is not None and stretch.end != ends else set()
    steps: list[dict[str, str]] = []
    for at in sorted(moments):
        lost, carried = _worse(_at(one, at), _at(other, at))
        step = {"at": _iso(at), "degradation": f"{lost.normalize():f}",
                "workaround": f"{carried.normalize():f}"}  # fmt: skip
        same = steps and (steps[-1]["degradation"], steps[-1]["workaround"]) == (
            step["degradation"], step["workaround"],
        )  # fmt: skip
        if not same:
            steps.append(step)
    return Stretch(start, ends, steps)


Level = tuple[Decimal, Decimal]


def _worse(one: Level | None, other: Level | None) -> Level:
    """What is lost after the workaround decides; None: this one was not down then."""
    levels = [level for level in (one, other) if level is not None] or [(Decimal(0), Decimal(0))]
    return max(levels, key=lambda level: (level[0] * (100 - level[1]), level[0]))


def _at(stretch: Stretch, at: datetime) -> Level | None:
    if at < stretch.start or (stretch.end is not None and at >= stretch.end):
        return None
    found: Level = (Decimal(100), Decimal(0))
    for moment, lost, carried in _levels(stretch):
        if moment <= at or moment <= stretch.start:
            found = (lost, carried)
    return found


def _levels(stretch: Stretch) -> list[tuple[datetime, Decimal, Decimal]]:
    return [
        (
            max(datetime.fromisoformat(str(row["at"])), stretch.start),
            Decimal(str(row.get("degradation", 100))),
            Decimal(str(row.get("workaround", 0))),
        )
        for row in stretch.steps
    ]


def _iso(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()
