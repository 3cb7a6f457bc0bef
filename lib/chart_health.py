"""How a figure from 0 to 100 moved over days, above bands that say what is good enough.

Plain values and words in, a spec out; drawn on the page and in PDFs. The limits are dashed lines
with their words: nothing hangs on colour alone. Days nobody looked at leave a gap.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from lib.charts import PALETTE, QUIET, SCHEMA, Spec, base_config

GAP = timedelta(days=3)


def health_trend(
    points: Sequence[tuple[date, float | None, str]],
    *,
    green_from: int,
    amber_from: int,
    words: Mapping[str, str],
    height: int = 240,
) -> Spec:
    """`points`: (day, value, band in words), oldest first; `words`: day, value, band, green,
    amber."""
    rows, run, last = [], 0, None
    for day, value, band in points:
        if value is None or (last is not None and day - last > GAP):
            run += 1
        last = day
        if value is not None:
            rows.append({"day": day.isoformat(), "value": value, "band": band, "run": run})
    x = {"field": "day", "type": "temporal", "title": words["day"],
         "axis": {"format": "%Y-%m-%d", "labelOverlap": "greedy", "grid": False}}  # fmt: skip
    y = {"field": "value", "type": "quantitative", "title": words["value"],
         "scale": {"domain": [0, 100], "nice": False}}  # fmt: skip
    tooltip = [
        {"field": "day", "type": "temporal", "title": words["day"], "format": "%Y-%m-%d"},
        {"field": "value", "title": words["value"]},
        {"field": "band", "title": words["band"]},
    ]
    limits = [
        {"y": green_from, "label": words["green"]},
        {"y": amber_from, "label": words["amber"]},
    ]
    at = {"field": "y", "type": "quantitative", "scale": {"domain": [0, 100]}}
    return {
        "$schema": SCHEMA, "width": "container", "height": height,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "padding": {"top": 6, "left": 4, "right": 12, "bottom": 4},
        "layer": [
            {"data": {"values": limits},
             "mark": {"type": "rule", "color": QUIET, "strokeDash": [5, 4]},
             "encoding": {"y": at}},
            {"data": {"values": limits},
             "mark": {"type": "text", "align": "left", "baseline": "bottom", "dx": 4, "dy": -2,
                      "fontSize": 11, "x": 0},
             "encoding": {"y": at, "text": {"field": "label"}}},
            {"data": {"values": rows},
             "mark": {"type": "line", "color": PALETTE[0], "strokeWidth": 2,
                      "point": {"size": 40, "filled": True, "color": PALETTE[0]}},
             "encoding": {"x": x, "y": y, "detail": {"field": "run"}, "tooltip": tooltip}},
        ],
        "config": base_config(),
    }  # fmt: skip
