"""What cannot be a graph is refused at its place (docs/method.md §16.1)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from bia.domain.errors import DomainError
from bia.domain.graph.checks import graph_of
from bia.domain.graph.model import GraphEdge, GraphNode, GraphWorkaround
from tests.bia.domain.graph.graphs import edges, process, system

THREE = [process(), system("A"), system("B")]


def refused(nodes: list[GraphNode], needed: list[GraphEdge]) -> tuple[str, str]:
    with pytest.raises(DomainError) as caught:
        graph_of(nodes, needed)
    assert caught.value.reason.text
    return caught.value.field, caught.value.reason.code.removeprefix("refused.")


def edge(**more: Any) -> list[GraphEdge]:
    return [GraphEdge("P", "A"), GraphEdge("P", "B", **more)]


@pytest.mark.parametrize(
    ("nodes", "field", "code"),
    [
        ([*THREE, system("A")], "nodes.3.key", "duplicate_key"),
        ([system("A", -1)], "nodes.0.restore_s", "negative"),
        ([process(rto_s=-1)], "nodes.0.rto_s", "negative"),
        ([process(mtd_s=10**13)], "nodes.0.mtd_s", "too_large"),
        ([process(measured_s=-1)], "nodes.0.measured_s", "negative"),
        ([process(mbco=Decimal("1.1"))], "nodes.0.mbco", "over_one"),
    ],
)
def test_an_impossible_node_is_refused(nodes: list[GraphNode], field: str, code: str) -> None:
    assert refused(nodes, []) == (field, code)


@pytest.mark.parametrize(
    ("needed", "field", "code"),
    [
        (edges("X A"), "edges.0.dependent", "unknown_key"),
        (edges("P A", "P X"), "edges.1.needs", "unknown_key"),
        (edges("P P"), "edges.0.needs", "self_edge"),
        (edges("P A", "P A"), "edges.1.needs", "duplicate_edge"),
        (
            edge(workaround=GraphWorkaround(10, 9)),
            "edges.1.workaround.endurance_s",
            "ends_before_start",
        ),
        (edge(workaround=GraphWorkaround(-1)), "edges.1.workaround.activation_s", "negative"),
        (
            edge(workaround=GraphWorkaround(1, None, Decimal(2))),
            "edges.1.workaround.capacity",
            "over_one",
        ),
        (edge(group_needs=1), "edges.1.group_needs", "no_group"),
        (edge(group="g", group_needs=2), "edges.1.group_needs", "group_too_small"),
        (edge(group="g", group_needs=0), "edges.1.group_needs", "empty_group"),
        (
            [
                GraphEdge("P", "A", group="g", group_needs=1),
                GraphEdge("P", "B", group="g", group_needs=2),
            ],
            "edges.1.group_needs",
            "contradictory_group",
        ),
    ],
)
def test_an_impossible_edge_is_refused(needed: list[GraphEdge], field: str, code: str) -> None:
    assert refused(THREE, needed) == (field, code)


def test_a_group_may_leave_out_that_it_needs_one() -> None:
    graph = graph_of(
        THREE, [GraphEdge("P", "A", group="g"), GraphEdge("P", "B", group="g", group_needs=1)]
    )
    assert len(graph.edges) == 2


def test_a_place_may_stand_beside_a_need() -> None:
    graph = graph_of(THREE, [GraphEdge("P", "A"), GraphEdge("P", "A", place=True)])
    assert len(graph.edges) == 2
