"""Runs by day as a heat map: a row for each policy, a square for each day, a letter in each.

Plain values and words in, a spec out; drawn on the page and in PDFs. The letter says what the
colour says.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from lib.charts import QUIET, SCHEMA, Spec, base_config

ROW = 26
COLOURS = {
    "ok": "#2a9d74", "danger": "#cf4a3f", "warning": "#d17a1f", "info": "#2f7ed8",
    "neutral": "#868c96",
}  # fmt: skip


@dataclass(frozen=True)
class Mark:
    """`tone` is one of ok, danger, warning, info, neutral."""

    row: str
    day: date
    letter: str
    tone: str
    words: str


def runs_chart(
    marks: Sequence[Mark], *, rows: Sequence[str], days: Sequence[date], words: Mapping[str, str]
) -> Spec:
    """`words`: day, state, policy. Days are shown from left to right, rows in their order."""
    keys = {name: f"{place}" for place, name in enumerate(rows)}
    values = [
        {"row": keys[mark.row], "policy": mark.row, "day": mark.day.isoformat(),
         "letter": mark.letter, "tone": mark.tone, "words": mark.words}
        for mark in marks
    ]  # fmt: skip
    names = json.dumps(list(rows), ensure_ascii=False)
    every = [day.isoformat() for day in days]
    shown = json.dumps({day.isoformat(): _label(day, place) for place, day in enumerate(days)})
    x = {
        "field": "day", "type": "ordinal", "title": None,
        "scale": {"domain": every, "paddingInner": 0.08},
        "axis": {"orient": "top", "labelAngle": 0, "ticks": False, "domain": False,
                 "labelExpr": f"{shown}[datum.value]", "labelPadding": 4},
    }  # fmt: skip
    y = {
        "field": "row", "type": "ordinal", "title": None,
        "scale": {"domain": list(keys.values()), "paddingInner": 0.12},
        "axis": {"labelExpr": f"{names}[datum.value]", "ticks": False, "domain": False,
                 "labelLimit": 260},
    }  # fmt: skip
    return {
        "$schema": SCHEMA, "width": "container", "height": max(ROW * len(rows), ROW),
        "autosize": {"type": "fit-x", "contains": "padding"},
        "padding": {"top": 4, "left": 4, "right": 8, "bottom": 4},
        "data": {"values": values},
        "layer": [
            {
                "mark": {"type": "rect", "cornerRadius": 3},
                "encoding": {
                    "x": x, "y": y,
                    "color": {"field": "tone", "type": "nominal", "legend": None,
                              "scale": {"domain": list(COLOURS), "range": list(COLOURS.values())}},
                    "opacity": {"condition": {"test": "datum.tone === 'neutral'", "value": 0.35},
                                "value": 1},
                    "tooltip": [{"field": "policy", "title": words["policy"]},
                                {"field": "day", "title": words["day"]},
                                {"field": "words", "title": words["state"]}],
                },
            },
            {
                "mark": {"type": "text", "fontSize": 11, "fontWeight": "bold"},
                "encoding": {
                    "x": x, "y": y, "text": {"field": "letter"},
                    "color": {"condition": {"test": "datum.tone === 'neutral'", "value": QUIET},
                              "value": "#ffffff"},
                },
            },
        ],
        "config": base_config(),
    }  # fmt: skip


def _label(day: date, place: int) -> str:
    """The month where it begins, else the day alone."""
    return f"{day:%m-%d}" if place == 0 or day.day == 1 else f"{day.day}"
