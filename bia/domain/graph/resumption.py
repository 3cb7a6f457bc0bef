"""When each process serves again, given when everything is up and what workarounds bridge.

Rules: docs/method.md §18.3. A workaround is not delayed by the time to decide.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bia.domain.graph.model import PROCESS, GraphWorkaround
from bia.domain.graph.requirement import OPEN, carries
from bia.domain.graph.restoration import MIXED, PARALLEL, SERIAL, Needed, Restoration
from bia.domain.graph.schedule import Run


@dataclass(frozen=True, slots=True)
class Source:
    """What a process waits for over one edge: a unit, or (`process`) another process's service."""

    unit: int
    process: int | None
    serial: bool
    bridge: GraphWorkaround | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """Processes of one unit: `count` of the sources open each gate."""

    unit: int
    processes: tuple[int, ...]
    gates: tuple[tuple[int, int, tuple[Source, ...]], ...]


class Resumption:
    """Read once, then asked for as many schedules as a search makes."""

    def __init__(self, prepared: Restoration, required: Mapping[str, int | None]) -> None:
        self.of = prepared
        nodes, unit_of = prepared.layout.nodes, prepared.parts.of
        needed: dict[int, list[Needed]] = {unit_of[at]: [] for at in prepared.processes}
        for one in prepared.needed:
            if one.unit in needed:
                needed[one.unit].append(one)
        self.waiting = [
            Waiting(
                unit,
                tuple(m for m in prepared.parts.members[unit] if nodes[m].kind == PROCESS),
                tuple(
                    (one.gate, one.count, tuple(self._source(e, required) for e in one.edges))
                    for one in needed[unit]
                    if not one.relied
                ),
            )
            for unit in sorted(needed)  # suppliers first
        ]

    def _source(self, edge: int, required: Mapping[str, int | None]) -> Source:
        """A workaround that is too weak or too late is none."""
        layout = self.of.layout
        supplier, dependent = layout.needs[edge], layout.nodes[layout.dependent[edge]]
        bridge = layout.workarounds.get(edge)
        latest_s = required.get(dependent.key)
        limit = OPEN if latest_s is None else latest_s
        if bridge is not None and not carries(bridge, dependent.mbco, limit):
            bridge = None
        among = layout.nodes[supplier].kind == PROCESS == dependent.kind
        return Source(
            unit=self.of.parts.of[supplier],
            process=supplier if among else None,
            serial=layout.serial[edge],
            bridge=bridge,
        )

    def times(self, seen: Run) -> dict[int, int | None]:
        """Service time per number of a process, in seconds from the disruption; None: never."""
        resumes_s: dict[int, int | None] = {}
        for one in self.waiting:
            at_s = self._back(one, seen, resumes_s)
            for process in one.processes:
                resumes_s[process] = at_s
        return resumes_s

    def _back(self, one: Waiting, seen: Run, resumes_s: Mapping[int, int | None]) -> int | None:
        opens_s = [0, 0, 0]
        own_s = [self.of.own_s[member] for member in self.of.parts.members[one.unit]]
        in_turn = one.unit in self.of.parts.deadlocked
        work_s = sum(own_s) if in_turn else max(own_s)
        for gate, count, sources in one.gates:
            known = []
            for source in sources:
                at_s = _counted(source, seen, resumes_s)
                if at_s is not None:
                    known.append(at_s + work_s if gate == MIXED and source.serial else at_s)
            if len(known) < count:
                return None
            opens_s[gate] = max(opens_s[gate], sorted(known)[count - 1])
        done_s = opens_s[SERIAL]
        for member in self.of.parts.members[one.unit]:
            if self.of.is_task[member] or member in self.of.held_s:
                finish_s = seen.finish_s.get(member)
                if finish_s is None:
                    return None
            else:
                base_s = max(done_s if in_turn else opens_s[SERIAL], self.of.earliest_s[member])
                finish_s = base_s + self.of.own_s[member]
            done_s = max(done_s, finish_s)
        return max(done_s, opens_s[PARALLEL], opens_s[MIXED])


def _counted(source: Source, seen: Run, resumes_s: Mapping[int, int | None]) -> int | None:
    """When the supplier counts as up: a workaround may stand in until it is."""
    up_s = seen.up_s[source.unit] if source.process is None else resumes_s[source.process]
    bridge = source.bridge
    if bridge is None:
        return up_s
    if bridge.endurance_s is not None and (up_s is None or up_s > bridge.endurance_s):
        return up_s
    return bridge.activation_s if up_s is None else min(bridge.activation_s, up_s)
