"""The radar: where points lie, and what is drawn of what is not known."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from lib.chart_radar import place, radar
from lib.charts import svg

SPOKES = [("1", "Analysis"), ("2", "Objectives"), ("3", "Sites"), ("4", "Backups")]
WORDS = {"series": "Evaluation", "spoke": "Point", "share": "Met"}


def drawn(**series: list[Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = radar(spokes=SPOKES, series=series, words=WORDS)["layer"]
    return found


def test_spokes_go_clockwise_from_the_top() -> None:
    assert [place(number, 4, 1) for number in range(4)] == [(0, 1), (1, 0), (0, -1), (-1, 0)]


def test_a_line_is_closed_and_what_is_not_known_has_no_point() -> None:
    *_grid, _area, line, points = drawn(now=[Decimal(1), Decimal("0.5"), None, 0])
    rows = line["data"]["values"]
    assert [(one["x"], one["y"]) for one in rows] == [(0, 1), (0.5, 0), (0, 0), (0, 0), (0, 1)]
    assert [one["share"] for one in points["data"]["values"]] == ["100%", "50%", "0%"]


def test_series_differ_by_dash_and_shape_too() -> None:
    *_grid, _area, line, points = drawn(now=[1, 1, 1, 1], before=[0, 0, 0, 0])
    dashes = line["encoding"]["strokeDash"]["scale"]["range"]
    shapes = points["encoding"]["shape"]["scale"]["range"]
    assert (len(set(map(tuple, dashes))), len(set(shapes))) == (2, 2)


def test_it_can_be_drawn_for_paper() -> None:
    assert svg(radar(spokes=SPOKES, series={"now": [1, 0.5, None, 0]}, words=WORDS)).startswith(
        "<svg"
    )
