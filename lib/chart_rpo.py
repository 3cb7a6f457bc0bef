"""How old the newest restorable state is, as a share of what may be lost: one bar a system.

Plain values and words in, a spec out; drawn on the page and in PDFs. The dashed line is the limit;
a sign and the times stand beside each bar, so nothing hangs on colour.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from lib.charts import LIMIT_COLOUR, PALETTE, QUIET, SCHEMA, Spec, base_config

ROW = 24
MOST_BARS = 30
# Bars end here, whatever the age: one backup forgotten for a year would flatten all others.
MOST_SHARE = 2.5
GOOD, BAD = PALETTE[2], LIMIT_COLOUR


@dataclass(frozen=True)
class Point:
    """`age_s` None: nothing can be restored; `required_s` None: nobody asks. Seconds."""

    name: str
    age_s: int | None
    required_s: int | None


def rpo_chart(
    points: Sequence[Point],
    *,
    words: Mapping[str, str],
    duration: Callable[[int], str],
    most: int = MOST_BARS,
) -> Spec:
    """The first `most` points from top to bottom. `words`: share, limit, age, required, nothing."""
    rows = [_row(at, point, words, duration) for at, point in enumerate(points[:most])]
    names = json.dumps([point.name for point in points[:most]], ensure_ascii=False)
    shares = [row["share"] for row in rows if isinstance(row["share"], float)]
    end = max([1.25, *shares]) * 1.45
    y = {
        "field": "row", "type": "ordinal", "title": None,
        "scale": {"domain": [row["row"] for row in rows]},
        "axis": {"labelExpr": f"{names}[datum.value]", "ticks": False, "domain": False,
                 "grid": False, "labelLimit": 280},
    }  # fmt: skip
    x = {
        "field": "share", "type": "quantitative", "title": words["share"],
        "scale": {"domain": [0, end], "nice": False},
        "axis": {"format": ".0%", "values": [0, 0.5, 1, 1.5, 2, 2.5], "grid": True},
    }  # fmt: skip
    bars = {
        "mark": {"type": "bar", "height": ROW - 9, "cornerRadius": 2},
        "encoding": {
            "x": x, "y": y,
            "color": {"field": "state", "type": "nominal", "legend": None,
                      "scale": {"domain": ["met", "missed", "none"], "range": [GOOD, BAD, QUIET]}},
            "tooltip": [{"field": "name", "title": " "},
                        {"field": "age", "title": words["age"]},
                        {"field": "required", "title": words["required"]}],
        },
    }  # fmt: skip
    told = {
        "mark": {"type": "text", "align": "left", "dx": 5, "fontSize": 11},
        "encoding": {"x": {"field": "share", "type": "quantitative"}, "y": y,
                     "text": {"field": "told"}, "color": {"value": QUIET}},
    }  # fmt: skip
    return {
        "$schema": SCHEMA, "width": "container", "height": max(ROW * len(rows), ROW),
        "autosize": {"type": "fit-x", "contains": "padding"},
        "padding": {"top": 20, "left": 4, "right": 12, "bottom": 4},
        "data": {"values": rows},
        "layer": [bars, told, _limit(words["limit"])],
        "config": base_config(),
    }  # fmt: skip


def _row(
    at: int, point: Point, words: Mapping[str, str], duration: Callable[[int], str]
) -> dict[str, object]:
    age_s, limit_s = point.age_s, point.required_s
    age = words["nothing"] if age_s is None else duration(age_s)
    required = "–" if limit_s is None else duration(limit_s)
    share, state, sign = 0.0, "none", "–"
    if age_s is None:
        state, sign = "missed", "✗"
    elif limit_s is not None:
        state = "met" if age_s <= limit_s else "missed"
        sign = "✓" if state == "met" else "✗"
        share = MOST_SHARE if not limit_s and age_s else min(age_s / (limit_s or 1), MOST_SHARE)
    return {
        "row": f"{at}", "name": point.name, "share": share, "state": state, "age": age,
        "required": required, "told": f"{sign} {age} / {required}",
    }  # fmt: skip


def _limit(label: str) -> Spec:
    x = {"field": "at", "type": "quantitative"}
    return {
        "data": {"values": [{"at": 1, "label": label}]},
        "layer": [
            {"mark": {"type": "rule", "color": QUIET, "strokeWidth": 2,
                      "strokeDash": [5, 3]}, "encoding": {"x": x}},
            {"mark": {"type": "text", "align": "center", "y": -9, "color": QUIET},
             "encoding": {"x": x, "text": {"field": "label"}}},
        ],
    }  # fmt: skip
