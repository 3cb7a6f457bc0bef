"""The dependency map as a picture, for readers without JavaScript: the same the report prints."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial

from django.utils.translation import get_language

from bia.dependency_map.graph import Graph, Node
from bia.gaps.order import unheard
from lib.chart_map import LOOKS, MOST_NODES, MapEdge, MapNode, dependency_map
from lib.charts import Spec
from lib.durations import format_duration
from lib.statuses import STATUSES


def is_drawable(graph: Graph) -> bool:
    """Few enough nodes for one picture that can be read."""
    return 0 < len(graph.nodes) <= MOST_NODES


def map_picture(graph: Graph, lit: Collection[tuple[str, str]]) -> Spec:
    """Of what `graph` shows; `lit`: (dependent, needs) of the critical path."""
    nodes = [
        MapNode(one.key, one.name, one.status or "", _note(graph, one), one.kind == "process")
        for one in graph.nodes.values()
    ]
    edges = [
        MapEdge(one.dependent, one.needs, one.strength == "hard" and not one.implicit)
        for one in graph.edges
    ]
    words = {code: str(STATUSES[code].label) for code in LOOKS}
    return dependency_map(nodes, edges, lit=lit, words=words)


def _note(graph: Graph, one: Node) -> str:
    """When it is back, and when it is required."""
    required_s = one.result.required_s
    if required_s is None or unheard(graph.of, one.named):
        return ""
    words = partial(format_duration, language=get_language() or "en")
    counted = words(one.result.counted_s)
    if one.named.measured_s is None and one.result.unknown and one.result.counted_s:
        counted = f"≥\u00a0{counted}"
    stated = one.named.table == "process" or one.named.design_s is not None
    if not one.result.counted_s and (one.result.unknown or not stated):
        counted = "?"
    return f"{counted} / {words(required_s)}"
