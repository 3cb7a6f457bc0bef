"""The graph as lists that the passes run over: nodes and edges by number.

Only hard edges between things carry times; edges of place are for single points, degrading
ones are listed and optional ones are not looked at (docs/method.md §16.1).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

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
    out: list[range]
    grouped: frozenset[int]
    groups: Mapping[int, tuple[Group, ...]]
    workarounds: Mapping[int, GraphWorkaround]
    degraded: Mapping[int, tuple[str, ...]]


def layout_of(graph: Graph, decision_s: int) -> Layout:
    """Numbers instead of keys: nodes as in `graph.nodes`, edges sorted by their dependent."""
    edges = graph.edges
    above, below = (np.array(ends, np.int64) for ends in ends_of(graph))
    hard = np.array(
        [at for at, edge in enumerate(edges) if edge.strength == "hard" and not edge.place],
        np.int64,
    )
    hard = hard[np.argsort(above[hard], kind="stable")]
    dependent = above[hard]
    bounds = np.searchsorted(dependent, np.arange(len(graph.nodes) + 1)).tolist()
    number = np.full(len(edges), NOTHING)
    number[hard] = np.arange(len(hard))
    special = [at for at, edge in enumerate(edges) if edge.group or edge.workaround is not None]
    named = [(at, edge) for at in special if (edge := int(number[at])) != NOTHING]
    groups = _groups(graph, named)
    return Layout(
        nodes=graph.nodes,
        own=[0 if node.restore_s is None else node.restore_s for node in graph.nodes],
        start=[decision_s if decision_s and is_decided(node) else 0 for node in graph.nodes],
        flags=[_flags(node) for node in graph.nodes],
        dependent=dependent.tolist(),
        needs=below[hard].tolist(),
        serial=np.array([edge.mode == "serial" for edge in edges], bool)[hard].tolist(),
        out=list(map(range, bounds, bounds[1:])),
        grouped=frozenset(edge for many in groups.values() for one in many for edge in one.edges),
        groups=groups,
        workarounds={
            edge: bridge for at, edge in named if (bridge := edges[at].workaround) is not None
        },
        degraded=_degraded(graph),
    )


def ends_of(graph: Graph) -> tuple[Sequence[int], Sequence[int]]:
    """Of each edge the position of its dependent, and of what that needs."""
    ends, index = graph.ends, graph.index
    if ends is not None and ends.nodes is graph.nodes and ends.edges is graph.edges:
        return ends.dependent, ends.needs
    return (
        [index[edge.dependent] for edge in graph.edges],
        [index[edge.needs] for edge in graph.edges],
    )


def _groups(graph: Graph, named: Sequence[tuple[int, int]]) -> dict[int, tuple[Group, ...]]:
    """The groups of each dependent that has any; none needs more members than it has.

    `named` pairs places in `graph.edges` with numbers.
    """
    members: dict[int, dict[str, list[int]]] = {}
    wanted: dict[tuple[int, str], int] = {}
    for at, number in named:
        edge = graph.edges[at]
        if edge.group:
            above = graph.index[edge.dependent]
            members.setdefault(above, {}).setdefault(edge.group, []).append(number)
            wanted[above, edge.group] = 1 if edge.group_needs is None else edge.group_needs
    return {
        above: tuple(
            Group(min(wanted[above, name], len(some)), tuple(some)) for name, some in groups.items()
        )
        for above, groups in members.items()
    }


def _degraded(graph: Graph) -> dict[int, tuple[str, ...]]:
    """What each dependent runs badly without, by key."""
    found: dict[int, list[str]] = {}
    for edge in graph.edges:
        if edge.strength == "degrading" and not edge.place:
            found.setdefault(graph.index[edge.dependent], []).append(edge.needs)
    return {at: tuple(sorted(keys)) for at, keys in found.items()}


def is_decided(node: GraphNode) -> bool:
    """Somebody decides that it is restored, which takes the time to decide (§16.3)."""
    if node.restore_s is None or node.automatic:
        return False
    return node.kind != PROCESS or node.restore_s > 0


def _flags(node: GraphNode) -> int:
    if node.restore_s is None and node.kind in RESTORED:
        return UNKNOWN | UNPROVEN
    return 0 if node.proven else UNPROVEN
