"""The map picture: every node and need once, the status told by more than colour."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lib.chart_map import LOOKS, MapEdge, MapNode, dependency_map, fitting, wrapped
from lib.charts import svg

NODES = [
    MapNode("process:rescue", "Road rescue 道路救援", "rto_miss", "55 min / 15 min", True),
    MapNode("system:dispatch", "Dispatch <script>", "infeasible", "10 min / 5 min"),
    MapNode("system:network", "Network", "untested"),
    MapNode("site:a", "Computer room A"),
]
EDGES = [
    MapEdge("process:rescue", "system:dispatch"),
    MapEdge("system:dispatch", "system:network"),
    MapEdge("system:network", "site:a", hard=False),
    MapEdge("system:network", "system:ghost"),
]
LIT = {("process:rescue", "system:dispatch"), ("system:dispatch", "system:network")}


def spec(**options: Any) -> Any:
    words = {code: code for code in LOOKS}
    return dependency_map(NODES, EDGES, words=words, **options)


def of_mark(found: Any, kind: str) -> list[Any]:
    return [layer for layer in found["layer"] if layer["mark"]["type"] == kind]


def test_every_node_is_drawn_once() -> None:
    boxes = [row["full"] for layer in of_mark(spec(), "rect") for row in layer["data"]["values"]]
    assert sorted(boxes) == sorted(one.name for one in NODES)


def test_the_critical_path_is_lit_and_the_rest_is_not() -> None:
    lines = of_mark(spec(lit=LIT), "line")
    edges = {
        layer["mark"]["strokeWidth"]: {row["edge"] for row in layer["data"]["values"]}
        for layer in lines
    }
    assert edges == {2.8: {0, 1}, 1.1: {2}}


def test_a_need_of_something_that_is_not_shown_is_left_out() -> None:
    drawn = [row["edge"] for layer in of_mark(spec(), "line") for row in layer["data"]["values"]]
    assert 3 not in drawn


def test_a_status_is_told_by_its_sign_and_its_frame() -> None:
    assert len({look.sign for look in LOOKS.values()} | {look.dash for look in LOOKS.values()}) > 6
    kinds = {(look.sign, look.dash) for look in LOOKS.values()}
    assert len(kinds) == len(LOOKS)
    notes = [row["note"] for row in of_mark(spec(), "text")[0]["data"]["values"]]
    assert notes[0] == "× 55 min / 15 min"


def test_it_can_be_drawn_and_holds_no_markup_of_names() -> None:
    drawn = svg(spec(lit=LIT), width=960)
    assert drawn.startswith("<svg")
    assert "<script>" not in drawn
    assert "道路救援" in drawn


def test_nothing_is_a_picture_too() -> None:
    assert svg(dependency_map([], [], words={})).startswith("<svg")


def test_it_is_plain_json() -> None:
    assert json.loads(json.dumps(spec(lit=LIT))) == spec(lit=LIT)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Network", ["Network"]),
        ("Network operator of the city", ["Network", "operator of…"]),
        ("库存管理系统很长的名字一二三四五", ["库存管理系统很", "长的名字一二…"]),
        ("Unbreakablewordthatislong", ["Unbreakableword"[:12], "wordthatisl…"]),
    ],
)
def test_long_names_break_into_two_lines(text: str, lines: list[str]) -> None:
    assert wrapped(text, 88, 12)[0] == lines[0]
    assert len(wrapped(text, 88, 12)) == len(lines)


def test_what_does_not_fit_ends_with_an_ellipsis() -> None:
    assert fitting("short", 100, 12) == "short"
    assert fitting("a very long name indeed", 60, 12).endswith("…")
