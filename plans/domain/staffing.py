"""Whether there are enough people: tasks of a role side by side (PLN-9, docs/method.md §32.4).

Plain values; times are seconds from the activation. A task without a role needs nobody.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from plans.domain.task_order import Needs, followers_of


@dataclass(frozen=True)
class Work:
    """What a task asks of its role. `priority` orders those that could begin: smaller first."""

    number: int
    role: str
    start_s: int
    duration_s: int
    priority: tuple[int, int] = (0, 0)


@dataclass(frozen=True)
class Bottleneck:
    """`most` tasks of `role` overlap where it can do `capacity`: first at `at_s`, by `numbers`."""

    role: str
    capacity: int
    most: int
    at_s: int
    numbers: tuple[int, ...]


def bottlenecks(works: Sequence[Work], capacities: Mapping[str, int]) -> tuple[Bottleneck, ...]:
    """Roles whose tasks overlap in the earliest schedule beyond what they can do.

    A role that is not in `capacities` can do any number. Tasks that touch at one instant do not
    overlap.
    """
    found = []
    for role in sorted({work.role for work in works if work.role in capacities}):
        mine = [work for work in works if work.role == role and work.duration_s > 0]
        most, at_s, numbers = _fullest(mine)
        if most > capacities[role]:
            found.append(Bottleneck(role, capacities[role], most, at_s, numbers))
    return tuple(found)


def _fullest(works: Sequence[Work]) -> tuple[int, int, tuple[int, ...]]:
    """How many run at once at most, the first such instant, and which."""
    best: tuple[int, int, tuple[int, ...]] = (0, 0, ())
    running: list[tuple[int, int]] = []
    for work in sorted(works, key=lambda one: (one.start_s, one.number)):
        while running and running[0][0] <= work.start_s:
            heapq.heappop(running)
        heapq.heappush(running, (work.start_s + work.duration_s, work.number))
        if len(running) > best[0]:
            numbers = tuple(sorted(number for _end, number in running))
            best = (len(running), work.start_s, numbers)
    return best


def staffed_s(works: Sequence[Work], needs: Needs, capacities: Mapping[str, int]) -> int:
    """When the last of `works` ends if no role does more at once than it can (list scheduling).

    Whoever is free takes the task with the smallest priority that can begin; a role that nobody
    can do (0) is taken as one person. `needs` has no cycle and knows every number.
    """
    # What takes no time keeps nobody busy.
    by_number = {one.number: one if one.duration_s else replace(one, role="") for one in works}
    waiting = {
        one.number: {need for need in needs[one.number] if need in by_number} for one in works
    }
    followers = followers_of(needs)
    free = {role: max(1, many) for role, many in capacities.items()}
    ready: dict[str, list[tuple[tuple[int, int], int]]] = {}
    running: list[tuple[int, int]] = []
    now = end = 0

    def offer(number: int) -> None:
        work = by_number[number]
        heapq.heappush(ready.setdefault(work.role, []), (work.priority, number))

    for number, wanted in waiting.items():
        if not wanted:
            offer(number)
    while True:
        for role, queue in ready.items():
            while queue and free.get(role, 1) > 0:
                number = heapq.heappop(queue)[1]
                if role in free:
                    free[role] -= 1
                heapq.heappush(running, (now + by_number[number].duration_s, number))
        if not running:
            return end
        now = end = running[0][0]
        while running and running[0][0] == now:
            number = heapq.heappop(running)[1]
            role = by_number[number].role
            if role in free:
                free[role] += 1
            for follower in followers[number]:
                if follower in waiting:
                    waiting[follower].discard(number)
                    if not waiting[follower]:
                        offer(follower)
