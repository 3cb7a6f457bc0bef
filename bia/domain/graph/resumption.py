"""When each process serves again, given when everything is up and what workarounds bridge.

Rules: docs/method.md §18.3. A workaround is not delayed by the time to decide.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from bia.domain.graph.model import PROCESS, GraphEdge
from bia.domain.graph.restoration import SERIAL, Needed, Restoration
from bia.domain.graph.schedule import Run


def resumptions(
    prepared: Restoration, seen: Run, required: Mapping[str, int | None]
) -> dict[int, int | None]:
    """Service time per position of a process, in seconds from the disruption; None: never."""
    nodes = prepared.graph.nodes
    with_process = sorted({prepared.unit_of[at] for at in prepared.processes})
    wanted = set(with_process)
    needed: dict[int, list[Needed]] = {unit: [] for unit in with_process}
    for one in prepared.needed:
        if one.unit in wanted:
            needed[one.unit].append(one)
    resumes_s: dict[int, int | None] = {}
    for unit in with_process:
        at_s = _unit(prepared, unit, needed[unit], seen, resumes_s, required)
        for member in prepared.units[unit]:
            if nodes[member].kind == PROCESS:
                resumes_s[member] = at_s
    return resumes_s


def _unit(
    prepared: Restoration,
    unit: int,
    needed: list[Needed],
    seen: Run,
    resumes_s: Mapping[int, int | None],
    required: Mapping[str, int | None],
) -> int | None:
    opens_s = [0, 0]
    for one in needed:
        up_s = [_counted(prepared, edge, seen, resumes_s, required) for edge in one.edges]
        known = sorted(at_s for at_s in up_s if at_s is not None)
        if len(known) < one.count:
            return None
        opens_s[one.gate] = max(opens_s[one.gate], known[one.count - 1])
    done_s = opens_s[SERIAL]
    for member in prepared.units[unit]:
        if prepared.is_task[member] or member in prepared.held_s:
            finish_s = seen.finish_s.get(member)
            if finish_s is None:
                return None
        else:
            base_s = done_s if prepared.deadlock[unit] else opens_s[SERIAL]
            finish_s = max(base_s, prepared.earliest_s[member]) + prepared.own_s[member]
        done_s = max(done_s, finish_s)
    return max(done_s, opens_s[1])


def _counted(
    prepared: Restoration,
    edge: GraphEdge,
    seen: Run,
    resumes_s: Mapping[int, int | None],
    required: Mapping[str, int | None],
) -> int | None:
    """When the supplier counts as up for this dependent: a workaround may stand in for it."""
    index, nodes = prepared.graph.index, prepared.graph.nodes
    supplier = index[edge.needs]
    up_s = seen.up_s[prepared.unit_of[supplier]]
    if nodes[supplier].kind == PROCESS:
        up_s = resumes_s.get(supplier, up_s)
    bridge = edge.workaround
    if bridge is None or nodes[index[edge.dependent]].kind != PROCESS:
        return up_s
    if not bridges(edge, nodes[index[edge.dependent]].mbco, required.get(edge.dependent), up_s):
        return up_s
    return bridge.activation_s if up_s is None else min(bridge.activation_s, up_s)


def bridges(edge: GraphEdge, mbco: Decimal, required_s: int | None, up_s: int | None) -> bool:
    """Whether the edge's workaround lets the dependent serve before the supplier is up."""
    bridge = edge.workaround
    if bridge is None or bridge.capacity is None or bridge.capacity < mbco:
        return False
    if required_s is not None and bridge.activation_s > required_s:
        return False
    return bridge.endurance_s is None or (up_s is not None and up_s <= bridge.endurance_s)
