"""Columns by longest path, few crossings, nothing on top of another."""

from __future__ import annotations

from itertools import pairwise

from lib.layered_layout import layered


def test_an_edge_leads_to_the_right_by_the_longest_way() -> None:
    found = layered(["a", "b", "c"], [("a", "b"), ("b", "c"), ("a", "c")])
    assert {name: column for name, (column, _y) in found.places.items()} == {
        "a": 0, "b": 1, "c": 2,
    }  # fmt: skip
    assert found.columns == 3


def test_a_long_edge_bends_through_the_columns_between() -> None:
    found = layered(["a", "b", "c"], [("a", "b"), ("b", "c"), ("a", "c")])
    route = found.routes["a", "c"]
    assert [x for x, _y in route] == [0, 1, 2]
    assert route[1][1] != found.places["b"][1]


def test_a_cycle_has_a_picture_too() -> None:
    found = layered(["a", "b"], [("a", "b"), ("b", "a")])
    assert sorted(column for column, _y in found.places.values()) == [0, 1]
    assert found.routes["a", "b"] == found.routes["b", "a"][::-1]


def test_what_needs_itself_or_nothing_known_is_left_out() -> None:
    found = layered(["a"], [("a", "a"), ("a", "ghost")])
    assert found.routes == {}
    assert found.places == {"a": (0, 0.0)}


def test_nothing_is_something() -> None:
    assert layered([], []).columns == 0


def test_nodes_of_a_column_keep_their_distance() -> None:
    names = [f"n{at}" for at in range(12)]
    found = layered(names, [("n0", name) for name in names[1:]])
    heights = sorted(y for column, y in found.places.values() if column == 1)
    assert all(b - a >= 1 - 1e-9 for a, b in pairwise(heights))


def test_two_edges_do_not_cross_when_they_need_not() -> None:
    found = layered(["a", "b", "x", "y"], [("a", "y"), ("b", "x")])
    at = {name: y for name, (_column, y) in found.places.items()}
    assert (at["a"] < at["b"]) == (at["y"] < at["x"])


def test_what_is_not_pinned_stands_next_to_where_it_leads() -> None:
    edges = [("p", "a"), ("a", "b"), ("b", "c"), ("lone", "c")]
    found = layered(["p", "a", "b", "c", "lone"], edges, ["p"])
    assert found.places["lone"][0] == found.places["b"][0] == 2


def test_equal_questions_have_equal_answers() -> None:
    nodes = [f"n{at}" for at in range(30)]
    edges = [(nodes[at], nodes[(at * 7 + 3) % 30]) for at in range(30)]
    assert layered(nodes, edges) == layered(nodes, edges)


def test_a_long_chain_needs_no_recursion() -> None:
    nodes = [str(at) for at in range(3_000)]
    found = layered(nodes, list(pairwise(nodes)))
    assert found.columns == 3_000
