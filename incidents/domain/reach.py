"""Which processes a failed system takes along, and which may follow (docs/method.md §37.1)."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

Node = tuple[str, int]
"""Kind and id: ("system", 7), ("process", 3)."""


@dataclass(frozen=True)
class Edge:
    """`dependent` needs `needs`. Edges of one dependent and `group` are alternatives, of which
    `group_needs` must stand. One that is not `hard` slows down, it does not stop."""

    dependent: Node
    needs: Node
    hard: bool = True
    group: str = ""
    group_needs: int = 1


@dataclass(frozen=True)
class Reach:
    """`down` and `suspected`: node → the failed node it hangs on."""

    down: Mapping[Node, Node]
    suspected: Mapping[Node, Node]


def reach(failed: Sequence[Node], edges: Iterable[Edge]) -> Reach:
    """From the failed nodes, the gravest first: whoever needs what is down is down.

    Suspected is what is slowed, what has lost an alternative, and what hangs on one of those.
    """
    by: dict[Node, list[Edge]] = {}
    groups: dict[tuple[Node, str], set[Node]] = {}
    for edge in edges:
        by.setdefault(edge.needs, []).append(edge)
        if edge.group and edge.hard:
            groups.setdefault((edge.dependent, edge.group), set()).add(edge.needs)
    down: dict[Node, Node] = {node: node for node in failed}
    touched: dict[Node, Node] = {}
    waiting = deque(down)
    while waiting:
        node = waiting.popleft()
        for edge in by.get(node, ()):
            if edge.dependent in down:
                continue
            if edge.hard and not _stands(edge, groups, down):
                down[edge.dependent] = down[node]
                waiting.append(edge.dependent)
            else:
                touched.setdefault(edge.dependent, down[node])
    suspected = _onward({n: root for n, root in touched.items() if n not in down}, by, down)
    return Reach(down, suspected)


def _stands(
    edge: Edge, groups: Mapping[tuple[Node, str], set[Node]], down: Mapping[Node, Node]
) -> bool:
    """Enough alternatives of its group are left."""
    if not edge.group:
        return False
    members = groups[edge.dependent, edge.group]
    return sum(one not in down for one in members) >= edge.group_needs


def _onward(
    begin: Mapping[Node, Node], by: Mapping[Node, list[Edge]], down: Mapping[Node, Node]
) -> dict[Node, Node]:
    found = dict(begin)
    waiting = deque(found)
    while waiting:
        node = waiting.popleft()
        for edge in by.get(node, ()):
            if edge.hard and edge.dependent not in down and edge.dependent not in found:
                found[edge.dependent] = found[node]
                waiting.append(edge.dependent)
    return found
