"""The rule most tools and auditors know, for comparison (docs/method.md §16.6).

Every supplier must be as quick as what depends on it, and all is restored at the same time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bia.domain.graph.components import Components
from bia.domain.graph.layout import Layout
from bia.domain.graph.requirement import OPEN

NaiveStatus = Literal["no_target", "mtd_breach", "rto_miss", "met"]


@dataclass(frozen=True, slots=True)
class Naive:
    """By component: the shortest RTO at or above it, the longest own duration at or below it."""

    latest: list[int]
    at: list[int]


def naive(layout: Layout, parts: Components) -> Naive:
    """No order, no decision, no workaround, no alternative: minimum down, maximum up."""
    nodes, own, parts_below = layout.nodes, layout.own, parts.below
    latest: list[int] = []
    at = [0] * len(parts.members)
    for number, members in enumerate(parts.members):
        slowest, strictest = 0, OPEN
        for node in members:
            slowest = max(slowest, own[node])
            rto_s = nodes[node].rto_s
            if rto_s is not None and rto_s < strictest:
                strictest = rto_s
            for edge in layout.out[node]:
                below = parts_below[edge]
                if at[below] > slowest:
                    slowest = at[below]
        at[number] = slowest
        latest.append(strictest)
    for number in range(len(latest) - 1, -1, -1):
        strictest = latest[number]
        if strictest == OPEN:
            continue
        for node in parts.members[number]:
            for edge in layout.out[node]:
                below = parts_below[edge]
                if strictest < latest[below]:
                    latest[below] = strictest
    return Naive(latest, at)


def naive_status(required_s: int | None, finish_s: int, mtd_s: int | None) -> NaiveStatus:
    """The verdict of somebody who compares times and looks at no order."""
    if required_s is None:
        return "no_target"
    if mtd_s is not None and finish_s > mtd_s:
        return "mtd_breach"
    return "rto_miss" if finish_s > required_s else "met"
