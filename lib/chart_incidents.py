"""Pictures of incidents: how many a month, how long until restored, how available systems were.

Plain values and words in, a spec out, for pages and PDFs alike. Grades stand as letters in their
bars, medians and p90 differ in dash and shape, availability has its figure beside the mark.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from lib.charts import LIMIT_COLOUR, PALETTE, QUIET, SCHEMA, Spec, base_config

ROW = 26
MONTHS_AXIS = {"labelAngle": 0, "labelOverlap": "greedy", "labelSeparation": 6}
MOST_SYSTEMS = 25
# From the worst grade to the mildest, and one for "not graded".
GRADE_COLOURS = ["#b3261e", "#d17a1f", "#a58e14", "#2f7ed8", QUIET]


@dataclass(frozen=True)
class MonthSpread:
    """`median_s` and `p90_s` None: nothing was restored in that month."""

    month: str
    count: int
    median_s: int | None
    p90_s: int | None


@dataclass(frozen=True)
class SystemShare:
    name: str
    percent: Decimal
    is_met: bool


def months_chart(
    counts: Mapping[tuple[str, str], int],
    *,
    months: Sequence[str],
    grades: Sequence[str],
    words: Mapping[str, str],
) -> Spec:
    """Incidents by month, stacked by grade. `counts`: (month, grade) → how many.

    `words`: month, count, grade, none (the name of the grade "").
    """
    names = [grade or words["none"] for grade in grades]
    order = {grade: place for place, grade in enumerate(grades)}
    rows = [
        {"month": month, "grade": grade or words["none"], "count": count, "order": order[grade]}
        for (month, grade), count in sorted(counts.items())
        if grade in order and month in months
    ]
    x = {"field": "month", "type": "ordinal", "title": words["month"], "axis": MONTHS_AXIS,
         "scale": {"domain": list(months)}}  # fmt: skip
    totals = [sum(n for (one, _grade), n in counts.items() if one == month) for month in months]
    y = {
        "field": "count", "type": "quantitative", "title": words["count"], "stack": "zero",
        "axis": {"format": "d", "tickMinStep": 1}, "scale": {"domain": [0, max([1, *totals])]},
    }  # fmt: skip
    order_by = {"field": "order", "type": "quantitative"}
    bars = {
        "mark": {"type": "bar", "cornerRadius": 2, "stroke": "#ffffff", "strokeWidth": 1},
        "encoding": {
            "x": x, "y": y, "order": order_by,
            "color": {"field": "grade", "type": "nominal", "title": None,
                      "scale": {"domain": names, "range": _colours(grades)}},
            "tooltip": [{"field": "month", "title": words["month"]},
                        {"field": "grade", "title": words["grade"]},
                        {"field": "count", "title": words["count"]}],
        },
    }  # fmt: skip
    letters = {
        "mark": {"type": "text", "color": "#ffffff", "fontWeight": "bold", "baseline": "middle"},
        "encoding": {
            "x": x, "order": order_by, "text": {"field": "grade"},
            "y": {**y, "bandPosition": 0.5}, "detail": {"field": "grade"},
        },
    }  # fmt: skip
    return _chart([bars, letters], rows, height=220)


def spreads_chart(
    rows: Sequence[MonthSpread], *, words: Mapping[str, str], duration: Callable[[int], str]
) -> Spec:
    """Time to restore by month: the median, what nine in ten stayed within, and how many.

    `words`: month, time (title of the axis, in hours), median, p90, count.
    """
    known = [
        {"month": one.month, "what": words[what], "hours": seconds / 3600, "n": one.count,
         "time": duration(seconds)}
        for one in rows
        for what, seconds in (("median", one.median_s), ("p90", one.p90_s))
        if seconds is not None
    ]  # fmt: skip
    kinds = [words["median"], words["p90"]]
    x = {"field": "month", "type": "ordinal", "title": words["month"], "axis": MONTHS_AXIS,
         "scale": {"domain": [one.month for one in rows]}}  # fmt: skip
    y = {"field": "hours", "type": "quantitative", "title": words["time"],
         "scale": {"zero": True}}  # fmt: skip
    what = {"field": "what", "type": "nominal", "title": None}
    lines = {
        "mark": {"type": "line", "strokeWidth": 2, "point": {"size": 55, "filled": True}},
        "encoding": {
            "x": x, "y": y,
            "color": {**what, "scale": {"domain": kinds, "range": [PALETTE[0], PALETTE[1]]}},
            "strokeDash": {**what, "scale": {"domain": kinds, "range": [[1, 0], [5, 4]]}},
            "shape": {**what, "scale": {"domain": kinds, "range": ["circle", "diamond"]}},
            "tooltip": [{"field": "month", "title": words["month"]},
                        {"field": "what", "title": " "},
                        {"field": "time", "title": words["time"]},
                        {"field": "n", "title": words["count"]}],
        },
    }  # fmt: skip
    counts = {
        "transform": [{"filter": f"datum.what === {json.dumps(words['p90'], ensure_ascii=False)}"},
                      {"calculate": "'n=' + datum.n", "as": "label"}],
        "mark": {"type": "text", "dy": -12, "color": QUIET},
        "encoding": {"x": x, "y": y, "text": {"field": "label"}},
    }  # fmt: skip
    return _chart([lines, counts], known, height=220)


def availability_chart(
    rows: Sequence[SystemShare],
    *,
    target: Decimal,
    words: Mapping[str, str],
    most: int = MOST_SYSTEMS,
) -> Spec:
    """The least available systems against the target. `words`: percent, target, met, missed."""
    shown = list(rows[:most])
    names = json.dumps([one.name for one in shown], ensure_ascii=False)
    least = min([float(one.percent) for one in shown] + [float(target)])
    low = max(0.0, least - max((100 - least) * 0.15, 0.05))
    values = [
        {"row": f"{place}", "name": one.name, "percent": float(one.percent),
         "label": f"{one.percent.normalize():f} %", "low": low,
         "state": words["met"] if one.is_met else words["missed"]}
        for place, one in enumerate(shown)
    ]  # fmt: skip
    y = {
        "field": "row", "type": "ordinal", "title": None,
        "scale": {"domain": [row["row"] for row in values]},
        "axis": {"labelExpr": f"{names}[datum.value]", "ticks": False, "domain": False,
                 "labelLimit": 240},
    }  # fmt: skip
    end = 100 + (100 - low) * 0.45
    x = {"field": "percent", "type": "quantitative", "title": words["percent"],
         "scale": {"domain": [low, end], "nice": False, "zero": False},
         "axis": {"labelExpr": "datum.value > 100 ? '' : datum.label"}}  # fmt: skip
    state = {"field": "state", "type": "nominal", "title": None}
    kinds = [words["met"], words["missed"]]
    stems = {
        "mark": {"type": "rule", "strokeWidth": 2, "color": QUIET, "opacity": 0.5},
        "encoding": {"x": {**x, "field": "low"}, "x2": {"field": "percent"}, "y": y},
    }
    dots = {
        "mark": {"type": "point", "filled": True, "size": 120, "opacity": 1},
        "encoding": {
            "x": x, "y": y,
            "color": {**state, "scale": {"domain": kinds, "range": [PALETTE[2], LIMIT_COLOUR]}},
            "shape": {**state, "scale": {"domain": kinds, "range": ["circle", "triangle-down"]}},
            "tooltip": [{"field": "name", "title": " "},
                        {"field": "label", "title": words["percent"]},
                        {"field": "state", "title": " "}],
        },
    }  # fmt: skip
    figures = {
        "mark": {"type": "text", "align": "left", "dx": 9, "color": QUIET},
        "encoding": {"x": x, "y": y, "text": {"field": "label"}},
    }
    line = {
        "data": {"values": [{"percent": float(target), "label": words["target"]}]},
        "mark": {"type": "rule", "color": LIMIT_COLOUR, "strokeDash": [4, 3], "strokeWidth": 2},
        "encoding": {"x": x},
    }
    told = {
        "data": {"values": [{"percent": float(target), "label": words["target"]}]},
        "mark": {"type": "text", "color": LIMIT_COLOUR, "y": -8, "fontWeight": "bold"},
        "encoding": {"x": x, "text": {"field": "label"}},
    }
    return _chart([stems, line, told, dots, figures], values, height=ROW * len(values) + 60)


def _colours(grades: Sequence[str]) -> list[str]:
    """By the grade's place; "" is always the quiet one."""
    return [
        QUIET if not grade else GRADE_COLOURS[min(place, len(GRADE_COLOURS) - 2)]
        for place, grade in enumerate(grades)
    ]


def _chart(layers: list[Spec], values: list[Spec], *, height: int) -> Spec:
    return {
        "$schema": SCHEMA, "width": "container", "height": height,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "padding": {"top": 20, "left": 4, "right": 12, "bottom": 4},
        "data": {"values": values}, "layer": layers, "config": base_config(),
    }  # fmt: skip
