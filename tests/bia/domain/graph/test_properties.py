"""What holds for every graph (docs/method.md §16): compared with the rules written out."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from bia.domain.graph.analysis import GraphAnalysis, analyse
from bia.domain.graph.because import because
from bia.domain.graph.checks import graph_as_stored
from bia.domain.graph.model import Graph, GraphEdge
from tests.amount import examples
from tests.bia.domain.graph.graphs import process, system
from tests.bia.domain.graph.random_graphs import graphs
from tests.bia.domain.graph.reference import Reference

many = settings(max_examples=examples(100), deadline=None)
decisions = st.sampled_from([0, 0, 20])
OPEN = 10**9


@many
@given(graph=graphs(), decision_s=decisions)
def test_the_passes_follow_the_rules(graph: Graph, decision_s: int) -> None:
    found = analyse(graph, decision_s=decision_s)
    told = Reference(graph, decision_s)
    for key, one in found.nodes.items():
        assert one.required_s == told.required(key)
        assert one.finish_s == told.finish(key)
        assert one.resumes_s == told.resumes(key)
        assert (one.naive_required_s, one.naive_finish_s) == told.naive(key)
        if one.unknown:
            assert told.may_be_longer(key)
    assert {(one.members, one.deadlock) for one in found.cycles} == told.cycles()


@many
@given(graph=graphs(), decision_s=decisions)
def test_times_are_within_their_bounds(graph: Graph, decision_s: int) -> None:
    for node, one in zip(
        graph.nodes, analyse(graph, decision_s=decision_s).nodes.values(), strict=True
    ):
        assert one.finish_s >= (node.restore_s or 0)
        assert one.resumes_s <= one.finish_s
        assert node.rto_s is None or limit(one.required_s) <= node.rto_s


@many
@given(graph=graphs(circles=False), data=st.data())
def test_another_edge_makes_nothing_earlier_and_nothing_looser(
    graph: Graph, data: st.DataObject
) -> None:
    """An edge that closes no circle: a circle counts as one thing, whose rules are others."""
    free = [
        (a.key, b.key)
        for at, a in enumerate(graph.nodes)
        for b in graph.nodes[at + 1 :]
        if not any((e.dependent, e.needs) == (a.key, b.key) for e in graph.edges)
    ]
    if free:
        pair = data.draw(st.sampled_from(free))
        edge = GraphEdge(*pair, mode=data.draw(st.sampled_from(["serial", "parallel"])))
        more = graph_as_stored(graph.nodes, (*graph.edges, edge))
        assert_stricter(analyse(more), analyse(graph))


@many
@given(graph=graphs(), data=st.data())
def test_a_longer_restore_makes_nothing_earlier_and_nothing_looser(
    graph: Graph, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(graph.nodes) - 1))
    node = graph.nodes[at]
    if node.restore_s is not None:
        longer = replace(node, restore_s=node.restore_s + data.draw(st.integers(1, 50)))
        nodes = (*graph.nodes[:at], longer, *graph.nodes[at + 1 :])
        assert_stricter(analyse(graph_as_stored(nodes, graph.edges)), analyse(graph))


@many
@given(graph=graphs(), decision_s=decisions, seed=st.randoms())
def test_the_order_of_the_input_does_not_matter(
    graph: Graph, decision_s: int, seed: Random
) -> None:
    nodes, edges = list(graph.nodes), list(graph.edges)
    seed.shuffle(nodes)
    seed.shuffle(edges)
    again = analyse(graph_as_stored(nodes, edges), decision_s=decision_s)
    found = analyse(graph, decision_s=decision_s)
    assert again.nodes == found.nodes
    assert again.cycles == found.cycles


@many
@given(graph=graphs(), decision_s=decisions)
def test_suppliers_come_first_and_paths_end(graph: Graph, decision_s: int) -> None:
    found = analyse(graph, decision_s=decision_s)
    place = {key: at for at, key in enumerate(found.order)}
    circle = {key: one.members for one in found.cycles for key in one.members}
    for edge in graph.edges:
        if edge.strength == "hard" and not edge.place:
            together = edge.needs in circle.get(edge.dependent, ())
            assert together or place[edge.needs] < place[edge.dependent]
    for key in found.nodes:
        path = found.critical_path(key)
        assert path[-1] == key
        assert len(set(path)) == len(path)
        assert all(reason.text for reason in because(found, key))


@many
@given(
    own=st.lists(st.integers(0, 100), min_size=1, max_size=8),
    rto_s=st.integers(0, 500),
    decision_s=decisions,
)
def test_slack_is_the_same_along_a_single_chain(
    own: list[int], rto_s: int, decision_s: int
) -> None:
    keys = ["P", *(f"s{number}" for number in range(len(own)))]
    nodes = [process(rto_s=rto_s)] + [system(*one) for one in zip(keys[1:], own, strict=True)]
    chain = [GraphEdge(a, b) for a, b in pairwise(keys)]
    found = analyse(graph_as_stored(nodes, chain), decision_s=decision_s)
    assert {one.slack_s for one in found.nodes.values()} == {rto_s - sum(own) - decision_s}


def assert_stricter(more: GraphAnalysis, than: GraphAnalysis) -> None:
    for key, before in than.nodes.items():
        after = more.nodes[key]
        assert after.finish_s >= before.finish_s
        assert after.resumes_s >= before.resumes_s
        assert limit(after.required_s) <= limit(before.required_s)
        assert after.naive_finish_s >= before.naive_finish_s
        assert limit(after.naive_required_s) <= limit(before.naive_required_s)


def limit(required_s: int | None) -> int:
    return OPEN if required_s is None else required_s
