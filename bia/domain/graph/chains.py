"""The chains behind what is required of a node and behind its finish, link by link.

Rules: docs/method.md §16.2 and §16.3. A chain is cut after `most` links, because the graph may
be 100,000 deep and a sentence may not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from bia.domain.graph.analysis import GraphAnalysis
from bia.domain.graph.layout import NOTHING

MOST = 12
"""Links that are told; beyond them the chain goes on as "…"."""

Kind = Literal["start", "cut", "serial", "parallel", "bridged", "circle"]


@dataclass(frozen=True, slots=True)
class Link:
    """One node of a chain and how the time comes to it from the link before.

    `at_s`: required, or back, after so many seconds. `kind`: "start" is where a chain begins,
    "cut" where it only does so because it is too long; "circle" passes the time on unchanged.
    `step_s`: seconds subtracted on the way from the link before (required: its work) or added
    (finish: the work of this one). "bridged": a workaround sets the time, not the link before.
    """

    key: str
    at_s: int
    kind: Kind
    step_s: int = 0


def required_chain(analysis: GraphAnalysis, key: str, most: int = MOST) -> tuple[Link, ...]:
    """From the objective down to `key`; empty where none reaches it."""
    return _nearest(_upwards(analysis, analysis.graph.index[key]), most)


def finish_chain(analysis: GraphAnalysis, key: str, most: int = MOST) -> tuple[Link, ...]:
    """From the first supplier up to `key`: of a process its service, else the restoring."""
    return _nearest(_downwards(analysis, analysis.graph.index[key]), most)


def _nearest(chain: Iterator[Link], most: int) -> tuple[Link, ...]:
    """At most so many links, the far end first; a chain that goes on begins with a cut."""
    links: list[Link] = []
    for link in chain:
        if len(links) == most:
            links[-1] = replace(links[-1], kind="cut", step_s=0)
            break
        links.append(link)
    return tuple(reversed(links))


def _upwards(analysis: GraphAnalysis, node: int) -> Iterator[Link]:
    """Links of what is required, `node` first, the objective's owner last."""
    passes = analysis.passes
    layout, parts, required = passes.layout, passes.parts, passes.required
    while True:
        part, key = parts.of[node], layout.nodes[node].key
        at_s, edge = required.latest[part], required.edge[part]
        entry = required.holder[part] if edge == NOTHING else layout.needs[edge]
        if entry == NOTHING:
            return
        if entry != node:
            yield Link(key, at_s, "circle")
            node = entry
            continue
        if edge == NOTHING:
            yield Link(key, at_s, "start")
            return
        node = layout.dependent[edge]
        limit, work = required.latest[parts.of[node]], parts.work[parts.of[node]]
        if at_s > (limit - work if layout.serial[edge] else limit):
            yield Link(key, at_s, "bridged")
        elif layout.serial[edge]:
            yield Link(key, at_s, "serial", step_s=work)
        else:
            yield Link(key, at_s, "parallel")


def _downwards(analysis: GraphAnalysis, node: int) -> Iterator[Link]:
    """Links of what is waited for, `node` first, the first supplier last."""
    passes = analysis.passes
    layout, parts = passes.layout, passes.parts
    while True:
        part, key = parts.of[node], layout.nodes[node].key
        judged = passes.judged(part)
        at_s, edge = judged.at[part], judged.held[part]
        if edge == NOTHING:
            yield Link(key, at_s, "start", parts.work[part])
            return
        if layout.dependent[edge] != node:
            yield Link(key, at_s, "circle")
            node = layout.dependent[edge]
            continue
        work = parts.work[part] if layout.serial[edge] else 0
        node = layout.needs[edge]
        supplier = parts.of[node]
        if edge in passes.finishes.bridged and at_s - work < passes.judged(supplier).at[supplier]:
            yield Link(key, at_s, "bridged", work)
        else:
            yield Link(key, at_s, "serial" if layout.serial[edge] else "parallel", work)
