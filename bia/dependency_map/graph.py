"""The dependency map: what a user sees of the kept analysis, as plain nodes and edges."""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass, field
from datetime import datetime

from accounts.models import User
from bia.analysis.register import Named, Stated
from bia.analysis.sight import Sight
from bia.analysis.stored import Stored, stored
from bia.domain.graph.analysis import NodeResult
from bia.gaps.order import Standing, standing_of
from bia.node_links import page_of

Edge = Stated
SHARED = ("site", "supplier", "person", "team")


@dataclass(frozen=True)
class Node:
    """`key` as the API names nodes; `kind` is finer: application, data_set, site …

    `standing` is None for what no objective speaks of.
    """

    named: Named
    result: NodeResult
    standing: Standing | None
    stops: int

    @property
    def key(self) -> str:
        return self.named.key

    @property
    def code(self) -> str:
        return self.named.code

    @property
    def name(self) -> str:
        return self.named.name

    @property
    def kind(self) -> str:
        return self.named.kind

    @property
    def critical(self) -> bool:
        return self.named.critical

    @property
    def status(self) -> str | None:
        return None if self.standing is None else self.standing.status

    @property
    def url(self) -> str:
        return page_of(self.named)


@dataclass
class Graph:
    """What `sight` sees of the analysis `of`; an edge whose other end is hidden is left out."""

    of: Stored
    sight: Sight
    nodes: dict[str, Node] = field(default_factory=dict)
    edges: list[Edge] = field(default_factory=list)

    def neighbourhood(self, key: str, depth: int) -> Graph:
        """What is within `depth` steps of the node, in either direction, and its critical path.

        Sites and suppliers are shown but not walked through: everything stands somewhere.
        """
        beside: dict[str, list[str]] = defaultdict(list)
        for edge in self.edges:
            beside[edge.dependent].append(edge.needs)
            beside[edge.needs].append(edge.dependent)
        reached, waiting = {key: 0}, deque([key])
        while waiting:
            here = waiting.popleft()
            place = here.startswith(("site:", "supplier:")) and here != key
            if reached[here] == depth or place:
                continue
            for there in beside[here]:
                if there not in reached:
                    reached[there] = reached[here] + 1
                    waiting.append(there)
        reached |= dict.fromkeys(self.critical_path(key), depth)
        kept = {one: self.nodes[one] for one in self.nodes if one in reached}
        edges = [e for e in self.edges if e.dependent in kept and e.needs in kept]
        return Graph(self.of, self.sight, kept, edges)

    def needs_of(self, key: str) -> list[Edge]:
        return [edge for edge in self.edges if edge.dependent == key]

    def needed_by(self, key: str) -> list[Edge]:
        return [edge for edge in self.edges if edge.needs == key]

    def critical_path(self, key: str) -> list[str]:
        """Of what the map shows, first supplier first; `key` last."""
        return [one for one in self.of.analysis.critical_path(key) if one in self.nodes]


def read_graph(user: User, at: datetime) -> Graph:
    """Everything `user` may see, at the price of one query while nothing changes.

    Places, suppliers and people nothing hangs on say nothing on a map.
    """
    now = stored(at)
    sight = Sight(user, now.named)
    seen = {key for key in now.named if sight.sees(key)}
    edges = [e for e in now.register.stated if e.dependent in seen and e.needs in seen]
    touched = {end for edge in edges for end in (edge.dependent, edge.needs)}
    nodes = {
        key: _node(now, one)
        for key, one in now.named.items()
        if key in seen and (key in touched or one.kind not in SHARED)
    }
    return Graph(now, sight, nodes, edges)


def _node(now: Stored, one: Named) -> Node:
    return Node(
        one,
        now.analysis.nodes[one.key],
        standing_of(now, one.key),
        len(now.stops.get(one.key, ())),
    )
