"""A graph made ready to be scheduled again and again: units, gates and what opens them.

A unit is a component of the graph (one node, or the members of a circle, which come back
together). Its serial gate opens when all it must wait for is up, its parallel gate when all it
runs beside is. Rules: docs/method.md §18.1.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bia.domain.graph.components import Components, components_of
from bia.domain.graph.layout import Group, Layout, layout_of
from bia.domain.graph.model import PROCESS, Graph
from bia.domain.graph.requirement import OPEN

SERIAL, PARALLEL, MIXED = 0, 1, 2
BY_THEMSELVES = (PROCESS, "supplier", "site", "person", "team")
"""Kinds that come back without one of the recovery teams."""


@dataclass(frozen=True, slots=True)
class Needed:
    """`count` of these edges' suppliers must be up before the gate of the unit opens.

    Alternatives of two modes have no gate of their own (`MIXED`): the unit relies on some of
    them (`relied`).
    """

    unit: int
    gate: int
    count: int
    edges: tuple[int, ...]
    relied: bool = False


@dataclass(frozen=True, slots=True)
class Restoration:
    """By number of the node: `own_s`, its duration; `earliest_s`, when the decision lets it
    start; `is_task`, whether it takes a team. `held_s`: comes back then, None: nobody knows.
    """

    layout: Layout
    parts: Components
    own_s: list[int]
    earliest_s: list[int]
    is_task: list[bool]
    held_s: Mapping[int, int | None]
    needed: list[Needed]
    feeds: list[list[int]]
    """unit → the positions in `needed` of what counts it, once per edge."""

    @property
    def tasks(self) -> list[int]:
        return [node for node, task in enumerate(self.is_task) if task]

    @property
    def processes(self) -> list[int]:
        return [at for at, node in enumerate(self.layout.nodes) if node.kind == PROCESS]


def prepare(
    graph: Graph,
    *,
    decision_s: int = 0,
    failed: Collection[str] | None = None,
    held: Mapping[str, int | None] | None = None,
) -> Restoration:
    """`failed` None: every node with a duration. What is held needs no team and no decision."""
    layout = layout_of(graph, decision_s)
    parts = components_of(layout)
    held_s = {graph.index[key]: at_s for key, at_s in (held or {}).items()}
    down = [
        at not in held_s and node.restore_s is not None and (failed is None or node.key in failed)
        for at, node in enumerate(layout.nodes)
    ]
    own_s = [own if down[at] else 0 for at, own in enumerate(layout.own)]
    earliest_s = [start if down[at] else 0 for at, start in enumerate(layout.start)]
    for members in parts.members:
        if len(members) > 1:
            # A circle is decided on as one.
            together = max(earliest_s[node] for node in members)
            for node in members:
                earliest_s[node] = together
    is_task = [
        own_s[at] > 0 and node.kind not in BY_THEMSELVES for at, node in enumerate(layout.nodes)
    ]
    needed = list(_needed(layout, parts, own_s, earliest_s, held_s))
    feeds: list[list[int]] = [[] for _ in parts.members]
    for at, one in enumerate(needed):
        for edge in one.edges if one.gate != MIXED else ():
            feeds[parts.of[layout.needs[edge]]].append(at)
    return Restoration(layout, parts, own_s, earliest_s, is_task, held_s, needed, feeds)


def _needed(
    layout: Layout,
    parts: Components,
    own_s: list[int],
    earliest_s: list[int],
    held_s: Mapping[int, int | None],
) -> Iterator[Needed]:
    """What each unit waits for; members of a circle do not wait for each other.

    Goes suppliers first and keeps `free_s`, when each unit is up if teams are no limit.
    """
    free_s: list[int] = []
    for unit, members in enumerate(parts.members):
        work_s = (sum if unit in parts.deadlocked else max)(own_s[node] for node in members)
        plain: tuple[list[int], list[int]] = ([], [])
        found: list[Needed] = []
        for node in members:
            for edge in layout.out[node]:
                if edge not in layout.grouped and parts.of[layout.needs[edge]] != unit:
                    plain[SERIAL if layout.serial[edge] else PARALLEL].append(edge)
            for group in layout.groups.get(node, ()):
                found += _of_group(layout, parts, unit, group, work_s, free_s)
        found += [
            Needed(unit, gate, len(edges), tuple(edges))
            for gate, edges in enumerate(plain)
            if edges
        ]
        opens_s = [max(earliest_s[node] for node in members), 0]
        for one in found:
            if one.gate == MIXED:
                continue
            up_s = sorted(free_s[parts.of[layout.needs[edge]]] for edge in one.edges)
            opens_s[one.gate] = max(opens_s[one.gate], up_s[one.count - 1])
        back_s = [held_s[node] for node in members if node in held_s]
        known_s = [OPEN if at_s is None else at_s for at_s in back_s]
        free_s.append(min(OPEN, max(opens_s[0] + work_s, opens_s[1], *known_s)))
        yield from found


def _of_group(
    layout: Layout, parts: Components, unit: int, group: Group, work_s: int, free_s: list[int]
) -> list[Needed]:
    """k of the alternatives, those in the same circle given; they may be of two modes.

    Then whether to wait for one before starting must be known beforehand: the unit relies on
    those that would have it up first if teams were no limit.
    """
    outside = [edge for edge in group.edges if parts.of[layout.needs[edge]] != unit]
    count = group.needs - (len(group.edges) - len(outside))
    if count <= 0:
        return []
    modes = {layout.serial[edge] for edge in outside}
    if len(modes) == 1:
        return [Needed(unit, SERIAL if modes == {True} else PARALLEL, count, tuple(outside))]

    def ends(edge: int) -> tuple[Any, ...]:
        supplier = layout.needs[edge]
        at_s = free_s[parts.of[supplier]] + (work_s if layout.serial[edge] else 0)
        return (at_s, layout.nodes[supplier].key)

    relied = sorted(outside, key=ends)[:count]
    kinds = [
        tuple(edge for edge in relied if layout.serial[edge] is serial) for serial in (True, False)
    ]
    gates = [Needed(unit, gate, len(es), es, True) for gate, es in enumerate(kinds) if es]
    return [*gates, Needed(unit, MIXED, count, tuple(outside))]
