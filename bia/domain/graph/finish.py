"""When each thing is back: the graph from its suppliers up (docs/method.md §16.3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bia.domain.graph.components import Components
from bia.domain.graph.layout import NOTHING, UNKNOWN, UNPROVEN, Group, Layout
from bia.domain.graph.model import PROCESS
from bia.domain.graph.requirement import Requirements, carries


@dataclass(frozen=True, slots=True)
class Arrivals:
    """By component: seconds until it is back, the edge that holds it up, flags of the time."""

    at: list[int]
    held: list[int]
    flags: list[int]

    def add(self, found: tuple[int, int, int]) -> None:
        self.at.append(found[0])
        self.held.append(found[1])
        self.flags.append(found[2])


@dataclass(frozen=True, slots=True)
class Finishes:
    """`technical`: as things are restored; `service`: with workarounds standing in.

    `bridged`: the edges a workaround bridges.
    """

    technical: Arrivals
    service: Arrivals
    bridged: frozenset[int]


def finishes(layout: Layout, parts: Components, required: Requirements) -> Finishes:
    """start = max(time to decide, serial suppliers); finish = max(start + work, parallel ones).

    Of a group the k-th earliest counts. Equal suppliers: the smallest key holds.
    """
    technical, service = Arrivals([], [], []), Arrivals([], [], [])
    bridged: set[int] = set()
    differing = _differing(layout)
    special = {parts.of[node] for node in (*differing, *layout.groups)}
    special.update(number for number, circle in enumerate(parts.members) if len(circle) > 1)
    own, start, own_flags, out = layout.own, layout.start, layout.flags, layout.out
    below, serial, at, more = parts.below, layout.serial, technical.at, technical.flags
    for number, members in enumerate(parts.members):
        if number not in special:  # as `_arrival` would; most nodes, so without a call
            node = members[0]
            work = own[node]
            latest, held, flags = start[node] + work, NOTHING, own_flags[node]
            for edge in out[node]:
                part = below[edge]
                flags |= more[part]
                there = at[part] + work if serial[edge] else at[part]
                if there > latest or (there == latest and _before(layout, edge, held)):
                    latest, held = there, edge
            technical.add((latest, held, flags))
            service.add((latest, held, flags))
            continue
        found = _arrival(layout, parts, number, technical, {})
        technical.add(found)
        stand_ins = {
            edge: _served(layout, parts, required, edge, technical, service, bridged)
            for node in members
            for edge in differing.get(node, ())
            if parts.below[edge] != number
        }
        service.add(_arrival(layout, parts, number, technical, stand_ins) if stand_ins else found)
    return Finishes(technical, service, frozenset(bridged))


def _served(
    layout: Layout,
    parts: Components,
    required: Requirements,
    edge: int,
    technical: Arrivals,
    service: Arrivals,
    bridged: set[int],
) -> tuple[int, int]:
    """When what the edge needs is there or stood in for, and the flags of that time."""
    above, below = layout.dependent[edge], parts.below[edge]
    came = service if _among_processes(layout, edge) else technical
    at, flags = came.at[below], came.flags[below]
    bridge = layout.workarounds.get(edge)
    limit = required.latest[parts.of[above]]
    if bridge is None or not carries(bridge, layout.nodes[above].mbco, limit):
        return at, flags
    if bridge.endurance_s is not None and at > bridge.endurance_s:
        return at, flags
    bridged.add(edge)
    if bridge.endurance_s is None and at >= bridge.activation_s:
        return bridge.activation_s, 0
    return min(at, bridge.activation_s), flags


def _arrival(
    layout: Layout,
    parts: Components,
    number: int,
    came: Arrivals,
    stand_ins: Mapping[int, tuple[int, int]],
) -> tuple[int, int, int]:
    """Seconds, the edge that holds it up (NOTHING: only its own work does), and flags."""
    work, below, serial, grouped = parts.work[number], parts.below, layout.serial, layout.grouped
    at, more = came.at, came.flags
    latest, held, flags = 0, NOTHING, 0
    for node in parts.members[number]:
        flags |= layout.flags[node]
        if layout.start[node] > latest:
            latest = layout.start[node]
    latest += work
    for node in parts.members[number]:
        for edge in layout.out[node]:
            part = below[edge]
            if edge in grouped or part == number:
                continue
            if edge in stand_ins:
                there, also = stand_ins[edge]
            else:
                there, also = at[part], more[part]
            flags |= also
            if serial[edge]:
                there += work
            if there > latest or (there == latest and _before(layout, edge, held)):
                latest, held = there, edge
        for group in layout.groups.get(node, ()):
            there, edge, also = _of_group(layout, parts, number, group, came, stand_ins)
            flags |= also
            if there > latest or (there == latest and _before(layout, edge, held)):
                latest, held = there, edge
    return latest, held, flags


def _of_group(
    layout: Layout,
    parts: Components,
    number: int,
    group: Group,
    came: Arrivals,
    stand_ins: Mapping[int, tuple[int, int]],
) -> tuple[int, int, int]:
    """The k-th earliest alternative: seconds, edge, flags.

    An alternative of the same circle comes with it. A flag stands unless k alternatives
    without it come as early.
    """
    options = []
    for edge in group.edges:
        part = parts.below[edge]
        if part == number:
            options.append((0, "", edge, 0))
            continue
        there, also = stand_ins.get(edge) or (came.at[part], came.flags[part])
        there += parts.work[number] if layout.serial[edge] else 0
        options.append((there, layout.nodes[layout.needs[edge]].key, edge, also))
    options.sort()
    there, _key, edge, _flags = options[group.needs - 1]
    flags = 0
    for flag in (UNKNOWN, UNPROVEN):
        sure = sum(1 for one in options if one[0] <= there and not one[3] & flag)
        flags |= 0 if sure >= group.needs else flag
    return there, edge, flags


def _before(layout: Layout, edge: int, held: int) -> bool:
    """Of two suppliers at the same time the one of smaller key is said to hold."""
    if held == NOTHING:
        return False
    needs, nodes = layout.needs, layout.nodes
    return nodes[needs[edge]].key < nodes[needs[held]].key


def _among_processes(layout: Layout, edge: int) -> bool:
    above, below = layout.dependent[edge], layout.needs[edge]
    return layout.nodes[above].kind == PROCESS == layout.nodes[below].kind


def _differing(layout: Layout) -> dict[int, list[int]]:
    """Edges by dependent whose supplier may count earlier for its service."""
    found: dict[int, list[int]] = {}
    processes = {at for at, node in enumerate(layout.nodes) if node.kind == PROCESS}
    for node in processes:
        edges = [edge for edge in layout.out[node] if layout.needs[edge] in processes]
        if edges:
            found[node] = edges
    for edge in layout.workarounds:
        found.setdefault(layout.dependent[edge], []).append(edge)
    return found
