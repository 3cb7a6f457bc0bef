"""Graphs of the tests: golden requests as domain values, and a short way to write small ones."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from bia.domain.graph.checks import graph_of
from bia.domain.graph.model import Graph, GraphEdge, GraphNode, GraphWorkaround

GOLDEN: dict[str, Any] = json.loads(
    (Path(__file__).parents[3] / "golden" / "graph.json").read_text(encoding="utf-8")
)
del GOLDEN["$comment"]


def graph_of_request(request: dict[str, Any]) -> Graph:
    return graph_of(
        [GraphNode(**node) for node in request["nodes"]],
        [edge_of_request(**edge) for edge in request["edges"]],
    )


def edge_of_request(*, workaround: dict[str, Any] | None = None, **edge: Any) -> GraphEdge:
    if workaround is None:
        return GraphEdge(**edge)
    capacity = Decimal(workaround["capacity"])
    return GraphEdge(**edge, workaround=GraphWorkaround(**{**workaround, "capacity": capacity}))


def process(key: str = "P", rto_s: int | None = None, **more: Any) -> GraphNode:
    return GraphNode(key, "process", rto_s=rto_s, **more)


def system(key: str, restore_s: int | None = None, **more: Any) -> GraphNode:
    return GraphNode(key, "system", restore_s, **more)


def edges(*pairs: str, **more: Any) -> list[GraphEdge]:
    """ "P A" is P needs A."""
    return [GraphEdge(*pair.split(), **more) for pair in pairs]


def bridge(activation_s: int, endurance_s: int | None, capacity: str | None = "1") -> Any:
    return GraphWorkaround(
        activation_s, endurance_s, None if capacity is None else Decimal(capacity)
    )
