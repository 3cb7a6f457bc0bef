"""Who restores what when: one bar per restore, coloured and numbered by team.

Plain values and words in, a spec out; drawn on the page and in PDFs. The number on the bar says
what its colour says; a red mark tells when a thing was required.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from lib.charts import LIMIT_COLOUR, PALETTE, QUIET, SCHEMA, Spec, base_config

MOST_BARS = 60
"""Above that nobody reads the picture: the table beside it has them all."""
STEPS_S = (
    60, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 14_400, 21_600, 43_200, 86_400, 172_800,
    604_800, 1_209_600, 2_419_200, 7_257_600, 31_536_000,
)  # fmt: skip
MOST_TICKS = 7
ROW = 24


@dataclass(frozen=True)
class Bar:
    """One restore; seconds since the disruption. `required_s` before it (or None) is not drawn."""

    name: str
    team: int
    start_s: int
    finish_s: int
    required_s: int | None = None


def gantt(
    bars: Sequence[Bar],
    *,
    words: Mapping[str, str],
    duration: Callable[[int], str],
    bound_s: int | None = None,
    most: int = MOST_BARS,
) -> Spec:
    """The first `most` bars from top to bottom, in the order given.

    `words`: time, team, start, finish, required, bound; `duration` writes seconds. `bound_s` is
    drawn as a dashed line: no order can end before it.
    """
    shown = bars[:most]
    end_s = max([1, bound_s or 0, *(bar.finish_s for bar in shown)])
    rows = [f"{at}" for at in range(len(shown))]
    y = {
        "field": "row", "type": "ordinal", "scale": {"domain": rows}, "title": None,
        "axis": {"labelExpr": f"{listed_names([bar.name for bar in shown])}[datum.value]",
                 "labelLimit": 220, "ticks": False, "domain": False, "grid": False},
    }  # fmt: skip
    x = {
        "field": "start",
        "type": "quantitative",
        "title": words["time"],
        "scale": {"domain": [0, end_s], "nice": False},
        "axis": axis(end_s, duration),
    }
    return {
        "$schema": SCHEMA,
        "width": "container",
        "height": max(ROW * len(shown), ROW),
        "autosize": {"type": "fit-x", "contains": "padding"},
        "padding": {"top": 18, "left": 4, "right": 12, "bottom": 4},
        "data": {"values": [_row(at, bar, end_s, duration) for at, bar in enumerate(shown)]},
        "layer": [
            _bars(x, y, sorted({bar.team for bar in shown}), words),
            _numbers(y),
            _required(y, words),
            *([] if bound_s is None else [_bound(bound_s, words["bound"])]),
        ],
        "config": base_config(),
    }


def _row(at: int, bar: Bar, end_s: int, duration: Callable[[int], str]) -> dict[str, object]:
    required_s = bar.required_s
    row: dict[str, object] = {
        "row": f"{at}", "name": bar.name, "team": f"{bar.team}", "start": bar.start_s,
        "finish": bar.finish_s, "middle": (bar.start_s + bar.finish_s) / 2,
        "from": duration(bar.start_s), "until": duration(bar.finish_s),
        "needed": "–" if required_s is None else duration(required_s),
    }  # fmt: skip
    if required_s is not None and 0 <= required_s <= end_s:
        row["required"] = required_s
    return row


def _bars(x: Spec, y: Spec, teams: Sequence[int], words: Mapping[str, str]) -> Spec:
    names = [f"{team}" for team in teams]
    colours = [PALETTE[(team - 1) % len(PALETTE)] for team in teams]
    legend = {"symbolType": "square"} if len(names) <= len(PALETTE) else None
    return {
        "mark": {"type": "bar", "height": ROW - 8, "cornerRadius": 3},
        "encoding": {
            "x": x, "x2": {"field": "finish"}, "y": y,
            "color": {"field": "team", "type": "nominal", "title": words["team"], "legend": legend,
                      "scale": {"domain": names, "range": colours}},
            "tooltip": [
                {"field": "name", "title": " "},
                {"field": "team", "title": words["team"]},
                {"field": "from", "title": words["start"]},
                {"field": "until", "title": words["finish"]},
                {"field": "needed", "title": words["required"]},
            ],
        },
    }  # fmt: skip


def _numbers(y: Spec) -> Spec:
    return {
        "mark": {"type": "text", "color": "#ffffff", "fontWeight": "bold", "fontSize": 11},
        "encoding": {
            "x": {"field": "middle", "type": "quantitative"},
            "y": y,
            "text": {"field": "team"},
        },
    }


def _required(y: Spec, words: Mapping[str, str]) -> Spec:
    return {
        "transform": [{"filter": "isValid(datum.required)"}],
        "mark": {"type": "tick", "color": LIMIT_COLOUR, "thickness": 3, "size": ROW - 4},
        "encoding": {
            "x": {"field": "required", "type": "quantitative"},
            "y": y,
            "tooltip": [{"field": "needed", "title": words["required"]}],
        },
    }


def _bound(bound_s: int, label: str) -> Spec:
    return {
        "data": {"values": [{"at": bound_s, "label": label}]},
        "layer": [
            {
                "mark": {"type": "rule", "color": QUIET, "strokeDash": [4, 3], "strokeWidth": 1.5},
                "encoding": {"x": {"field": "at", "type": "quantitative"}},
            },
            {
                "mark": {"type": "text", "align": "right", "dx": -5, "y": -8, "color": QUIET},
                "encoding": {
                    "x": {"field": "at", "type": "quantitative"},
                    "text": {"field": "label"},
                },
            },
        ],
    }


def axis(end_s: int, duration: Callable[[int], str]) -> Spec:
    """At most seven moments from 0 to `end_s`, at steps people think in."""
    step_s = next((step for step in STEPS_S if end_s / step <= MOST_TICKS), 0)
    step_s = step_s or -(-end_s // MOST_TICKS)
    ticks = list(range(0, end_s + 1, step_s))
    names = listed_names([duration(tick) for tick in ticks])
    return {"values": ticks, "labelExpr": f"{names}[datum.value / {step_s}]",
            "labelOverlap": "greedy", "grid": True}  # fmt: skip


def listed_names(names: Sequence[str]) -> str:
    """As an array in an expression of Vega."""
    return json.dumps(list(names), ensure_ascii=False)
