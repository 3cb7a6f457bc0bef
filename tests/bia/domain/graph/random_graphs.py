"""Graphs of a few nodes with everything in them, for hypothesis."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import strategies as st

from bia.domain.graph.checks import graph_as_stored
from bia.domain.graph.model import Graph, GraphEdge, GraphNode, GraphWorkaround

MOST = 7
KINDS = ("process", "process", "system", "system", "site", "supplier")

seconds = st.integers(0, 100)
not_set = st.none()
workarounds = st.builds(
    lambda activation_s, more, capacity: GraphWorkaround(
        activation_s, None if more is None else activation_s + more, capacity
    ),
    st.integers(0, 60),
    not_set | st.integers(0, 120),
    not_set | st.sampled_from([Decimal(0), Decimal("0.5"), Decimal(1)]),
)


@st.composite
def nodes(draw: st.DrawFn, count: int) -> list[GraphNode]:
    return [
        GraphNode(
            key=f"n{number}",
            kind=draw(st.sampled_from(KINDS)),
            restore_s=draw(not_set | seconds),
            rto_s=draw(not_set | st.integers(0, 300)),
            mtd_s=draw(not_set | st.integers(0, 400)),
            mbco=draw(st.sampled_from([Decimal(1), Decimal("0.5")])),
            automatic=draw(st.booleans()),
            proven=draw(st.booleans()),
            measured_s=draw(not_set | seconds),
        )
        for number in range(count)
    ]


@st.composite
def graphs(draw: st.DrawFn, *, circles: bool = True) -> Graph:
    """Without `circles` a node only needs nodes of larger numbers."""
    count = draw(st.integers(1, MOST))
    pairs = [(a, b) for a in range(count) for b in range(count) if a != b and (circles or a < b)]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=14)) if pairs else []
    edges = [
        GraphEdge(
            f"n{a}",
            f"n{b}",
            mode=draw(st.sampled_from(["serial", "parallel"])),
            strength=draw(st.sampled_from(["hard", "hard", "hard", "degrading", "optional"])),
            workaround=draw(not_set | workarounds),
            group=draw(st.sampled_from(["", "", "g"])),
            place=draw(st.sampled_from([False, False, False, True])),
        )
        for a, b in chosen
    ]
    return graph_as_stored(draw(nodes(count)), _sized(draw, edges))


def _sized(draw: st.DrawFn, edges: list[GraphEdge]) -> list[GraphEdge]:
    """Each group needs some number of the members that carry times."""
    sizes: dict[str, int] = {}
    for edge in edges:
        if edge.group and edge.strength == "hard" and not edge.place:
            sizes[edge.dependent] = sizes.get(edge.dependent, 0) + 1
    wanted = {key: draw(st.integers(1, size)) for key, size in sizes.items()}
    return [
        GraphEdge(
            edge.dependent,
            edge.needs,
            edge.mode,
            edge.strength,
            edge.workaround,
            edge.group,
            wanted.get(edge.dependent) if edge.group else None,
            edge.place,
        )
        for edge in edges
    ]
