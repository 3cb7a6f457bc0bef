"""How long each phase of a run took, one after the other, against a limit.

Plain values and words in, a spec out; drawn on the page and in PDFs. Each phase stands on a row
of its own and carries its words, so nothing hangs on colour; the limit is a dashed line.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from lib.charts import LIMIT_COLOUR, PALETTE, SCHEMA, Spec, base_config
from lib.language import in_language

ROW = 26
STEPS_S = (1, 5, 15, 30, 60, 300, 600, 1_800, 3_600, 7_200, 14_400, 43_200, 86_400, 604_800)
MOST_TICKS = 6


@dataclass(frozen=True)
class Phase:
    name: str
    seconds: float


def phases_chart(
    phases: Sequence[Phase],
    *,
    words: Mapping[str, str],
    duration: Callable[[int], str],
    limit_s: int | None = None,
) -> Spec:
    """`words`: time, phase, took, limit; `duration` writes whole seconds."""
    rows, start = [], 0.0
    for place, phase in enumerate(phases):
        end = start + phase.seconds
        rows.append({
            "row": f"{place}", "name": phase.name, "start": start, "end": end,
            "took": _took(phase.seconds, duration),
        })  # fmt: skip
        start = end
    end_s = max(start, float(limit_s or 0), 1.0)
    names = json.dumps([phase.name for phase in phases], ensure_ascii=False)
    y = {
        "field": "row", "type": "ordinal", "title": None,
        "scale": {"domain": [row["row"] for row in rows]},
        "axis": {"labelExpr": f"{names}[datum.value]", "ticks": False, "domain": False,
                 "grid": False, "labelLimit": 160},
    }  # fmt: skip
    x = {
        "field": "start", "type": "quantitative", "title": words["time"],
        "scale": {"domain": [0, end_s * 1.12], "nice": False}, "axis": _axis(end_s, duration),
    }  # fmt: skip
    bar = {
        "mark": {"type": "bar", "height": ROW - 10, "cornerRadius": 2, "color": PALETTE[0]},
        "encoding": {
            "x": x, "x2": {"field": "end"}, "y": y,
            "tooltip": [{"field": "name", "title": words["phase"]},
                        {"field": "took", "title": words["took"]}],
        },
    }  # fmt: skip
    told = {
        "mark": {"type": "text", "align": "left", "dx": 5, "fontSize": 11},
        "encoding": {"x": {"field": "end", "type": "quantitative"}, "y": y,
                     "text": {"field": "took"}, "color": {"value": "#7b8593"}},
    }  # fmt: skip
    mark = [] if limit_s is None else [_limit(limit_s, end_s, words, duration)]
    return {
        "$schema": SCHEMA, "width": "container", "height": max(ROW * len(rows), ROW),
        "autosize": {"type": "fit-x", "contains": "padding"},
        "padding": {"top": 20, "left": 4, "right": 12, "bottom": 4},
        "data": {"values": rows},
        "layer": [bar, told, *mark],
        "config": base_config(),
    }  # fmt: skip


def _limit(
    limit_s: int, end_s: float, words: Mapping[str, str], duration: Callable[[int], str]
) -> Spec:
    label = f"{words['limit']} {duration(limit_s)}"
    side = "right" if limit_s > end_s / 2 else "left"
    at = {"field": "at", "type": "quantitative"}
    return {
        "data": {"values": [{"at": limit_s, "label": label}]},
        "layer": [
            {"mark": {"type": "rule", "color": LIMIT_COLOUR, "strokeWidth": 2,
                      "strokeDash": [5, 3]}, "encoding": {"x": at}},
            {"mark": {"type": "text", "align": side, "dx": -5 if side == "right" else 5, "y": -9,
                      "color": LIMIT_COLOUR},
             "encoding": {"x": at, "text": {"field": "label"}}},
        ],
    }  # fmt: skip


def _took(seconds: float, duration: Callable[[int], str]) -> str:
    if seconds >= 10:
        return duration(round(seconds))
    shown = "< 0.1" if seconds < 0.05 else f"{seconds:.1f}"
    return f"{shown} {in_language('s', '秒')}"


def _axis(end_s: float, duration: Callable[[int], str]) -> Spec:
    step_s = next((step for step in STEPS_S if end_s / step <= MOST_TICKS), 0)
    step_s = step_s or int(-(-end_s // MOST_TICKS))
    ticks = list(range(0, int(end_s) + 1, step_s))
    names = json.dumps([duration(tick) for tick in ticks], ensure_ascii=False)
    return {"values": ticks, "labelExpr": f"{names}[datum.value / {step_s}]",
            "labelOverlap": "greedy", "grid": True}  # fmt: skip
