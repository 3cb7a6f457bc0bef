"""Two failures that stop a process together though neither does alone. Rules: §17.2.

For each node that some group can lose, the graph is looked at again with it failed: what then
stops a process alone makes a pair with it. Only what hangs on it is computed anew.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from heapq import heappop, heappush

from bia.domain.graph.failures import Bits, Standing, numbers, settle
from bia.domain.graph.model import PROCESS
from bia.domain.graph.single_points import SinglePoints

MOST_PAIRS = 1_000


@dataclass(frozen=True, slots=True)
class Pairs:
    """Of one process: how many there are, and the first of them by key, each pair by key."""

    total: int
    shown: tuple[tuple[str, str], ...]


def failure_pairs(
    found: SinglePoints, *, processes: Collection[str] | None = None, most: int = MOST_PAIRS
) -> dict[str, Pairs]:
    """Exact per process (`processes` None: of all); at most `most` pairs each are spelled out."""
    standing = found.standing
    nodes = standing.graph.nodes
    asked = [
        at
        for at, node in enumerate(nodes)
        if node.kind == PROCESS and (processes is None or node.key in processes)
    ]
    partners: dict[int, list[tuple[int, Bits]]] = {at: [] for at in asked}
    for failed in _losable(standing, found.down):
        again = _with(standing, found.down, failed)
        for process in asked:
            if process in again:
                new = again[process] & ~found.down[process] & ~(1 << failed)
                if new:
                    partners[process].append((failed, new))
    return {nodes[at].key: _pairs(standing, partners[at], most) for at in asked}


def _losable(standing: Standing, down: list[Bits]) -> list[int]:
    """Failures that take a member from some group without breaking it."""
    bits = 0
    for node, groups in enumerate(standing.groups):
        for _limit, members in groups:
            for member in members:
                bits |= down[member] & ~down[node]
    return numbers(bits)


def _with(standing: Standing, down: list[Bits], failed: int) -> dict[int, Bits]:
    """What brings down each node that still stands once `failed` has failed, where it differs."""
    everything, mark = (1 << len(down)) - 1, 1 << failed
    again: dict[int, Bits] = {}
    queue: list[int] = []
    seeds: dict[int, list[int]] = {}
    fallen, seen = [failed], {failed}

    def now(node: int) -> Bits:
        return everything if down[node] & mark else again.get(node, down[node])

    def look_above(node: int, beyond: int) -> None:
        for other in standing.above[node]:
            circle = standing.circle_of[other]
            if down[other] & mark:
                if other not in seen:
                    seen.add(other)
                    fallen.append(other)
            elif circle != beyond:
                if circle not in seeds:
                    seeds[circle] = []
                    heappush(queue, circle)
                seeds[circle].append(other)

    def keep(node: int, bits: Bits) -> None:
        again[node] = bits
        look_above(node, standing.circle_of[node])

    while fallen:
        look_above(fallen.pop(), -1)
    while queue:
        settle(standing, list(dict.fromkeys(seeds[heappop(queue)])), now, keep)
    return again


def _pairs(standing: Standing, partners: list[tuple[int, Bits]], most: int) -> Pairs:
    """Each pair was found from both its ends."""
    nodes = standing.graph.nodes
    total = sum(bits.bit_count() for _failed, bits in partners)
    shown: list[tuple[str, str]] = []
    for failed, bits in sorted(partners, key=lambda one: nodes[one[0]].key):
        key = nodes[failed].key
        others = sorted(nodes[bit].key for bit in numbers(bits))
        shown += [(key, other) for other in others if other > key]
        if len(shown) >= most:
            break
    return Pairs(total // 2, tuple(shown[:most]))
