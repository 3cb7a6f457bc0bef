"""Pictures of an outage: what is down when, and what it costs as time goes by.

Vega-Lite specs as in lib/charts.py, for pages and PDFs alike. The states of a bar differ in
colour and in height; the two lines of a comparison in colour and in dash.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from lib.charts import LIMIT_COLOUR, PALETTE, QUIET, SCHEMA, TARGET_COLOUR, Spec, base_config

Bar = tuple[int, int, str]
"""From and until (seconds), and the state: down, workaround, reduced, unstated."""

LOOKS = {
    "down": (LIMIT_COLOUR, 0.8),
    "workaround": (PALETTE[1], 0.45),
    "reduced": (PALETTE[4], 0.25),
}
UNSTATED = {"unstated": (QUIET, 0.12)}
"""Its end is not stated; in the legend only of a picture that shows it."""
MARKS = {"rto": "circle", "mtd": "diamond"}
ROW_HEIGHT = 24
_UNITS = (("d", 86_400, 3 * 86_400), ("h", 3_600, 3 * 3_600), ("min", 60, 0))


def state_timeline(
    *,
    rows: Sequence[tuple[str, Sequence[Bar]]],
    horizon_s: int,
    labels: Mapping[str, str],
    marks: Sequence[tuple[str, int, str]] = (),
    at_s: int | None = None,
) -> Spec:
    """One row per process: when it is down, carried by a workaround, short of people, or
    nobody knows because a duration is not stated.

    `marks`: (row, seconds, "rto" or "mtd") where an objective is passed; `at_s`: the moment that
    is looked at. `labels`: d, h, min (titles of the axis), from, until, process, state, the
    states' and the marks' names. Rows of the same name share one line.
    """
    unit, seconds = _unit(horizon_s)
    names = list(dict.fromkeys(name for name, _bars in rows))
    end = max(horizon_s, 1) / seconds
    x = _x(labels[unit], end)
    y = {
        "field": "row", "type": "nominal", "sort": names, "title": None, "scale": {"domain": names},
        "axis": {"labelLimit": 180, "grid": True, "ticks": False, "domain": False},
    }  # fmt: skip
    states = {what for _name, bars in rows for _from, _until, what in bars}
    looks = LOOKS | (UNSTATED if "unstated" in states else {})
    words = {state: labels[state] for state in looks}
    colour = {
        "field": "state", "type": "nominal", "title": None,
        "scale": {"domain": list(words.values()), "range": [look[0] for look in looks.values()]},
    }  # fmt: skip
    layers: list[Spec] = []
    for state, (_colour, band) in looks.items():
        bars = [
            {"row": name, "x": a / seconds, "x2": min(b, horizon_s) / seconds,
             "state": words[state], "from": _figure(a, seconds), "until": _figure(b, seconds)}
            for name, stretches in rows
            for a, b, what in stretches
            if what == state and a < horizon_s
        ]  # fmt: skip
        layers.append(
            {
                "data": {"values": bars},
                "mark": {"type": "bar", "height": {"band": band}, "cornerRadius": 1},
                "encoding": {
                    "x": x, "x2": {"field": "x2"}, "y": y, "color": colour,
                    "tooltip": [
                        {"field": "row", "title": labels["process"]},
                        {"field": "state", "title": labels["state"]},
                        {"field": "from", "title": f"{labels['from']} ({labels[unit]})"},
                        {"field": "until", "title": f"{labels['until']} ({labels[unit]})"},
                    ],
                },
            }
        )  # fmt: skip
    layers += [_marks(marks, kind, seconds, labels, x, y) for kind in MARKS]
    if at_s is not None:
        layers.append(_moment(at_s / seconds, x))
    return _whole(layers, height=max(3, len(names)) * ROW_HEIGHT)


def cumulative_loss(
    *,
    series: Sequence[tuple[str, Sequence[tuple[int, Decimal]]]],
    horizon_s: int,
    labels: Mapping[str, str],
    at_s: int | None = None,
    height: int = 220,
) -> Spec:
    """What has been lost by each moment; one line per variant, the first one drawn through.

    `labels`: d, h, min (titles of the axis), loss, variant. Between two points the loss grows
    evenly.
    """
    unit, seconds = _unit(horizon_s)
    names = [name for name, _points in series]
    values = [
        {"x": at / seconds, "y": float(amount), "series": name}
        for name, points in series
        for at, amount in points
    ]
    x = _x(labels[unit], max(horizon_s, 1) / seconds)
    line: Spec = {
        "data": {"values": values},
        "mark": {"type": "line", "strokeWidth": 2, "clip": True},
        "encoding": {
            "x": x,
            "y": {"field": "y", "type": "quantitative", "title": labels["loss"],
                  "scale": {"zero": True}, "axis": {"format": "~s", "tickCount": 5}},
            "tooltip": [
                {"field": "series", "title": labels["variant"]},
                {"field": "x", "title": labels[unit], "format": ".2~f"},
                {"field": "y", "title": labels["loss"], "format": ",.2f"},
            ],
        },
    }  # fmt: skip
    if len(names) > 1:
        line["encoding"] |= {
            "color": {"field": "series", "type": "nominal", "title": None,
                      "scale": {"domain": names, "range": [LIMIT_COLOUR, TARGET_COLOUR]}},
            "strokeDash": {"field": "series", "type": "nominal", "title": None,
                           "scale": {"domain": names, "range": [[1, 0], [6, 4]]}},
        }  # fmt: skip
    else:
        line["mark"]["color"] = LIMIT_COLOUR
    layers = [line]
    if at_s is not None:
        layers.append(_moment(at_s / seconds, x))
    return _whole(layers, height=height)


def _unit(horizon_s: int) -> tuple[str, int]:
    """The unit of the axis and its seconds: days from three days on, hours from three hours on."""
    return next((name, seconds) for name, seconds, least in _UNITS if horizon_s >= least)


def _figure(at_s: int, seconds: int) -> str:
    return f"{at_s / seconds:.2f}".rstrip("0").rstrip(".")


def _x(title: str, end: float) -> Spec:
    return {
        "field": "x", "type": "quantitative", "title": title,
        "scale": {"domain": [0, end], "nice": False}, "axis": {"tickCount": 8, "format": "~f"},
    }  # fmt: skip


def _marks(
    marks: Sequence[tuple[str, int, str]],
    kind: str,
    seconds: int,
    labels: Mapping[str, str],
    x: Spec,
    y: Spec,
) -> Spec:
    values = [
        {"row": name, "x": at_s / seconds, "mark": labels[kind]}
        for name, at_s, what in marks
        if what == kind
    ]
    hollow = {
        "stroke": {"value": QUIET}, "strokeWidth": {"value": 2}, "opacity": {"value": 1},
        "fill": {"value": "transparent"},
    }  # fmt: skip
    return {
        "data": {"values": values},
        "mark": {"type": "point", "size": 80, "fill": "#ffffff", "fillOpacity": 1, "opacity": 1,
                 "stroke": "#1d2733", "strokeWidth": 2},
        "encoding": {
            "x": x, "y": y,
            "shape": {"field": "mark", "type": "nominal", "title": None,
                      "scale": {"domain": [labels[one] for one in MARKS],
                                "range": list(MARKS.values())},
                      "legend": {"encoding": {"symbols": hollow}}},
            "tooltip": [{"field": "row", "title": labels["process"]},
                        {"field": "mark", "title": labels["state"]}],
        },
    }  # fmt: skip


def _moment(at: float, x: Spec) -> Spec:
    return {
        "data": {"values": [{"x": at}]},
        "mark": {"type": "rule", "color": QUIET, "strokeWidth": 2, "strokeDash": [2, 2]},
        "encoding": {"x": x},
    }


def _whole(layers: list[Spec], *, height: int) -> Spec:
    return {
        "$schema": SCHEMA,
        "width": "container",
        "height": height,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "padding": {"top": 6, "left": 4, "right": 12, "bottom": 4},
        "layer": layers,
        "config": base_config(),
    }
