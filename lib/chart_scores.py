"""A score from one evaluation to the next: points on a line, each with what it was called.

Plain values and words in, a spec out; drawn on the page and in PDFs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from lib.charts import PALETTE, SCHEMA, Spec, base_config


def scores_chart(
    points: Sequence[tuple[datetime, Decimal, str]],
    *,
    words: Mapping[str, str],
    lowest: int,
    highest: int,
    height: int = 180,
) -> Spec:
    """`points`: (instant, score, its name) ascending. `words`: time, score, name."""
    rows = [
        {"at": at.isoformat(), "score": float(score), "name": name} for at, score, name in points
    ]
    x = {
        "field": "at", "type": "temporal", "title": None,
        "axis": {"format": "%Y-%m-%d", "grid": False, "labelOverlap": "greedy",
                 "values": [one["at"] for one in rows]},
    }  # fmt: skip
    y = {
        "field": "score", "type": "quantitative", "title": words["score"],
        "scale": {"domain": [lowest, highest], "nice": False},
        "axis": {"values": list(range(lowest, highest + 1)) if highest <= 10 else None},
    }  # fmt: skip
    return {
        "$schema": SCHEMA, "width": "container", "height": height,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "padding": {"top": 8, "left": 4, "right": 12, "bottom": 4},
        "data": {"values": rows},
        "layer": [
            {"mark": {"type": "line", "color": PALETTE[0], "strokeWidth": 2,
                      "interpolate": "step-after"},
             "encoding": {"x": x, "y": y}},
            {"mark": {"type": "point", "filled": True, "size": 60, "color": PALETTE[0],
                      "opacity": 1},
             "encoding": {"x": x, "y": y, "tooltip": [
                 {"field": "name", "title": words["name"]},
                 {"field": "at", "type": "temporal", "title": words["time"],
                  "format": "%Y-%m-%d %H:%M"},
                 {"field": "score", "title": words["score"]},
             ]}},
        ],
        "config": base_config(),
    }  # fmt: skip
