"""Circles of the graph as one thing each: strongly connected components, suppliers first.

Rules: docs/method.md §16.4.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from bia.domain.graph.layout import Layout


@dataclass(frozen=True, slots=True)
class Components:
    """`members`: node numbers per component, in an order in which suppliers come first.

    `of`: each node's component; `below`: each edge's supplying component. `work`: seconds a
    component takes once it may start. `deadlocked`: components whose members wait for each
    other.
    """

    members: Sequence[Sequence[int]]
    of: list[int]
    below: list[int]
    work: list[int]
    deadlocked: frozenset[int]


def components_of(layout: Layout) -> Components:
    """Without recursion: time and memory grow with nodes and edges."""
    size = len(layout.nodes)
    if not size:
        return Components((), [], [], [], frozenset())
    dependent = np.array(layout.dependent, np.int64)
    needs = np.array(layout.needs, np.int64)
    starts = [edges.start for edges in layout.out]
    matrix = csr_matrix((np.ones(len(needs), np.int8), needs, [*starts, len(needs)]), (size, size))
    count, label = connected_components(matrix, directed=True, connection="strong")
    of = _places(count, label[dependent], label[needs])[label]
    by_place = np.argsort(of, kind="stable")
    first = np.searchsorted(of[by_place], np.arange(count))
    nodes, bounds = by_place.tolist(), [*first.tolist(), size]
    members = [tuple(nodes[start:end]) for start, end in pairwise(bounds)]
    work = np.maximum.reduceat(np.array(layout.own, np.int64)[by_place], first).tolist()
    inside = of[dependent] == of[needs]
    waits = inside & np.array(layout.serial, bool)
    deadlocked = frozenset(of[dependent[waits]].tolist())
    for number in deadlocked:
        work[number] = sum(layout.own[node] for node in members[number])
    return Components(members, of.tolist(), of[needs].tolist(), work, deadlocked)


def _places(count: int, above: np.ndarray, below: np.ndarray) -> np.ndarray:
    """Where each component stands in an order with suppliers first (Kahn)."""
    outside = above != below
    above, below = above[outside], below[outside]
    by_above = np.argsort(above, kind="stable")
    first = np.searchsorted(above[by_above], np.arange(count + 1)).tolist()
    leads_to = below[by_above].tolist()
    waiting = np.bincount(below, minlength=count).tolist()
    order = [part for part, dependents in enumerate(waiting) if not dependents]
    for part in order:  # grows while it is walked: dependents first
        for other in leads_to[first[part] : first[part + 1]]:
            waiting[other] -= 1
            if not waiting[other]:
                order.append(other)
    place = np.empty(count, np.int64)
    place[np.array(order, np.int64)] = np.arange(count - 1, -1, -1)
    return place
