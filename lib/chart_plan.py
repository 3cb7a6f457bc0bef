"""Tasks of a plan over time, with the lines they must not cross: RTO and MTD.

Plain values and words in, a spec out; drawn on the page and in PDFs, as `lib.chart_gantt`. What
a colour says is said again: critical tasks by a sign before their number, waiting before the
first task by its name, a task that does not count by a dashed outline, the lines by their names.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from lib.chart_gantt import ROW, axis, listed_names
from lib.charts import LIMIT_COLOUR, PALETTE, QUIET, SCHEMA, TARGET_COLOUR, Spec, base_config

Kind = Literal["lead", "critical", "counted", "uncounted"]

MOST_BARS = 60
# A bar that does not count, or an MTD far away, must not press the rest together.
WIDEST = 2
SIGN = "◆"
COLOURS: dict[Kind, str] = {
    "lead": QUIET,
    "critical": PALETTE[1],
    "counted": PALETTE[0],
    "uncounted": "transparent",
}


@dataclass(frozen=True)
class PlanBar:
    """Seconds since the event was declared. `slack_s` is drawn behind the bar as a thin line."""

    name: str
    kind: Kind
    start_s: int
    finish_s: int
    slack_s: int = 0
    role: str = ""


@dataclass(frozen=True)
class PlanLine:
    """A moment with its words ("RTO 15 min"); `is_limit` is the hard one (MTD)."""

    at_s: int
    label: str
    is_limit: bool = False


def plan_gantt(
    bars: Sequence[PlanBar],
    lines: Sequence[PlanLine],
    *,
    words: Mapping[str, str],
    duration: Callable[[int], str],
    most: int = MOST_BARS,
) -> Spec:
    """The first `most` bars from top to bottom, in the order given.

    `words`: time, kind, role, start, finish, slack, and one for each kind of bar. A line farther
    away than twice what the plan takes is left out of the picture.
    """
    shown = bars[:most]
    end_s = _end(shown, lines)
    rows = [f"{at}" for at in range(len(shown))]
    names = listed_names([_name(bar) for bar in shown])
    y = {
        "field": "row", "type": "ordinal", "scale": {"domain": rows}, "title": None,
        "axis": {"labelExpr": f"{names}[datum.value]", "labelLimit": 220, "ticks": False,
                 "domain": False, "grid": False},
    }  # fmt: skip
    x = {
        "field": "start", "type": "quantitative", "title": words["time"],
        "scale": {"domain": [0, end_s], "nice": False}, "axis": axis(end_s, duration),
    }  # fmt: skip
    return {
        "$schema": SCHEMA,
        "width": "container",
        "height": max(ROW * len(shown), ROW),
        "autosize": {"type": "fit-x", "contains": "padding"},
        "padding": {"top": 34, "left": 4, "right": 12, "bottom": 4},
        "data": {"values": [_row(at, bar, end_s, duration, words) for at, bar in enumerate(shown)]},
        "layer": [
            _slack(x, y),
            _bars(x, y, shown, words),
            *_lines([one for one in lines if one.at_s <= end_s], end_s),
        ],
        "config": base_config(),
    }


def _end(bars: Sequence[PlanBar], lines: Sequence[PlanLine]) -> int:
    counted = [bar.finish_s for bar in bars if bar.kind != "uncounted"]
    reach_s = max([1, *counted])
    near = [one.at_s for one in lines if one.at_s <= WIDEST * reach_s]
    first = min((one.at_s for one in lines), default=reach_s)
    return max(reach_s, *near, first)


def _name(bar: PlanBar) -> str:
    return f"{SIGN} {bar.name}" if bar.kind == "critical" else bar.name


def _row(
    at: int, bar: PlanBar, end_s: int, duration: Callable[[int], str], words: Mapping[str, str]
) -> dict[str, object]:
    return {
        "row": f"{at}", "name": bar.name, "kind": words[bar.kind], "role": bar.role or "–",
        "start": min(bar.start_s, end_s), "finish": min(bar.finish_s, end_s),
        "spare": min(bar.finish_s + bar.slack_s, end_s), "dashed": bar.kind == "uncounted",
        "from": duration(bar.start_s), "until": duration(bar.finish_s),
        "slack": duration(bar.slack_s),
    }  # fmt: skip


def _slack(x: Spec, y: Spec) -> Spec:
    return {
        "transform": [{"filter": "datum.spare > datum.finish"}],
        "mark": {"type": "rule", "color": QUIET, "strokeWidth": 3, "opacity": 0.45},
        "encoding": {"x": x | {"field": "finish"}, "x2": {"field": "spare"}, "y": y},
    }


def _bars(x: Spec, y: Spec, bars: Sequence[PlanBar], words: Mapping[str, str]) -> Spec:
    kinds: list[Kind] = [kind for kind in COLOURS if any(bar.kind == kind for bar in bars)]
    scale = {"domain": [words[kind] for kind in kinds], "range": [COLOURS[kind] for kind in kinds]}
    return {
        "mark": {"type": "bar", "height": ROW - 8, "cornerRadius": 3},
        "encoding": {
            "x": x, "x2": {"field": "finish"}, "y": y,
            "color": {"field": "kind", "type": "nominal", "title": None, "scale": scale,
                      "legend": {"symbolType": "square", "orient": "bottom",
                                 "symbolStrokeColor": QUIET}},
            "stroke": {"condition": {"test": "datum.dashed", "value": QUIET}, "value": None},
            "strokeDash": {"condition": {"test": "datum.dashed", "value": [4, 3]}, "value": [1, 0]},
            "strokeWidth": {"condition": {"test": "datum.dashed", "value": 1.5}, "value": 0},
            "tooltip": [
                {"field": "name", "title": " "},
                {"field": "kind", "title": words["kind"]},
                {"field": "role", "title": words["role"]},
                {"field": "from", "title": words["start"]},
                {"field": "until", "title": words["finish"]},
                {"field": "slack", "title": words["slack"]},
            ],
        },
    }  # fmt: skip


def _lines(lines: Sequence[PlanLine], end_s: int) -> list[Spec]:
    """Words above the picture, every second one higher so that near lines stay readable."""
    found = []
    for at, line in enumerate(sorted(lines, key=lambda one: one.at_s)):
        colour = LIMIT_COLOUR if line.is_limit else TARGET_COLOUR
        right = line.at_s > end_s / 2
        found.append({
            "data": {"values": [{"at": line.at_s, "label": line.label}]},
            "layer": [
                {
                    "mark": {"type": "rule", "color": colour, "strokeWidth": 2,
                             "strokeDash": [1, 0] if line.is_limit else [6, 3]},
                    "encoding": {"x": {"field": "at", "type": "quantitative"}},
                },
                {
                    "mark": {"type": "text", "color": colour, "fontWeight": "bold",
                             "align": "right" if right else "left", "dx": 3 if right else -3,
                             "y": -8 - 13 * (at % 2), "fontSize": 11},
                    "encoding": {"x": {"field": "at", "type": "quantitative"},
                                 "text": {"field": "label"}},
                },
            ],
        })  # fmt: skip
    return found
