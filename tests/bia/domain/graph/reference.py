"""The rules of docs/method.md §16 written out as they are said, for graphs of a few nodes.

Slow, recursive and obvious: what the engine does in linear passes is compared with this.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

from bia.domain.graph.model import RESTORED, Graph, GraphEdge, GraphNode

Circle = frozenset[str]


@dataclass(frozen=True, eq=False)
class Reference:
    graph: Graph
    decision_s: int = 0

    @cached_property
    def node(self) -> dict[str, GraphNode]:
        return {node.key: node for node in self.graph.nodes}

    @cached_property
    def edges(self) -> list[GraphEdge]:
        return [e for e in self.graph.edges if e.strength == "hard" and not e.place]

    def reaches(self, start: str) -> set[str]:
        found, todo = {start}, [start]
        while todo:
            at = todo.pop()
            new = {e.needs for e in self.edges if e.dependent == at} - found
            found |= new
            todo += new
        return found

    @lru_cache  # noqa: B019
    def circle(self, key: str) -> Circle:
        return frozenset(other for other in self.reaches(key) if key in self.reaches(other))

    def inner(self, circle: Circle) -> list[GraphEdge]:
        return [e for e in self.edges if e.dependent in circle and e.needs in circle]

    def work(self, circle: Circle) -> int:
        own = [self.node[key].restore_s or 0 for key in circle]
        deadlock = len(circle) > 1 and any(e.mode == "serial" for e in self.inner(circle))
        return sum(own) if deadlock else max(own)

    @lru_cache  # noqa: B019
    def required(self, key: str) -> int | None:
        circle = self.circle(key)
        limits = [self.node[k].rto_s for k in circle]
        for edge in self.edges:
            if edge.needs in circle and edge.dependent not in circle:
                limits.append(self.handed_down(edge))
        known = [limit for limit in limits if limit is not None]
        return min(known) if known else None

    def handed_down(self, edge: GraphEdge) -> int | None:
        limit = self.required(edge.dependent)
        if limit is None:
            return None
        if edge.mode == "serial":
            limit -= self.work(self.circle(edge.dependent))
        if self.carries(edge):
            assert edge.workaround
            if edge.workaround.endurance_s is None:
                return None
            return max(limit, edge.workaround.endurance_s)
        return limit

    def carries(self, edge: GraphEdge) -> bool:
        way = edge.workaround
        if way is None or way.capacity is None:
            return False
        limit = self.required(edge.dependent)
        enough = way.capacity >= self.node[edge.dependent].mbco
        return enough and (limit is None or way.activation_s <= limit)

    @lru_cache  # noqa: B019
    def finish(self, key: str) -> int:
        return self.arrival(key, with_workarounds=False)

    @lru_cache  # noqa: B019
    def resumes(self, key: str) -> int:
        return self.arrival(key, with_workarounds=True)

    def arrival(self, key: str, *, with_workarounds: bool) -> int:
        circle = self.circle(key)
        start = max(self.start(self.node[k]) for k in circle)
        work = self.work(circle)
        found = [start + work]
        for k in circle:
            mine = [e for e in self.edges if e.dependent == k]
            times = {
                id(e): 0
                if e.needs in circle
                else self.supplier_at(e, with_workarounds=with_workarounds)
                + (work if e.mode == "serial" else 0)
                for e in mine
            }
            found += [times[id(e)] for e in mine if not e.group]
            for name in {e.group for e in mine if e.group}:
                members = [e for e in mine if e.group == name]
                wanted = members[0].group_needs or 1
                found.append(sorted(times[id(e)] for e in members)[wanted - 1])
        return max(found)

    def start(self, node: GraphNode) -> int:
        restored = node.restore_s is not None and (node.kind != "process" or node.restore_s > 0)
        return self.decision_s if restored and not node.automatic else 0

    def supplier_at(self, edge: GraphEdge, *, with_workarounds: bool) -> int:
        if not with_workarounds:
            return self.finish(edge.needs)
        both = self.node[edge.dependent].kind == "process" == self.node[edge.needs].kind
        at = self.resumes(edge.needs) if both else self.finish(edge.needs)
        return min(at, edge.workaround.activation_s) if self.bridges(edge, at) else at  # type: ignore[union-attr]

    def bridges(self, edge: GraphEdge, at: int) -> bool:
        way = edge.workaround
        return self.carries(edge) and (way.endurance_s is None or at <= way.endurance_s)  # type: ignore[union-attr]

    def may_be_longer(self, key: str) -> bool:
        """Something below, in whatever group, has no known duration."""
        return any(
            self.node[k].restore_s is None and self.node[k].kind in RESTORED
            for k in self.reaches(key)
        )

    def naive(self, key: str) -> tuple[int | None, int]:
        above = [k for k in self.node if key in self.reaches(k)]
        limits = [rto for k in above if (rto := self.node[k].rto_s) is not None]
        return (
            min(limits, default=None),
            max(self.node[k].restore_s or 0 for k in self.reaches(key)),
        )

    def cycles(self) -> set[tuple[tuple[str, ...], bool]]:
        circles = {self.circle(key) for key in self.node}
        return {
            (tuple(sorted(c)), any(e.mode == "serial" for e in self.inner(c)))
            for c in circles
            if len(c) > 1
        }
