"""When things were planned and when they came: one row each, a hollow mark and a filled one.

Plain values and words in, a spec out; drawn on the page and in PDFs. Planned is a hollow circle,
actual a filled diamond, with a line between: nothing hangs on colour alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from lib.charts import LIMIT_COLOUR, PALETTE, QUIET, SCHEMA, Spec, base_config

ROW = 28
STEPS_S = (60, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 43_200, 86_400)
MOST_TICKS = 7
# Of more than so many rows a picture shows nothing; a table does.
MOST_ROWS = 60


@dataclass(frozen=True)
class Step:
    """`actual_s` None: it never came."""

    name: str
    planned_s: int
    actual_s: int | None


def course_spec(
    steps: Sequence[Step],
    *,
    words: Mapping[str, str],
    duration: Callable[[int], str],
    late_after_s: int = 60,
) -> Spec:
    """`words`: time, step, planned, actual, late, never; `duration` writes whole seconds."""
    rows = [
        {
            "row": f"{place}", "name": one.name, "planned": one.planned_s,
            "actual": one.actual_s,
            "kind": _kind(one, words, late_after_s),
            "planned_words": duration(one.planned_s),
            "actual_words": words["never"] if one.actual_s is None else duration(one.actual_s),
        }
        for place, one in enumerate(steps[:MOST_ROWS])
    ]  # fmt: skip
    end_s = max([60, *(one.planned_s for one in steps), *(one.actual_s or 0 for one in steps)])
    names = json.dumps([row["name"] for row in rows], ensure_ascii=False)
    y = {
        "field": "row", "type": "ordinal", "title": None,
        "scale": {"domain": [row["row"] for row in rows]},
        "axis": {"labelExpr": f"{names}[datum.value]", "ticks": False, "domain": False,
                 "grid": True, "labelLimit": 220},
    }  # fmt: skip
    x = {
        "field": "planned", "type": "quantitative", "title": words["time"],
        "scale": {"domain": [-end_s * 0.02, end_s * 1.05], "nice": False},
        "axis": _axis(end_s, duration),
    }  # fmt: skip
    tooltip = [
        {"field": "name", "title": words["step"]},
        {"field": "planned_words", "title": words["planned"]},
        {"field": "actual_words", "title": words["actual"]},
    ]
    kinds = [words["actual"], words["late"], words["never"]]
    line = {
        "mark": {"type": "rule", "color": QUIET, "strokeWidth": 2},
        "transform": [{"filter": "isValid(datum.actual)"}],
        "encoding": {"x": x, "x2": {"field": "actual"}, "y": y},
    }
    planned = {
        "mark": {"type": "point", "shape": "circle", "size": 170, "filled": False, "opacity": 1,
                 "strokeWidth": 2, "color": PALETTE[0]},
        "encoding": {"x": x, "y": y, "tooltip": tooltip},
    }  # fmt: skip
    actual = {
        "mark": {"type": "point", "filled": True, "opacity": 1, "size": 80},
        "transform": [{"filter": "isValid(datum.actual)"}],
        "encoding": {
            "x": {**x, "field": "actual"}, "y": y, "tooltip": tooltip,
            "shape": {"field": "kind", "type": "nominal", "legend": None,
                      "scale": {"domain": kinds, "range": ["diamond", "triangle-right", "cross"]}},
            "color": {"field": "kind", "type": "nominal", "legend": None,
                      "scale": {"domain": kinds,
                                "range": [PALETTE[0], LIMIT_COLOUR, QUIET]}},
        },
    }  # fmt: skip
    never = {
        "mark": {"type": "text", "dx": 10, "align": "left", "fontSize": 11},
        "transform": [{"filter": "!isValid(datum.actual)"}],
        "encoding": {"x": x, "y": y, "text": {"field": "kind"}},
    }
    return {
        "$schema": SCHEMA, "width": "container", "height": max(1, len(rows)) * ROW,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "padding": {"top": 4, "left": 4, "right": 12, "bottom": 4},
        "data": {"values": rows}, "layer": [line, planned, actual, never],
        "config": base_config(),
    }  # fmt: skip


def _kind(one: Step, words: Mapping[str, str], late_after_s: int) -> str:
    if one.actual_s is None:
        return words["never"]
    return words["late"] if one.actual_s - one.planned_s > late_after_s else words["actual"]


def _axis(end_s: int, duration: Callable[[int], str]) -> Spec:
    step = next((one for one in STEPS_S if end_s / one <= MOST_TICKS), STEPS_S[-1])
    ticks = list(range(0, end_s + 1, step))
    names = json.dumps([duration(tick) for tick in ticks], ensure_ascii=False)
    return {
        "values": ticks, "labelExpr": f"{names}[datum.value / {step}]", "labelOverlap": "greedy",
        "grid": True,
    }  # fmt: skip
