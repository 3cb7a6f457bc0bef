"""A graph made ready to be scheduled again and again: units, gates and what opens them.

A unit is a component of the graph (one node, or the members of a cycle, which come back
together). Its serial gate opens when all it must wait for is up, its parallel gate when all it
runs beside is. Rules: docs/method.md §18.1.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from bia.domain.graph.components import components_of
from bia.domain.graph.model import PROCESS, RESTORED, Graph, GraphEdge, GraphNode

SERIAL, PARALLEL = 0, 1


@dataclass(slots=True)
class Needed:
    """So many of these edges' suppliers must be up before the gate of the unit opens."""

    unit: int
    gate: int
    count: int
    edges: list[GraphEdge] = field(default_factory=list)


@dataclass(slots=True)
class Restoration:
    """Positions of nodes are those of `graph.nodes`; units stand suppliers first.

    `own_s`, `earliest_s` per node: its duration and the moment the decision allows it to start.
    `is_task`: needs a team. `held_s`: comes back at that moment, None: nobody knows when.
    """

    graph: Graph
    units: list[list[int]]
    unit_of: list[int]
    deadlock: list[bool]
    own_s: list[int]
    earliest_s: list[int]
    is_task: list[bool]
    held_s: dict[int, int | None]
    needed: list[Needed]
    feeds: list[list[int]]
    """unit → the positions in `needed` of what counts it, once per edge."""

    @property
    def tasks(self) -> list[int]:
        return [at for at, task in enumerate(self.is_task) if task]

    @property
    def processes(self) -> list[int]:
        return [at for at, node in enumerate(self.graph.nodes) if node.kind == PROCESS]


def prepare(
    graph: Graph,
    *,
    decision_s: int = 0,
    failed: Collection[str] | None = None,
    held: Mapping[str, int | None] | None = None,
) -> Restoration:
    """`failed` None: every node with a duration. What is held needs no team and no decision."""
    index = graph.index
    edges = [one for one in graph.edges if one.strength == "hard" and not one.place]
    units = components_of(len(graph.nodes), [(index[e.dependent], index[e.needs]) for e in edges])
    unit_of = [0] * len(graph.nodes)
    for unit, members in enumerate(units):
        for member in members:
            unit_of[member] = unit
    held_at = {index[key]: at_s for key, at_s in (held or {}).items()}
    down = {
        at
        for at, node in enumerate(graph.nodes)
        if at not in held_at
        and node.restore_s is not None
        and (failed is None or node.key in failed)
    }
    own_s = [(node.restore_s or 0) if at in down else 0 for at, node in enumerate(graph.nodes)]
    prepared = Restoration(
        graph=graph,
        units=units,
        unit_of=unit_of,
        deadlock=[False] * len(units),
        own_s=own_s,
        earliest_s=[
            decision_s if at in down and _waits(node) else 0 for at, node in enumerate(graph.nodes)
        ],
        is_task=[own_s[at] > 0 and node.kind in RESTORED for at, node in enumerate(graph.nodes)],
        held_s=held_at,
        needed=[],
        feeds=[[] for _ in units],
    )
    _gates(prepared, edges)
    return prepared


def _waits(node: GraphNode) -> bool:
    """Whether somebody must decide before its restore starts."""
    return not node.automatic and (node.kind != PROCESS or bool(node.restore_s))


def _gates(prepared: Restoration, edges: list[GraphEdge]) -> None:
    """Count, per unit, what it waits for; members of a cycle do not wait for each other."""
    index, unit_of = prepared.graph.index, prepared.unit_of
    plain: dict[tuple[int, int], Needed] = {}
    groups: dict[tuple[int, str], list[GraphEdge]] = {}
    for edge in edges:
        dependent = index[edge.dependent]
        unit = unit_of[dependent]
        if edge.group:
            groups.setdefault((dependent, edge.group), []).append(edge)
        elif unit_of[index[edge.needs]] != unit:
            gate = SERIAL if edge.mode == "serial" else PARALLEL
            one = plain.setdefault((unit, gate), Needed(unit, gate, 0))
            one.count += 1
            one.edges.append(edge)
        elif edge.mode == "serial":
            prepared.deadlock[unit] = True
    prepared.needed += plain.values()
    for (dependent, _name), members in groups.items():
        unit = unit_of[dependent]
        outside = [edge for edge in members if unit_of[index[edge.needs]] != unit]
        inside = len(members) - len(outside)
        if inside and any(e.mode == "serial" for e in members if e not in outside):
            prepared.deadlock[unit] = True
        # A register being filled in may ask for more alternatives than it names yet: for all.
        asked = max(edge.group_needs or 1 for edge in members)
        count = min(asked, len(members)) - inside
        if count > 0:
            gate = SERIAL if any(edge.mode == "serial" for edge in outside) else PARALLEL
            prepared.needed.append(Needed(unit, gate, count, outside))
    for at, one in enumerate(prepared.needed):
        for edge in one.edges:
            prepared.feeds[unit_of[index[edge.needs]]].append(at)
