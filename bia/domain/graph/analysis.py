"""The whole graph at once: required, achievable, and what that means. Rules: docs/method.md §16.

`analyse` takes time and memory in proportion to nodes and edges and never recurses.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, NamedTuple

from bia.domain.graph.components import Components, components_of
from bia.domain.graph.finish import Arrivals, Finishes, finishes
from bia.domain.graph.layout import NOTHING, UNKNOWN, UNPROVEN, Layout, layout_of
from bia.domain.graph.model import PROCESS, Graph, GraphNode
from bia.domain.graph.naive import Naive, NaiveStatus, naive, naive_status
from bia.domain.graph.requirement import OPEN, Requirements, requirements

GraphStatus = Literal["no_target", "infeasible", "mtd_breach", "rto_miss", "untested", "met"]


class NodeResult(NamedTuple):
    """Of one node; times in seconds, None is "there is none".

    `own_s`: its own restore duration. `required_s`: back at the latest, may be negative.
    `finish_s`: restored, with no workaround; `resumes_s`: in service, workarounds included.
    `counted_s`: the time that is judged. `gap_s`: counted − required; `slack_s`: required −
    resumes (process) or − finish; `target_gap_s`: own target − required.
    `unknown`: the time rests on a duration nobody knows, it may be longer. `proven`: its own
    duration is; `rests_on_proven`: every duration its time rests on is. `required_by`: the
    dependent that hands the requirement down (None: its own objective); `held_by`: the
    supplier it is waiting for last. `bridged`: what it needs and a workaround stands in for;
    `degraded`: what it runs badly without.
    `naive_…`: the same asked of the naive rule (§16.6).
    """

    key: str
    own_s: int | None
    required_s: int | None
    finish_s: int
    resumes_s: int
    counted_s: int
    slack_s: int | None
    gap_s: int | None
    target_gap_s: int | None
    status: GraphStatus
    unknown: bool
    proven: bool
    rests_on_proven: bool
    naive_required_s: int | None
    naive_finish_s: int
    naive_status: NaiveStatus
    required_by: str | None
    held_by: str | None
    bridged: tuple[str, ...]
    degraded: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cycle:
    """Things that need each other, by key; with `deadlock` none of them can start first."""

    members: tuple[str, ...]
    deadlock: bool


@dataclass(frozen=True, slots=True)
class Passes:
    """What the passes left behind; `because` reads its chains here."""

    layout: Layout
    parts: Components
    required: Requirements
    finishes: Finishes
    naive: Naive

    def judged(self, part: int) -> Arrivals:
        """The pass that holds up a component: with a process in it its service counts."""
        served = any(self.layout.nodes[at].kind == PROCESS for at in self.parts.members[part])
        return self.finishes.service if served else self.finishes.technical


@dataclass(frozen=True, slots=True)
class GraphAnalysis:
    """`order`: keys, suppliers before what needs them (within a circle: any)."""

    graph: Graph
    decision_s: int
    nodes: dict[str, NodeResult]
    cycles: tuple[Cycle, ...]
    order: tuple[str, ...]
    passes: Passes

    def critical_path(self, key: str, most: int | None = None) -> tuple[str, ...]:
        """The suppliers that hold up `key`, the first one first, `key` last.

        With `most` only so many of the nearest. In words: `bia.domain.graph.because`.
        """
        return self._chain(key, most, lambda one: one.held_by)

    def objective_path(self, key: str, most: int | None = None) -> tuple[str, ...]:
        """From the node whose objective `key` has to keep down to `key`; `most` as above."""
        return self._chain(key, most, lambda one: one.required_by)

    def back_s(self, key: str) -> int:
        """When it is back: a process in service, everything else restored."""
        node = self.graph.nodes[self.graph.index[key]]
        found = self.nodes[key]
        return found.resumes_s if node.kind == PROCESS else found.finish_s

    def _chain(
        self, key: str, most: int | None, onward: Callable[[NodeResult], str | None]
    ) -> tuple[str, ...]:
        chain = [key]
        while len(chain) != most and (further := onward(self.nodes[chain[-1]])) is not None:
            chain.append(further)
        return tuple(reversed(chain))


def analyse(graph: Graph, *, decision_s: int = 0) -> GraphAnalysis:
    """Both passes over `graph`; `decision_s` delays what somebody must decide to restore."""
    layout = layout_of(graph, decision_s)
    parts = components_of(layout)
    required = requirements(layout, parts)
    passes = Passes(
        layout, parts, required, finishes(layout, parts, required), naive(layout, parts)
    )
    return GraphAnalysis(
        graph=graph,
        decision_s=decision_s,
        nodes=_results(passes),
        cycles=_cycles(passes),
        order=tuple(graph.nodes[node].key for circle in parts.members for node in circle),
        passes=passes,
    )


def _results(passes: Passes) -> dict[str, NodeResult]:
    layout, of, finishes, naive = passes.layout, passes.parts.of, passes.finishes, passes.naive
    latest = [None if limit == OPEN else limit for limit in passes.required.latest]
    naive_latest = [None if limit == OPEN else limit for limit in naive.latest]
    technical, service = finishes.technical, finishes.service
    bridged, circles = _bridged(passes), _of_circles(passes)
    found: dict[str, NodeResult] = {}
    restored, served, naive_at, edge_of = technical.at, service.at, naive.at, passes.required.edge
    nodes, needs, dependent = layout.nodes, layout.needs, layout.dependent
    for at, node in enumerate(nodes):
        part = of[at]
        required_s, naive_required_s = latest[part], naive_latest[part]
        finish_s, resumes_s, naive_finish_s = restored[part], served[part], naive_at[part]
        if node.kind == PROCESS:
            flags, back_s, held = service.flags[part], resumes_s, service.held[part]
            counted_s = _counted(node.measured_s, resumes_s, sure=not flags)
        else:
            flags, held = technical.flags[part], technical.held[part]
            back_s = counted_s = finish_s
        if at in circles:
            required_by, held_by = circles[at]
        else:
            edge = edge_of[part]
            required_by = None if edge == NOTHING else nodes[dependent[edge]].key
            held_by = None if held == NOTHING else nodes[needs[held]].key
        rto_s = node.rto_s
        found[node.key] = NodeResult(
            node.key,
            node.restore_s,
            required_s,
            finish_s,
            resumes_s,
            counted_s,
            None if required_s is None else required_s - back_s,
            None if required_s is None else counted_s - required_s,
            None if required_s is None or rto_s is None else rto_s - required_s,
            _status(node, required_s, counted_s, flags),
            flags & UNKNOWN != 0,
            layout.flags[at] == 0,
            flags == 0,
            naive_required_s,
            naive_finish_s,
            naive_status(naive_required_s, naive_finish_s, node.mtd_s),
            required_by,
            held_by,
            bridged.get(at, ()),
            layout.degraded.get(at, ()),
        )
    return found


def _bridged(passes: Passes) -> dict[int, tuple[str, ...]]:
    """Of each dependent the keys that workarounds stand in for."""
    layout = passes.layout
    found: dict[int, list[str]] = {}
    for edge in passes.finishes.bridged:
        key = layout.nodes[layout.needs[edge]].key
        found.setdefault(layout.dependent[edge], []).append(key)
    return {at: tuple(sorted(keys)) for at, keys in found.items()}


def _counted(measured_s: int | None, resumes_s: int, *, sure: bool) -> int:
    """A process: what was measured, unless what is known of its suppliers says it is longer."""
    if measured_s is None:
        return resumes_s
    return max(measured_s, resumes_s) if sure else measured_s


def _status(node: GraphNode, required_s: int | None, counted_s: int, flags: int) -> GraphStatus:
    """The first that holds (§16.5)."""
    if required_s is None:
        return "no_target"
    if required_s < 0 or (node.restore_s is not None and required_s < node.restore_s):
        return "infeasible"
    if node.mtd_s is not None and counted_s > node.mtd_s:
        return "mtd_breach"
    if counted_s > required_s:
        return "rto_miss"
    return "met" if _is_tested(node, flags) else "untested"


def _is_tested(node: GraphNode, flags: int) -> bool:
    """Nothing unknown below; a process also needs proof, its own or of all it rests on."""
    if flags & UNKNOWN:
        return False
    if node.kind == PROCESS:
        return node.measured_s is not None or not flags & UNPROVEN
    return node.proven


def _of_circles(passes: Passes) -> dict[int, tuple[str | None, str | None]]:
    """Of each member of a circle what it is required by and held by, as keys.

    Only the member that is reached from outside names the outside, the others name it.
    """
    layout, required = passes.layout, passes.required
    keys = [node.key for node in layout.nodes]
    found: dict[int, tuple[str | None, str | None]] = {}
    for part, circle in enumerate(passes.parts.members):
        if len(circle) == 1:
            continue
        edge, held = required.edge[part], passes.judged(part).held[part]
        above = None if edge == NOTHING else keys[layout.dependent[edge]]
        entry = required.holder[part] if edge == NOTHING else layout.needs[edge]
        below = None if held == NOTHING else keys[layout.needs[held]]
        exit_ = NOTHING if held == NOTHING else layout.dependent[held]
        for at in circle:
            required_by = above if entry in (NOTHING, at) else keys[entry]
            held_by = below if exit_ in (NOTHING, at) else keys[exit_]
            found[at] = required_by, held_by
    return found


def _cycles(passes: Passes) -> tuple[Cycle, ...]:
    nodes, parts = passes.layout.nodes, passes.parts
    found = (
        Cycle(tuple(sorted(nodes[node].key for node in circle)), number in parts.deadlocked)
        for number, circle in enumerate(parts.members)
        if len(circle) > 1
    )
    return tuple(sorted(found, key=lambda one: one.members))
