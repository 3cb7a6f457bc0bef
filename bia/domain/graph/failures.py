"""Which single failures bring each node down, as one set of bits per node.

Exact with groups (k of n) and circles. Rules: docs/method.md §17.1. Bit i stands for the
failure of node i; edges of place count like any other need.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bia.domain.graph.components import components_of
from bia.domain.graph.layout import layout_of
from bia.domain.graph.model import Graph

Bits = int


@dataclass(frozen=True, slots=True)
class Standing:
    """By number of the node: what it needs always, and its groups as (how many of them may not
    fail together, members). `circles`: components, suppliers first; `above`: who needs it.
    """

    graph: Graph
    needs: list[list[int]]
    groups: list[list[tuple[int, tuple[int, ...]]]]
    circles: Sequence[Sequence[int]]
    circle_of: Sequence[int]
    above: list[list[int]]


def standing_of(graph: Graph) -> Standing:
    """The graph of hard needs, places among them."""
    placed = replace_places(graph)
    layout = layout_of(placed, 0)
    parts = components_of(layout)
    needs: list[list[int]] = [[] for _ in graph.nodes]
    groups: list[list[tuple[int, tuple[int, ...]]]] = [[] for _ in graph.nodes]
    above: list[list[int]] = [[] for _ in graph.nodes]
    for node, edges in enumerate(layout.out):
        for edge in edges:
            above[layout.needs[edge]].append(node)
            if edge not in layout.grouped:
                needs[node].append(layout.needs[edge])
        for group in layout.groups.get(node, ()):
            members = tuple(layout.needs[edge] for edge in group.edges)
            groups[node].append((len(members) - group.needs + 1, members))
    return Standing(graph, needs, groups, parts.members, parts.of, above)


def replace_places(graph: Graph) -> Graph:
    """Where something stands, as a need."""
    edges = tuple(replace(edge, place=False) if edge.place else edge for edge in graph.edges)
    return Graph(graph.nodes, edges, graph.index)


def brought_down_by(standing: Standing) -> list[Bits]:
    """Per node the failures, its own among them, that bring it down."""
    down: list[Bits] = [0] * len(standing.needs)
    for members in standing.circles:
        settle(standing, members, down.__getitem__, down.__setitem__)
    return down


def settle(
    standing: Standing,
    members: Sequence[int],
    found: Callable[[int], Bits],
    keep: Callable[[int, Bits], None],
) -> None:
    """Fill in members of one component, and those above them in it as far as they change.

    They hold each other up, so the least answer is right: it grows from what is kept until
    nothing changes.
    """
    waiting, queued = deque(members), set(members)
    while waiting:
        node = waiting.popleft()
        queued.discard(node)
        bits = failures_of(standing, node, found)
        if not bits & ~found(node):
            continue
        keep(node, bits)
        for other in standing.above[node]:
            if other not in queued and standing.circle_of[other] == standing.circle_of[node]:
                queued.add(other)
                waiting.append(other)


def failures_of(standing: Standing, node: int, found: Callable[[int], Bits]) -> Bits:
    """Its own failure, those of what it always needs, those that take too much of a group."""
    bits = 1 << node
    for supplier in standing.needs[node]:
        bits |= found(supplier)
    for limit, members in standing.groups[node]:
        bits |= in_at_least(limit, [found(member) for member in members])
    return bits


def in_at_least(limit: int, sets: list[Bits]) -> Bits:
    """The bits that stand in at least `limit` (≥ 1) of the sets."""
    reached = [0] * (limit + 1)
    for bits in sets:
        for count in range(limit, 1, -1):
            reached[count] |= reached[count - 1] & bits
        reached[1] |= bits
    return reached[limit]


def numbers(bits: Bits) -> list[int]:
    """Positions of the bits that are set, ascending."""
    text = f"{bits:b}"[::-1]
    found, at = [], text.find("1")
    while at >= 0:
        found.append(at)
        at = text.find("1", at + 1)
    return found
