"""Which drill meets which required slot (DRL-1): plain values in, pairs out.

A slot is met by a drill of the policy's type whose start, as a local day, lies in its period, and
which was carried through. Held after the period but within the grace it is met late; once the
grace is over the slot was missed, and a drill within the grace still meets it. A drill meets one
slot of each policy and thing; where it could meet the period it was held in, and the one before
late, it meets its own period, unless it was planned for the other.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from drills.domain.periods import Span

MET, LATE = "met", "late"
OPEN, MISSED = "open", "missed"


@dataclass(frozen=True)
class Asked:
    """A slot that is not met. `thing`: ("process", 7), ("system", 3), or None for any."""

    key: Any
    span: Span
    grace_days: int = 0
    thing: tuple[str, int] | None = None
    number: int = 1

    @property
    def latest(self) -> date:
        return self.span.last + timedelta(days=self.grace_days)


@dataclass(frozen=True)
class Done:
    """A drill or restore test that may count. `planned_for` is the key of a slot."""

    key: Any
    day: date
    things: frozenset[tuple[str, int]] = field(default_factory=frozenset)
    planned_for: Any = None


@dataclass(frozen=True)
class Meeting:
    slot: Any
    done: Any
    state: str  # MET or LATE


def meetings(
    asked: Sequence[Asked],
    done: Iterable[Done],
    *,
    used: Collection[tuple[Any, tuple[str, int] | None]] = (),
) -> list[Meeting]:
    """Of one policy. `used`: (key of what was done, thing) that meets a slot already."""
    found: list[Meeting] = []
    left = {one.key: one for one in sorted(asked, key=lambda one: (one.span, one.number))}
    taken = set(used)
    held = sorted(done, key=lambda one: one.day)
    for wanted in (_planned, _in_time, _in_grace):
        for slot in list(left.values()):
            one = next(
                (
                    each
                    for each in held
                    if (each.key, slot.thing) not in taken
                    and (slot.thing is None or slot.thing in each.things)
                    and wanted(slot, each)
                ),
                None,
            )
            if one is not None:
                taken.add((one.key, slot.thing))
                del left[slot.key]
                state = MET if one.day in slot.span else LATE
                found.append(Meeting(slot.key, one.key, state))
    return found


def state_of(slot: Asked, today: date) -> str:
    """Of one that is not met."""
    return MISSED if today > slot.latest else OPEN


def _planned(slot: Asked, done: Done) -> bool:
    return done.planned_for == slot.key and slot.span.first <= done.day <= slot.latest


def _in_time(slot: Asked, done: Done) -> bool:
    return done.day in slot.span


def _in_grace(slot: Asked, done: Done) -> bool:
    return slot.span.last < done.day <= slot.latest
