"""The graph as lists that the passes run over: nodes and edges by number.

Only hard edges between things carry times; edges of place are for single points, degrading
ones are listed and optional ones are not looked at (docs/method.md §16.1).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bia.domain.graph.model import PROCESS, RESTORED, Graph, GraphNode, GraphWorkaround

UNKNOWN, UNPROVEN = 1, 2
"""Flags of a time: it rests on a duration nobody knows; on one no valid measurement proves."""

NOTHING = -1
"""In place of an edge's number."""


@dataclass(frozen=True, slots=True)
class Group:
    """Alternatives of one dependent, as edge numbers; `needs` of them must be up."""

    needs: int
    edges: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """`dependent`, `needs` and `serial` are by edge number, all else by node number.

    `own`: seconds of own restoring, 0 without; `start`: seconds to its earliest start;
    `flags`: of its own duration; `out`: the edges of each dependent.
    """

    nodes: tuple[GraphNode, ...]
    own: list[int]
    start: list[int]
    flags: list[int]
    dependent: list[int]
    needs: list[int]
    serial: list[bool]
    out: list[list[int]]
    grouped: frozenset[int]
    groups: Mapping[int, tuple[Group, ...]]
    workarounds: Mapping[int, GraphWorkaround]
    degraded: Mapping[int, tuple[str, ...]]


def layout_of(graph: Graph, decision_s: int) -> Layout:
    """Numbers instead of keys; nodes keep the order of `graph.nodes`."""
    index = graph.index
    dependent: list[int] = []
    needs: list[int] = []
    serial: list[bool] = []
    out: list[list[int]] = [[] for _ in graph.nodes]
    alternatives: dict[int, dict[str, list[int]]] = {}
    wanted: dict[tuple[int, str], int] = {}
    workarounds: dict[int, GraphWorkaround] = {}
    degraded: dict[int, list[str]] = {}
    for edge in graph.edges:
        above = index[edge.dependent]
        if edge.strength != "hard" or edge.place:
            if edge.strength == "degrading":
                degraded.setdefault(above, []).append(edge.needs)
            continue
        number = len(needs)
        dependent.append(above)
        needs.append(index[edge.needs])
        serial.append(edge.mode == "serial")
        out[above].append(number)
        if edge.workaround is not None:
            workarounds[number] = edge.workaround
        if edge.group:
            alternatives.setdefault(above, {}).setdefault(edge.group, []).append(number)
            wanted[above, edge.group] = 1 if edge.group_needs is None else edge.group_needs
    groups = {
        above: tuple(
            Group(min(wanted[above, name], len(members)), tuple(members))
            for name, members in named.items()
        )
        for above, named in alternatives.items()
    }
    return Layout(
        nodes=graph.nodes,
        own=[0 if node.restore_s is None else node.restore_s for node in graph.nodes],
        start=[decision_s if decision_s and is_decided(node) else 0 for node in graph.nodes],
        flags=[_flags(node) for node in graph.nodes],
        dependent=dependent,
        needs=needs,
        serial=serial,
        out=out,
        grouped=frozenset(e for many in groups.values() for one in many for e in one.edges),
        groups=groups,
        workarounds=workarounds,
        degraded={above: tuple(sorted(keys)) for above, keys in degraded.items()},
    )


def is_decided(node: GraphNode) -> bool:
    """Somebody decides that it is restored, which takes the time to decide (§16.3)."""
    if node.restore_s is None or node.automatic:
        return False
    return node.kind != PROCESS or node.restore_s > 0


def _flags(node: GraphNode) -> int:
    if node.restore_s is None:
        return UNKNOWN | UNPROVEN if node.kind in RESTORED else 0
    return 0 if node.proven else UNPROVEN
