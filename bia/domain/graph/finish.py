"""When each thing is back: the graph from its suppliers up (docs/method.md §16.3)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bia.domain.graph.components import Components
from bia.domain.graph.layout import NOTHING, UNKNOWN, UNPROVEN, Layout
from bia.domain.graph.model import PROCESS
from bia.domain.graph.requirement import Requirements, carries


@dataclass(frozen=True, slots=True)
class Arrivals:
    """By component: seconds until it is back, the edge that holds it up, flags of the time."""

    at: list[int]
    held: list[int]
    flags: list[int]


@dataclass(frozen=True, slots=True)
class Finishes:
    """`technical`: as things are restored; `service`: with workarounds standing in.

    `bridged`: the edges a workaround bridges.
    """

    technical: Arrivals
    service: Arrivals
    bridged: frozenset[int]


Came = Callable[[int], tuple[int, int]]
"""Of an edge: when what it needs is there, and the flags of that time."""


def finishes(layout: Layout, parts: Components, required: Requirements) -> Finishes:
    """start = max(time to decide, serial suppliers); finish = max(start + work, parallel ones).

    Of a group the k-th earliest counts. Equal suppliers: the smallest key holds.
    """
    count = len(parts.members)
    technical = Arrivals([0] * count, [NOTHING] * count, [0] * count)
    service = Arrivals([0] * count, [NOTHING] * count, [0] * count)
    bridged: set[int] = set()
    differing = _differing(layout)
    of, needs = parts.of, layout.needs

    def restored(edge: int) -> tuple[int, int]:
        below = of[needs[edge]]
        return technical.at[below], technical.flags[below]

    def served(edge: int) -> tuple[int, int]:
        above = layout.dependent[edge]
        below = of[needs[edge]]
        came = service if _among_processes(layout, edge) else technical
        at, flags = came.at[below], came.flags[below]
        bridge = layout.workarounds.get(edge)
        limit = required.latest[of[above]]
        if bridge is None or not carries(bridge, layout.nodes[above].mbco, limit):
            return at, flags
        if bridge.endurance_s is None:
            bridged.add(edge)
            return (at, flags) if at < bridge.activation_s else (bridge.activation_s, 0)
        if at > bridge.endurance_s:
            return at, flags
        bridged.add(edge)
        return min(at, bridge.activation_s), flags

    for number, members in enumerate(parts.members):
        found = _arrival(layout, parts, number, restored)
        technical.at[number], technical.held[number], technical.flags[number] = found
        if any(node in differing for node in members):
            found = _arrival(layout, parts, number, served)
        service.at[number], service.held[number], service.flags[number] = found
    return Finishes(technical, service, frozenset(bridged))


def _arrival(layout: Layout, parts: Components, number: int, came: Came) -> tuple[int, int, int]:
    """Seconds, the edge that holds it up (NOTHING: only its own work does), and flags."""
    members, work = parts.members[number], parts.work[number]
    of, needs, serial, grouped = parts.of, layout.needs, layout.serial, layout.grouped
    latest, held, flags = 0, NOTHING, 0
    for node in members:
        latest = max(latest, layout.start[node])
        flags |= layout.flags[node]
    latest += work
    for node in members:
        for edge in layout.out[node]:
            if edge in grouped or of[needs[edge]] == number:
                continue
            at, more = came(edge)
            flags |= more
            if serial[edge]:
                at += work
            if at > latest or (at == latest and _before(layout, edge, held)):
                latest, held = at, edge
        if node in layout.groups:
            for at, edge, more in _of_groups(layout, parts, node, came):
                flags |= more
                if at > latest or (at == latest and _before(layout, edge, held)):
                    latest, held = at, edge
    return latest, held, flags


def _of_groups(
    layout: Layout, parts: Components, node: int, came: Came
) -> Iterator[tuple[int, int, int]]:
    """Of each group the k-th earliest alternative: seconds, edge, flags.

    An alternative of the same circle comes with it. A flag stands unless k alternatives
    without it come as early.
    """
    number = parts.of[node]
    for group in layout.groups[node]:
        options = []
        for edge in group.edges:
            if parts.of[layout.needs[edge]] == number:
                options.append((0, "", edge, 0))
                continue
            at, flags = came(edge)
            at += parts.work[number] if layout.serial[edge] else 0
            options.append((at, layout.nodes[layout.needs[edge]].key, edge, flags))
        options.sort()
        at, _key, edge, _flags = options[group.needs - 1]
        flags = 0
        for flag in (UNKNOWN, UNPROVEN):
            sure = sum(1 for one in options if one[0] <= at and not one[3] & flag)
            flags |= 0 if sure >= group.needs else flag
        yield at, edge, flags


def _before(layout: Layout, edge: int, held: int) -> bool:
    """Of two suppliers at the same time the one of smaller key is said to hold."""
    if held == NOTHING:
        return False
    needs, nodes = layout.needs, layout.nodes
    return nodes[needs[edge]].key < nodes[needs[held]].key


def _among_processes(layout: Layout, edge: int) -> bool:
    above, below = layout.dependent[edge], layout.needs[edge]
    return layout.nodes[above].kind == PROCESS == layout.nodes[below].kind


def _differing(layout: Layout) -> frozenset[int]:
    """Nodes whose service may be back before they are restored."""
    bridged = {layout.dependent[edge] for edge in layout.workarounds}
    for node, edges in enumerate(layout.out):
        if layout.nodes[node].kind == PROCESS and any(
            layout.nodes[layout.needs[edge]].kind == PROCESS for edge in edges
        ):
            bridged.add(node)
    return frozenset(bridged)
