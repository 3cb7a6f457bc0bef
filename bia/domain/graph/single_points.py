"""What alone can stop a process, what only two together can, and where that adds up.

Rules: docs/method.md §17. People, suppliers, sites and teams are nodes like any other; a
workaround does not make a single point go away, it is told beside it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from bia.domain.graph.failures import Standing, brought_down_by, numbers, standing_of
from bia.domain.graph.model import PROCESS, Graph, GraphEdge
from bia.domain.graph.requirement import OPEN, carries


@dataclass(frozen=True, slots=True)
class SinglePoints:
    """`of`: process → the nodes whose failure alone stops it, by key, itself left out.

    `bridged`: process → those of them that a workaround bridges for a time. `unsure`: those that
    one would, if what it carries were stated and enough.
    """

    of: Mapping[str, tuple[str, ...]]
    bridged: Mapping[str, frozenset[str]]
    unsure: Mapping[str, frozenset[str]]
    standing: Standing
    down: list[int]


@dataclass(frozen=True, slots=True)
class Concentration:
    """What hangs on one node: the `processes` it stops alone, by key, and their loss per hour
    together (None: of none of them a loss is known). `bridged`: those a workaround keeps going;
    `unsure`: those one would, if its capacity were known and enough.
    """

    node: str
    processes: tuple[str, ...]
    critical: tuple[str, ...]
    bridged: tuple[str, ...]
    loss_per_hour: Decimal | None
    unsure: tuple[str, ...] = ()


def single_points(graph: Graph, required: Mapping[str, int | None] | None = None) -> SinglePoints:
    """Exact for every process. `required` (latest finish per key) tells which workarounds are
    active in time.
    """
    standing = standing_of(graph)
    down = brought_down_by(standing)
    helped = brought_down_by(standing_of(_bridged(graph, required or {})))
    hoped = helped
    if any(edge.workaround and edge.workaround.capacity is None for edge in graph.edges):
        hoped = brought_down_by(standing_of(_bridged(graph, required or {}, hoping=True)))
    keys = [node.key for node in graph.nodes]
    of: dict[str, tuple[str, ...]] = {}
    bridged: dict[str, frozenset[str]] = {}
    unsure: dict[str, frozenset[str]] = {}
    for at, node in enumerate(graph.nodes):
        if node.kind == PROCESS:
            of[node.key] = tuple(sorted(keys[bit] for bit in numbers(down[at] & ~(1 << at))))
            bridged[node.key] = frozenset(keys[bit] for bit in numbers(down[at] & ~helped[at]))
            unsure[node.key] = frozenset(keys[bit] for bit in numbers(helped[at] & ~hoped[at]))
    return SinglePoints(of, bridged, unsure, standing, down)


def concentrations(
    found: SinglePoints,
    loss_per_hour: Mapping[str, Decimal] | None = None,
    critical: Collection[str] = (),
) -> tuple[Concentration, ...]:
    """The nodes that stop at least one process alone, the costliest first; equal loss: more
    critical processes, more processes, then by key.
    """
    rates = loss_per_hour or {}
    behind: dict[str, list[str]] = {}
    for process in sorted(found.of):
        for node in found.of[process]:
            behind.setdefault(node, []).append(process)
    ranking = []
    for node, processes in behind.items():
        known = [rates[process] for process in processes if process in rates]
        ranking.append(
            Concentration(
                node,
                tuple(processes),
                tuple(process for process in processes if process in critical),
                tuple(process for process in processes if node in found.bridged[process]),
                sum(known, Decimal(0)) if known else None,
                tuple(process for process in processes if node in found.unsure[process]),
            )
        )
    return tuple(
        sorted(
            ranking,
            key=lambda one: (
                -(one.loss_per_hour or 0), -len(one.critical), -len(one.processes), one.node,
            ),
        )
    )  # fmt: skip


def _bridged(graph: Graph, required: Mapping[str, int | None], *, hoping: bool = False) -> Graph:
    """The graph without what a workaround that is large enough and in time stands in for;
    `hoping`, one of unknown capacity is large enough.
    """

    def stands_in(edge: GraphEdge) -> bool:
        if edge.workaround is None:
            return False
        dependent = graph.nodes[graph.index[edge.dependent]]
        latest_s = required.get(edge.dependent)
        limit = OPEN if latest_s is None else latest_s
        bridge = edge.workaround
        if hoping and bridge.capacity is None:
            bridge = replace(bridge, capacity=dependent.mbco)
        return dependent.kind == PROCESS and carries(bridge, dependent.mbco, limit)

    # An alternative of a group that is bridged makes the whole group dispensable.
    free = {(e.dependent, e.group) for e in graph.edges if e.group and stands_in(e)}
    kept = tuple(
        edge
        for edge in graph.edges
        if not stands_in(edge) and not (edge.group and (edge.dependent, edge.group) in free)
    )
    return Graph(graph.nodes, kept, graph.index)
