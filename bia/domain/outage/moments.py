"""Which state a process shows at which moment. Rules: docs/method.md §19.2."""

from __future__ import annotations

from typing import Literal

from bia.domain.outage.states import Segments, State

Shown = State | Literal["unstated", "up"]
Stretch = tuple[int, int | None, Shown]
"""From, until (None: open) and state; what is up has no stretch."""


def stretches(segments: Segments, *, lower_bound: bool) -> tuple[Stretch, ...]:
    """The segments; of a lower bound what would be up is open to the end: a duration behind it
    is not stated, so that nobody knows whether it is back."""
    known: list[Stretch] = [(one.from_s, one.to_s, one.state) for one in segments]
    if not lower_bound:
        return tuple(known)
    found: list[Stretch] = []
    end_s: int | None = 0
    for one in known:
        if end_s is not None and end_s < one[0]:
            found.append((end_s, one[0], "unstated"))
        found.append(one)
        end_s = one[1]
    if end_s is not None:
        found.append((end_s, None, "unstated"))
    return tuple(found)


def shown_at(segments: Segments, at_s: int, *, lower_bound: bool) -> Shown:
    """Just after `at_s`."""
    for from_s, to_s, state in stretches(segments, lower_bound=lower_bound):
        if from_s <= at_s and (to_s is None or at_s < to_s):
            return state
    return "up"
