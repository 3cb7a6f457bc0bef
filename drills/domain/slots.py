"""Which drill meets which required slot (DRL-1): plain values in, pairs out.

A slot is met by a drill of the policy's type whose start, as a local day, lies in its period, and
which was carried through. Held after the period but within the grace it is met late; once the
grace is over the slot was missed, and a drill within the grace still meets it. A drill meets one
slot of each policy and thing. Within the grace of a period nothing was held in, a drill makes good
for that period, late, and its own period still wants one (or grace would never count), unless it
was planned for its own.
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
    for ways in ((_planned,), (_in_time, _in_grace)):
        for slot in list(left.values()):
            free = [
                one
                for one in held
                if (one.key, slot.thing) not in taken
                and (slot.thing is None or slot.thing in one.things)
            ]
            one = next((one for way in ways for one in free if way(slot, one)), None)
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
