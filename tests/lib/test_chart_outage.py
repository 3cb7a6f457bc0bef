"""Pictures of an outage as specs."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from lib.chart_outage import cumulative_loss, state_timeline

LABELS = {
    one: one
    for one in (
        *("d", "h", "min", "from", "until", "process", "state", "loss", "variant"),
        *("down", "workaround", "reduced", "unstated", "rto", "mtd"),
    )
}


def values(layer: Any) -> Any:
    return layer["data"]["values"]


def test_each_state_has_its_own_height_and_bars_in_the_unit_of_the_axis() -> None:
    rows = [("Rescue", [(0, 1800, "down"), (1800, 7200, "workaround")]), ("Empty", [])]
    spec = state_timeline(rows=rows, horizon_s=10_800, labels=LABELS)
    down, workaround = spec["layer"][0], spec["layer"][1]
    assert [(one["x"], one["x2"], one["until"]) for one in values(down)] == [(0, 0.5, "0.5")]
    assert [(one["x"], one["x2"]) for one in values(workaround)] == [(0.5, 2)]
    assert down["mark"]["height"] != workaround["mark"]["height"]
    assert down["encoding"]["y"]["sort"] == ["Rescue", "Empty"]
    assert down["encoding"]["x"]["title"] == "h"


def test_a_bar_ends_with_the_picture() -> None:
    spec = state_timeline(rows=[("A", [(0, 900, "down")])], horizon_s=600, labels=LABELS)
    assert [(one["x"], one["x2"]) for one in values(spec["layer"][0])] == [(0, 10)]


def test_what_is_not_stated_is_in_the_legend_only_where_it_is_shown() -> None:
    rows = [("A", [(0, 900, "down"), (900, 3600, "unstated")])]
    spec = state_timeline(rows=rows, horizon_s=3600, labels=LABELS)
    assert [(one["x"], one["x2"]) for one in values(spec["layer"][3])] == [(15, 60)]
    colours = spec["layer"][0]["encoding"]["color"]["scale"]
    assert colours["domain"][-1] == "unstated"
    assert len(colours["range"]) == 4


def test_marks_stand_where_objectives_are_passed() -> None:
    marks = [("A", 900, "rto"), ("A", 1800, "mtd")]
    spec = state_timeline(rows=[("A", [])], horizon_s=3600, labels=LABELS, marks=marks, at_s=600)
    rto, mtd, moment = spec["layer"][3:]
    assert [(one["x"], one["mark"]) for one in values(rto)] == [(15, "rto")]
    assert [(one["x"], one["mark"]) for one in values(mtd)] == [(30, "mtd")]
    assert values(moment) == [{"x": 10}]


def test_two_variants_differ_in_dash_too() -> None:
    series = [("With", [(0, Decimal(0)), (86_400 * 4, Decimal(5))]), ("Without", [])]
    spec = cumulative_loss(series=series, horizon_s=86_400 * 4, labels=LABELS)
    line = spec["layer"][0]
    assert [(one["x"], one["y"]) for one in values(line)] == [(0, 0), (4, 5)]
    assert line["encoding"]["strokeDash"]["scale"]["domain"] == ["With", "Without"]
    assert line["encoding"]["x"]["title"] == "d"


def test_nothing_to_show_is_a_picture_too() -> None:
    assert state_timeline(rows=[], horizon_s=0, labels=LABELS)["height"] > 0
    spec = cumulative_loss(series=[("A", [(0, Decimal(0))])], horizon_s=0, labels=LABELS)
    assert "color" not in spec["layer"][0]["encoding"]
