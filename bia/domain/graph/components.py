"""Circles of the graph as one thing each: strongly connected components, suppliers first.

Rules: docs/method.md §16.4.
"""

from __future__ import annotations

from dataclasses import dataclass

from bia.domain.graph.layout import Layout


@dataclass(frozen=True, slots=True)
class Components:
    """`members`: node numbers per component, in an order in which suppliers come first.

    `of`: each node's component. `work`: seconds a component takes once it may start.
    `deadlocked`: components whose members wait for each other.
    """

    members: list[list[int]]
    of: list[int]
    work: list[int]
    deadlocked: frozenset[int]


def components_of(layout: Layout) -> Components:
    """Tarjan's algorithm without recursion: time and memory grow with nodes and edges."""
    members, of = _tarjan(layout.out, layout.needs)
    own, work, deadlocked = layout.own, [], set()
    for number, circle in enumerate(members):
        if len(circle) == 1:
            work.append(own[circle[0]])
        elif _waits_for_itself(layout, of, circle):
            deadlocked.add(number)
            work.append(sum(own[node] for node in circle))
        else:
            work.append(max(own[node] for node in circle))
    return Components(members, of, work, frozenset(deadlocked))


def _waits_for_itself(layout: Layout, of: list[int], circle: list[int]) -> bool:
    """A serial edge inside a circle: each waits until the other is up."""
    here = of[circle[0]]
    return any(
        layout.serial[edge] and of[layout.needs[edge]] == here
        for node in circle
        for edge in layout.out[node]
    )


def _tarjan(out: list[list[int]], needs: list[int]) -> tuple[list[list[int]], list[int]]:
    """A component is complete only after all it needs, so suppliers come out first."""
    count = len(out)
    seen = [0] * count  # 0: not yet; else the order in which it was met
    low = [0] * count
    of = [-1] * count
    open_nodes: list[int] = []
    found: list[list[int]] = []
    met = 0
    for root in range(count):
        if seen[root]:
            continue
        met += 1
        seen[root] = low[root] = met
        open_nodes.append(root)
        path = [(root, iter(out[root]))]
        while path:
            node, edges = path[-1]
            for edge in edges:
                below = needs[edge]
                if not seen[below]:
                    met += 1
                    seen[below] = low[below] = met
                    open_nodes.append(below)
                    path.append((below, iter(out[below])))
                    break
                if of[below] < 0 and seen[below] < low[node]:
                    low[node] = seen[below]
            else:
                path.pop()
                if path and low[node] < low[path[-1][0]]:
                    low[path[-1][0]] = low[node]
                if low[node] == seen[node]:
                    found.append(_closed(open_nodes, node, of, len(found)))
    return found, of


def _closed(open_nodes: list[int], root: int, of: list[int], number: int) -> list[int]:
    """Takes the component of `root` off the open nodes."""
    circle = []
    while True:
        node = open_nodes.pop()
        of[node] = number
        circle.append(node)
        if node == root:
            return circle
