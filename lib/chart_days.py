"""A heat map of days: one row a thing, one field a day, a sign in every field.

Plain values and words in, a spec out; drawn on the page and in PDFs. Colours repeat the signs.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from lib.charts import LIMIT_COLOUR, PALETTE, SCHEMA, Spec, base_config

ROW = 22
MOST_ROWS = 30
MOST_DAYS = 62
MOST_TICKS = 12
# State → sign and colour; the worst first: of a day's sets the worst is shown.
LOOKS = {
    "missing": ("✗", LIMIT_COLOUR),
    "failed": ("!", PALETTE[1]),
    "quarantine": ("?", PALETTE[3]),
    "unverified": ("…", PALETTE[0]),
    "restorable": ("✓", PALETTE[2]),
}


@dataclass(frozen=True)
class Day:
    """`state` is one of LOOKS."""

    row: int
    day: date
    state: str


def worst(states: Sequence[str]) -> str:
    return min(states, key=list(LOOKS).index)


def days_chart(
    names: Sequence[str], days: Sequence[Day], *, first: date, last: date, words: Mapping[str, str]
) -> Spec:
    """`names` of the rows from top to bottom; `words` of the states, and "day"."""
    count = (last - first).days + 1
    listed = [(first + timedelta(days=at)) for at in range(count)]
    rows = [
        {
            "row": f"{one.row}", "x": (one.day - first).days, "told": _told(one.state, words),
            "sign": LOOKS[one.state][0], "name": names[one.row], "day": one.day.isoformat(),
        }
        for one in days
        if first <= one.day <= last and one.row < len(names)
    ]  # fmt: skip
    known = [state for state in LOOKS if any(one.state == state for one in days)]
    labels = json.dumps([f"{day.month}-{day.day}" for day in listed])
    x = {
        "field": "x", "type": "ordinal", "title": words["day"],
        "scale": {"domain": list(range(count))},
        "axis": {"values": list(range(0, count, -(-count // MOST_TICKS))),
                 "labelExpr": f"{labels}[datum.value]", "labelAngle": 0, "ticks": False,
                 "labelOverlap": "greedy", "grid": False, "domain": False},
    }  # fmt: skip
    y = {
        "field": "row", "type": "ordinal", "title": None,
        "scale": {"domain": [f"{at}" for at in range(len(names))]},
        "axis": {"labelExpr": f"{json.dumps(list(names), ensure_ascii=False)}[datum.value]",
                 "ticks": False, "domain": False, "grid": False, "labelLimit": 180},
    }  # fmt: skip
    scale = {
        "domain": [_told(one, words) for one in known],
        "range": [LOOKS[one][1] for one in known],
    }
    fields = {
        "mark": {"type": "rect", "cornerRadius": 2, "stroke": "white", "strokeWidth": 1},
        "encoding": {
            "x": x, "y": y,
            "color": {"field": "told", "type": "nominal", "title": None, "scale": scale,
                      "legend": {"symbolType": "square"}},
            "tooltip": [{"field": "name", "title": " "}, {"field": "day", "title": words["day"]},
                        {"field": "told", "title": " "}],
        },
    }  # fmt: skip
    signs = {
        "mark": {"type": "text", "fontSize": 10, "fontWeight": "bold", "color": "white"},
        "encoding": {"x": x, "y": y, "text": {"field": "sign"}},
    }
    return {
        "$schema": SCHEMA, "width": "container", "height": max(ROW * len(names), ROW),
        "autosize": {"type": "fit-x", "contains": "padding"},
        "padding": {"top": 4, "left": 4, "right": 8, "bottom": 4},
        "data": {"values": rows}, "layer": [fields, signs], "config": base_config(),
    }  # fmt: skip


def _told(state: str, words: Mapping[str, str]) -> str:
    return f"{LOOKS[state][0]} {words[state]}"
