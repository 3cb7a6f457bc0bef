"""When each process serves again, given when everything is up and what workarounds bridge.

Rules: docs/method.md §18.3. A workaround is not delayed by the time to decide.
"""

from __future__ import annotations

from collections.abc import Mapping

from bia.domain.graph.model import PROCESS
from bia.domain.graph.requirement import OPEN, carries
from bia.domain.graph.restoration import PARALLEL, SERIAL, Needed, Restoration
from bia.domain.graph.schedule import Run


def resumptions(
    prepared: Restoration, seen: Run, required: Mapping[str, int | None]
) -> dict[int, int | None]:
    """Service time per number of a process, in seconds from the disruption; None: never."""
    nodes, of = prepared.layout.nodes, prepared.parts.of
    needed: dict[int, list[Needed]] = {of[process]: [] for process in prepared.processes}
    for one in prepared.needed:
        if one.unit in needed:
            needed[one.unit].append(one)
    resumes_s: dict[int, int | None] = {}
    for unit in sorted(needed):  # suppliers first
        at_s = _unit(prepared, unit, needed[unit], seen, resumes_s, required)
        for member in prepared.parts.members[unit]:
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
    in_turn = unit in prepared.parts.deadlocked
    done_s = opens_s[SERIAL]
    for member in prepared.parts.members[unit]:
        if prepared.is_task[member] or member in prepared.held_s:
            finish_s = seen.finish_s.get(member)
            if finish_s is None:
                return None
        else:
            base_s = max(done_s if in_turn else opens_s[SERIAL], prepared.earliest_s[member])
            finish_s = base_s + prepared.own_s[member]
        done_s = max(done_s, finish_s)
    return max(done_s, opens_s[PARALLEL])


def _counted(
    prepared: Restoration,
    edge: int,
    seen: Run,
    resumes_s: Mapping[int, int | None],
    required: Mapping[str, int | None],
) -> int | None:
    """When the supplier counts as up for this dependent: a workaround may stand in for it."""
    layout = prepared.layout
    supplier, dependent = layout.needs[edge], layout.nodes[layout.dependent[edge]]
    up_s = seen.up_s[prepared.parts.of[supplier]]
    if layout.nodes[supplier].kind == PROCESS == dependent.kind:
        up_s = resumes_s.get(supplier, up_s)
    bridge = layout.workarounds.get(edge)
    latest_s = required.get(dependent.key)
    if bridge is None or not carries(
        bridge, dependent.mbco, OPEN if latest_s is None else latest_s
    ):
        return up_s
    if bridge.endurance_s is not None and (up_s is None or up_s > bridge.endurance_s):
        return up_s
    return bridge.activation_s if up_s is None else min(bridge.activation_s, up_s)
