"""Free space of a place over time, with the least that must stay free.

Plain values and words in, a spec out; drawn on the page and in PDFs. The limit is dashed and
named, so nothing hangs on colour.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from lib.charts import LIMIT_COLOUR, PALETTE, SCHEMA, Spec, base_config


def space_chart(
    readings: Sequence[tuple[datetime, int, int]],
    *,
    words: Mapping[str, str],
    least_percent: int,
    height: int = 200,
) -> Spec:
    """`readings`: (instant, free bytes, total bytes) ascending. `words`: time, free, least."""
    rows = [
        {"at": at.isoformat(), "share": round(free / total * 100, 2) if total else 0,
         "free": f"{free / 1e9:,.1f} GB"}
        for at, free, total in readings
    ]  # fmt: skip
    x = {
        "field": "at", "type": "temporal", "title": None,
        "axis": {"format": "%m-%d", "grid": False, "labelOverlap": "greedy", "tickCount": 7},
    }  # fmt: skip
    y = {
        "field": "share", "type": "quantitative", "title": words["free"],
        "scale": {"domain": [0, 100], "nice": False}, "axis": {"tickCount": 5},
    }  # fmt: skip
    area = {
        "data": {"values": rows},
        "mark": {"type": "area", "line": {"color": PALETTE[0], "strokeWidth": 2},
                 "color": PALETTE[0], "fillOpacity": 0.18},
        "encoding": {
            "x": x, "y": y,
            "tooltip": [{"field": "at", "type": "temporal", "title": words["time"],
                         "format": "%Y-%m-%d %H:%M"},
                        {"field": "share", "title": words["free"]},
                        {"field": "free", "title": " "}],
        },
    }  # fmt: skip
    least = {
        "data": {"values": [{"share": least_percent, "label": words["least"]}]},
        "layer": [
            {"mark": {"type": "rule", "color": LIMIT_COLOUR, "strokeDash": [5, 3],
                      "strokeWidth": 1.5}, "encoding": {"y": y}},
            {"mark": {"type": "text", "align": "left", "x": 6, "dy": -7, "color": LIMIT_COLOUR},
             "encoding": {"y": y, "text": {"field": "label"}}},
        ],
    }  # fmt: skip
    return {
        "$schema": SCHEMA, "width": "container", "height": height,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "padding": {"top": 8, "left": 4, "right": 12, "bottom": 4},
        "layer": [area, least], "config": base_config(),
    }  # fmt: skip
