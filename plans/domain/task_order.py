"""In which order tasks can be done (PLN-8), on plain numbers.

`needs` maps a task's number to the numbers it waits for; numbers that are no key are ignored.
"""

from __future__ import annotations

import heapq
from collections.abc import Collection, Mapping

Needs = Mapping[int, Collection[int]]


class CycleFound(ValueError):
    """Tasks wait for each other in a circle: `path` names it, "1 → 3 → 2 → 1"."""

    def __init__(self, path: list[int]):
        self.path = path
        super().__init__(" → ".join(str(number) for number in path))


def ordered(needs: Needs) -> list[int]:
    """All numbers, each after what it needs; the smallest first where there is a choice.

    Raises CycleFound.
    """
    open_needs = {
        number: {one for one in wanted if one in needs} for number, wanted in needs.items()
    }
    followers = followers_of(needs)
    ready = [number for number, wanted in open_needs.items() if not wanted]
    heapq.heapify(ready)
    found = []
    while ready:
        number = heapq.heappop(ready)
        found.append(number)
        for follower in followers[number]:
            open_needs[follower].discard(number)
            if not open_needs[follower]:
                heapq.heappush(ready, follower)
    if len(found) < len(needs):
        raise CycleFound(_circle({one: left for one, left in open_needs.items() if left}))
    return found


def followers_of(needs: Needs) -> dict[int, list[int]]:
    """Number → the numbers that wait for it, ascending."""
    found: dict[int, list[int]] = {number: [] for number in needs}
    for number in sorted(needs):
        for one in set(needs[number]):
            if one in found:
                found[one].append(number)
    return found


def cycle_in(needs: Needs) -> list[int] | None:
    """A circle as a path that ends where it began; None when there is none."""
    try:
        ordered(needs)
    except CycleFound as found:
        return found.path
    return None


def _circle(left: Mapping[int, Collection[int]]) -> list[int]:
    """From the smallest number on a circle, along what each one waits for."""
    seen: dict[int, int] = {}
    path: list[int] = []
    at = min(left)
    while at not in seen:
        seen[at] = len(path)
        path.append(at)
        at = min(one for one in left[at] if one in left)
    circle = path[seen[at] :]
    first = circle.index(min(circle))
    circle = circle[first:] + circle[:first]
    return [*circle, circle[0]]
