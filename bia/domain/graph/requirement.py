"""What is required of each thing: objectives handed down the graph (docs/method.md §16.2)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from bia.domain.graph.components import Components
from bia.domain.graph.layout import NOTHING, Layout
from bia.domain.graph.model import GraphWorkaround

OPEN = 1 << 62
"""No objective reaches it."""


@dataclass(frozen=True, slots=True)
class Requirements:
    """By component: `latest` seconds (OPEN: no limit), and what sets it: the `edge` from above,
    or without one the objective of `holder`.
    """

    latest: list[int]
    edge: list[int]
    holder: list[int]


def requirements(layout: Layout, parts: Components) -> Requirements:
    """Latest finishes, dependents first: L(v) = min(own RTO, L(u) − work(u) or L(u)).

    Equal limits: an own objective before an inherited one, then the dependent of smallest key.
    """
    latest, holder = _objectives(layout, parts)
    edge_of = [NOTHING] * len(latest)
    nodes, serial, parts_below = layout.nodes, layout.serial, parts.below
    workarounds = layout.workarounds
    for number in range(len(latest) - 1, -1, -1):
        limit = latest[number]
        if limit == OPEN:
            continue
        before = limit - parts.work[number]
        for node in parts.members[number]:
            for edge in layout.out[node]:
                below = parts_below[edge]
                if below == number:
                    continue
                passed = before if serial[edge] else limit
                if edge in workarounds:
                    passed = passed_over(workarounds[edge], nodes[node].mbco, limit, passed)
                if passed > latest[below]:
                    continue
                if passed < latest[below]:
                    latest[below], edge_of[below] = passed, edge
                elif edge_of[below] != NOTHING:
                    rival = nodes[layout.dependent[edge_of[below]]].key
                    if nodes[node].key < rival:
                        edge_of[below] = edge
    return Requirements(latest, edge_of, holder)


def passed_over(bridge: GraphWorkaround, mbco: Decimal, required_s: int, passed_s: int) -> int:
    """What an edge hands down beside its workaround: at least as long as that endures."""
    if not carries(bridge, mbco, required_s):
        return passed_s
    return OPEN if bridge.endurance_s is None else max(passed_s, bridge.endurance_s)


def carries(bridge: GraphWorkaround, mbco: Decimal, required_s: int | None) -> bool:
    """The workaround is large enough and active in time (None: any time is)."""
    return (
        bridge.capacity is not None
        and bridge.capacity >= mbco
        and (required_s is None or bridge.activation_s <= required_s)
    )


def _objectives(layout: Layout, parts: Components) -> tuple[list[int], list[int]]:
    """The strictest own objective in each component, and the node that states it."""
    latest: list[int] = []
    holder: list[int] = []
    for members in parts.members:
        strictest, by = OPEN, NOTHING
        for node in members:
            own = layout.nodes[node].rto_s
            if own is None or own > strictest:
                continue
            if own < strictest or layout.nodes[node].key < layout.nodes[by].key:
                strictest, by = own, node
        latest.append(strictest)
        holder.append(by)
    return latest, holder
