"""Hard needs of a graph, read once, and what an outage reaches. Rules: docs/method.md §19.1."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from bia.domain.graph.components import components_of
from bia.domain.graph.layout import layout_of
from bia.domain.graph.model import Graph, GraphEdge, GraphNode


class Needs:
    """`of`: hard edges by dependent; `by`: dependents by what they need; `standing`: what stands
    at a place or is hosted by a node. Degrading and optional edges carry no failure.
    """

    def __init__(self, graph: Graph) -> None:
        self.nodes: dict[str, GraphNode] = {node.key: node for node in graph.nodes}
        self.of: dict[str, list[GraphEdge]] = {}
        self.by: dict[str, list[str]] = {}
        self.standing: dict[str, list[str]] = {}
        for edge in graph.edges:
            if edge.place:
                self.standing.setdefault(edge.needs, []).append(edge.dependent)
            elif edge.strength == "hard":
                self.of.setdefault(edge.dependent, []).append(edge)
                self.by.setdefault(edge.needs, []).append(edge.dependent)
        keys = list(self.nodes)
        layout = layout_of(graph, 0)
        self.components = [
            [keys[at] for at in members] for members in components_of(layout).members
        ]

    def standing_at(self, named: Iterable[str]) -> set[str]:
        """The named nodes and everything that stands at one of them."""
        return _reached(named, self.standing)

    def hanging_on(self, failed: Iterable[str]) -> set[str]:
        """The failed nodes and all that needs one of them, alternatives or not."""
        return _reached(failed, self.by)

    def suppliers_first(self, wanted: Collection[str]) -> list[list[str]]:
        """`wanted` by components, each after every other it needs; circles are one component."""
        found = []
        for members in self.components:
            here = [key for key in members if key in wanted]
            if here:
                found.append(here)
        return found


def _reached(begin: Iterable[str], onward: Mapping[str, Sequence[str]]) -> set[str]:
    found = set(begin)
    waiting = list(found)
    while waiting:
        for key in onward.get(waiting.pop(), ()):
            if key not in found:
                found.add(key)
                waiting.append(key)
    return found
