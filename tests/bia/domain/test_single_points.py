"""Single points of failure, pairs and concentration: docs/method.md §17."""

from decimal import Decimal
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings

from bia.domain.graph.checks import graph_of
from bia.domain.graph.failure_pairs import Pairs, failure_pairs
from bia.domain.graph.failures import in_at_least, numbers
from bia.domain.graph.model import Graph, GraphEdge, GraphNode, GraphWorkaround
from bia.domain.graph.single_points import concentrations, single_points
from tests.amount import examples
from tests.bia.domain.recovery_graphs import after_sales, graphs


def plain(*keys: str) -> list[GraphNode]:
    return [GraphNode(key, "process" if key in "pq" else "system") for key in keys]


def group(dependent: str, *members: str, needs: int = 1) -> list[GraphEdge]:
    return [GraphEdge(dependent, key, group="g", group_needs=needs) for key in members]


def stands(graph: Graph, failed: set[str]) -> set[str]:
    """What is up, straight from the definition (§5.7): all is up until something says no."""
    up = {node.key for node in graph.nodes} - failed
    hard = [edge for edge in graph.edges if edge.strength == "hard"]
    while True:
        fallen = {
            edge.dependent
            for edge in hard
            if not edge.group and edge.needs not in up and edge.dependent in up
        }
        for dependent, name in {(e.dependent, e.group) for e in hard if e.group}:
            members = [e for e in hard if (e.dependent, e.group) == (dependent, name)]
            needs = min(members[0].group_needs or 1, len(members))
            if dependent in up and sum(e.needs in up for e in members) < needs:
                fallen.add(dependent)
        if not fallen:
            return up
        up -= fallen


@settings(max_examples=examples(300), deadline=None)
@given(graph=graphs() | graphs(any_circle=True))
def test_single_points_and_pairs_equal_brute_force(graph: Graph):
    keys = sorted(node.key for node in graph.nodes)
    found = single_points(graph)
    pairs = failure_pairs(found)
    for process in found.of:
        others = [key for key in keys if key != process]
        alone = tuple(key for key in others if process not in stands(graph, {key}))
        together = tuple(
            pair
            for pair in combinations([key for key in others if key not in alone], 2)
            if process not in stands(graph, set(pair))
        )
        assert found.of[process] == alone
        assert pairs[process] == Pairs(len(together), together)


def test_a_chain_is_single_points_all_the_way():
    graph = graph_of(plain("p", "a", "b"), [GraphEdge("p", "a"), GraphEdge("a", "b")])
    assert single_points(graph).of == {"p": ("a", "b")}


def test_alternatives_are_a_pair_and_what_both_need_is_a_single_point():
    edges = [*group("p", "a", "b"), GraphEdge("a", "c"), GraphEdge("b", "c")]
    found = single_points(graph_of(plain("p", "a", "b", "c"), edges))
    assert found.of == {"p": ("c",)}
    assert failure_pairs(found) == {"p": Pairs(1, (("a", "b"),))}


def test_two_of_three_fall_with_any_two():
    found = single_points(graph_of(plain("p", "a", "b", "c"), group("p", "a", "b", "c", needs=2)))
    assert found.of == {"p": ()}
    assert failure_pairs(found)["p"].shown == (("a", "b"), ("a", "c"), ("b", "c"))


def test_three_of_three_are_single_points():
    graph = graph_of(plain("p", "a", "b", "c"), group("p", "a", "b", "c", needs=3))
    assert single_points(graph).of == {"p": ("a", "b", "c")}


def test_only_hard_needs_count_and_places_are_some():
    edges = [
        GraphEdge("p", "a", strength="degrading"),
        GraphEdge("p", "b", strength="optional"),
        GraphEdge("p", "c", place=True),
    ]
    assert single_points(graph_of(plain("p", "a", "b", "c"), edges)).of == {"p": ("c",)}


def test_members_of_a_circle_hold_each_other_up():
    edges = [GraphEdge("p", "a"), GraphEdge("a", "b"), GraphEdge("b", "a")]
    assert single_points(graph_of(plain("p", "a", "b"), edges)).of == {"p": ("a", "b")}


def test_a_process_may_be_the_single_point_of_another():
    graph = graph_of(plain("p", "q", "a"), [GraphEdge("p", "q"), GraphEdge("q", "a")])
    assert single_points(graph).of == {"p": ("a", "q"), "q": ("a",)}


def test_a_workaround_is_told_but_takes_no_single_point_away():
    bridge = GraphWorkaround(60, 3600, Decimal(1))
    edges = [GraphEdge("p", "a", workaround=bridge), GraphEdge("a", "b"), GraphEdge("p", "c")]
    found = single_points(graph_of(plain("p", "a", "b", "c"), edges), {"p": 60})
    assert found.of == {"p": ("a", "b", "c")}
    assert found.bridged == {"p": frozenset({"a", "b"})}


@pytest.mark.parametrize(
    "bridge",
    [GraphWorkaround(60, 3600, Decimal("0.9")), GraphWorkaround(60, 3600), GraphWorkaround(61)],
)
def test_a_workaround_too_weak_or_too_late_bridges_nothing(bridge: GraphWorkaround):
    graph = graph_of(plain("p", "a"), [GraphEdge("p", "a", workaround=bridge)])
    assert single_points(graph, {"p": 60}).bridged == {"p": frozenset()}


def test_concentration_adds_up_the_loss_of_what_stops():
    edges = [GraphEdge("p", "a"), GraphEdge("q", "a"), GraphEdge("q", "b"), GraphEdge("q", "c")]
    found = single_points(graph_of(plain("p", "q", "a", "b", "c"), edges))
    ranking = concentrations(found, {"p": Decimal("1.5"), "q": Decimal(4)}, critical={"q"})
    assert [(one.node, one.loss_per_hour, one.processes, one.critical) for one in ranking] == [
        ("a", Decimal("5.5"), ("p", "q"), ("q",)),
        ("b", Decimal(4), ("q",), ("q",)),
        ("c", Decimal(4), ("q",), ("q",)),
    ]


def test_without_losses_the_critical_ones_decide_then_the_number():
    edges = [GraphEdge("p", "a"), GraphEdge("q", "b"), GraphEdge("p", "c"), GraphEdge("q", "c")]
    found = single_points(graph_of(plain("p", "q", "a", "b", "c"), edges))
    ranking = concentrations(found, critical={"q"})
    assert [(one.node, one.loss_per_hour) for one in ranking] == [
        ("c", None), ("b", None), ("a", None),
    ]  # fmt: skip


def test_the_sample_hangs_on_its_database_and_network():
    found = single_points(after_sales())
    assert [(one.node, len(one.processes)) for one in concentrations(found)[:3]] == [
        ("system:database", 8), ("system:network", 8), ("system:iam", 7),
    ]  # fmt: skip
    assert found.of["process:repair"] == (
        "system:database", "system:iam", "system:inventory", "system:network", "system:workorder",
    )  # fmt: skip


def test_pairs_are_counted_beyond_those_spelled_out():
    keys = [f"a{at}" for at in range(10)]
    graph = graph_of(plain("p", *keys), group("p", *keys, needs=9))
    pairs = failure_pairs(single_points(graph), most=3)["p"]
    assert (pairs.total, pairs.shown) == (45, (("a0", "a1"), ("a0", "a2"), ("a0", "a3")))


def test_a_chain_of_ten_thousand_needs_no_recursion():
    nodes = [GraphNode("p", "process"), *(GraphNode(f"n{at}", "system") for at in range(9_999))]
    edges = [GraphEdge(one.key, other.key) for one, other in pairwise(nodes)]
    assert len(single_points(graph_of(nodes, edges)).of["p"]) == 9_999


def test_bits_that_stand_in_enough_sets():
    assert in_at_least(2, [0b011, 0b110, 0b100]) == 0b110
    assert numbers(0b1010) == [1, 3]
    assert numbers(0) == []
