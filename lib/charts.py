"""Charts as Vega-Lite specs: one spec, drawn on the page by vega-embed and in PDFs as SVG.

Builders take plain values and the words to show; they know nothing of models or languages.
Colours are readable on light and dark ground; shapes and dashes repeat what colours say.
"""

from __future__ import annotations

import copy
import hashlib
import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

from django.core.cache import cache

from lib.chart_drawing import draw

Spec = dict[str, Any]
Score = int | float | Decimal | None

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
FONT = "Noto Sans CJK SC, Noto Sans SC, WenQuanYi Micro Hei, Noto Sans, sans-serif"
PALETTE = ["#2f7ed8", "#d17a1f", "#2a9d74", "#b5527f", "#7a6bd1", "#868c96", "#a58e14", "#2f9db0"]
SHAPES = [
    "circle", "square", "triangle-up", "diamond", "cross", "triangle-down", "triangle-right",
    "triangle-left",
]  # fmt: skip
LIMIT_COLOUR, TARGET_COLOUR, QUIET = "#cf4a3f", "#2f7ed8", "#7b8593"
KEPT_S = 30 * 86_400
WORTH_A_PROCESS = 8
DRAWN_WITHIN_S = 300


def impact_curve(
    *,
    bands: Sequence[tuple[int, str]],
    scores: Mapping[str, Sequence[Score]],
    labels: Mapping[str, str],
    threshold: Score = None,
    mtd_s: int | None = None,
    rto_s: int | None = None,
    highest: int = 4,
    height: int = 240,
) -> Spec:
    """Impact over time per category, with the intolerable zone, the MTD and the RTO.

    `bands`: (seconds since the outage, label) ascending; `scores`: category → one score per band,
    None where not rated. Bands stand at equal distances; a moment between two bands lies
    proportionally between them. `labels`: time, score, category, threshold, mtd, rto.
    """
    layers: list[Spec] = []
    ends = [0, max(len(bands) - 1, 1)]
    x_axis = {
        "title": labels["time"], "values": list(range(len(bands))), "grid": False,
        "labelExpr": f"{json.dumps([label for _, label in bands])}[datum.value]",
        "labelOverlap": "greedy",
    }  # fmt: skip
    x = {"field": "x", "type": "quantitative", "scale": {"domain": ends, "nice": False},
         "axis": x_axis}  # fmt: skip
    y_axis = {"title": labels["score"], "values": list(range(highest + 1)), "format": "d"}
    y = {"field": "y", "type": "quantitative", "axis": y_axis,
         "scale": {"domain": [-0.2, highest + 0.3], "nice": False}}  # fmt: skip
    if threshold is not None:
        layers += _threshold(float(threshold), highest, ends, labels, x, y)
    layers.append(_lines(bands, scores, labels, x, y))
    for moment_s, key, colour, dash in (
        (rto_s, "rto", TARGET_COLOUR, [4, 3]), (mtd_s, "mtd", LIMIT_COLOUR, [1, 0]),
    ):  # fmt: skip
        if moment_s is not None and bands:
            layers += _moment(position(moment_s, bands), labels[key], colour, dash, key, ends, x)
    return {
        "$schema": SCHEMA,
        "width": "container",
        "height": height,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "padding": {"top": 18, "left": 4, "right": 12, "bottom": 4},
        "layer": layers,
        "config": base_config(),
    }


def _lines(
    bands: Sequence[tuple[int, str]], scores: Mapping[str, Sequence[Score]],
    labels: Mapping[str, str], x: Spec, y: Spec,
) -> Spec:  # fmt: skip
    names = list(scores)
    rows = []
    for place, name in enumerate(names):
        # Equal scores would hide each other: each category is lifted by a hair.
        lift = (place - (len(names) - 1) / 2) * 0.045
        for at, (band, score) in enumerate(zip(bands, scores[name], strict=True)):
            if score is not None:
                rows.append({"x": at, "y": float(score) + lift, "score": float(score),
                             "band": band[1], "category": name})  # fmt: skip
    domain = {"domain": names}
    return {
        "data": {"values": rows},
        "mark": {"type": "line", "strokeWidth": 2, "point": {"size": 45, "filled": True}},
        "encoding": {
            "x": x, "y": y,
            "color": {"field": "category", "type": "nominal", "title": None,
                      "scale": {**domain, "range": _first(PALETTE, len(names))}},
            "shape": {"field": "category", "type": "nominal", "title": None,
                      "scale": {**domain, "range": _first(SHAPES, len(names))}},
            "tooltip": [
                {"field": "category", "title": labels["category"]},
                {"field": "band", "title": labels["time"]},
                {"field": "score", "title": labels["score"]},
            ],
        },
    }  # fmt: skip


def _first(values: Sequence[str], count: int) -> list[str]:
    return [values[place % len(values)] for place in range(count)]


def _threshold(
    score: float, highest: int, ends: list[int], labels: Mapping[str, str], x: Spec, y: Spec
) -> list[Spec]:
    zone = [{"x": ends[0], "x2": ends[1], "y": score, "y2": highest + 0.3}]
    return [
        {
            "data": {"values": zone},
            "mark": {"type": "rect", "color": LIMIT_COLOUR, "opacity": 0.09},
            "encoding": {"x": x, "x2": {"field": "x2"}, "y": y, "y2": {"field": "y2"}},
        },
        {
            "data": {"values": [{"x": ends[0], "y": score, "label": labels["threshold"]}]},
            "mark": {"type": "text", "align": "left", "dx": 5, "dy": -7, "color": LIMIT_COLOUR},
            "encoding": {"x": x, "y": y, "text": {"field": "label"}},
        },
    ]


def _moment(
    at: float, label: str, colour: str, dash: list[int], key: str, ends: list[int], x: Spec
) -> list[Spec]:
    """A vertical line; MTD is named to its right, RTO to its left, both turned at the edge."""
    side = "left" if key == "mtd" else "right"
    share = (at - ends[0]) / (ends[1] - ends[0])
    side = "right" if share > 0.85 else "left" if share < 0.15 else side
    data = {"values": [{"x": at, "label": label}]}
    return [
        {
            "data": data,
            "mark": {"type": "rule", "color": colour, "strokeWidth": 2, "strokeDash": dash},
            "encoding": {"x": x},
        },
        {
            "data": data,
            "mark": {"type": "text", "align": side, "dx": 5 if side == "left" else -5, "y": -8,
                     "color": colour, "fontWeight": "bold"},
            "encoding": {"x": x, "text": {"field": "label"}},
        },
    ]  # fmt: skip


def position(moment_s: int, bands: Sequence[tuple[int, str]]) -> float:
    """Where a moment lies on the axis of equally spaced bands (0 … number of bands - 1)."""
    if moment_s <= bands[0][0]:
        return 0.0
    for at, ((left, _a), (right, _b)) in enumerate(pairwise(bands)):
        if moment_s <= right:
            return at + (moment_s - left) / (right - left)
    return float(len(bands) - 1)


def base_config() -> Spec:
    """The look every chart shares; pages lay the colours of their theme over it."""
    return {
        "font": FONT, "background": "transparent", "view": {"stroke": None},
        "axis": {"labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal",
                 "labelColor": QUIET, "titleColor": QUIET, "gridColor": QUIET, "gridOpacity": 0.25,
                 "domainColor": QUIET, "tickColor": QUIET, "titlePadding": 8},
        "legend": {"orient": "bottom", "labelFontSize": 12, "titleFontSize": 12, "columns": 4,
                   "labelColor": QUIET, "titleColor": QUIET, "symbolStrokeWidth": 2},
        "text": {"fontSize": 12},
    }  # fmt: skip


def svg(spec: Spec, *, width: int = 640) -> str:
    """The drawing for a PDF, on white ground; the same spec is drawn once and then remembered."""
    fixed, key = _fixed(spec, width)
    drawn: str | None = cache.get(key)
    if drawn is None:
        drawn = draw(fixed)
        cache.set(key, drawn, KEPT_S)
    return drawn


def draw_ahead(specs: Sequence[Spec], *, width: int = 640) -> None:
    """Draw what is not remembered yet in a child process, so that `svg` finds it.

    The drawing engine keeps memory for every chart; with the child it is given back.
    """
    wanted = {key: fixed for fixed, key in (_fixed(spec, width) for spec in specs)}
    missing = {key: wanted[key] for key in wanted.keys() - cache.get_many(wanted).keys()}
    if len(missing) < WORTH_A_PROCESS:
        return
    done = subprocess.run(
        [sys.executable, "-m", "lib.chart_drawing"], input=json.dumps(missing).encode(),
        stdout=subprocess.PIPE, check=True, timeout=DRAWN_WITHIN_S,
        cwd=Path(__file__).resolve().parent.parent,
    )  # fmt: skip
    cache.set_many(json.loads(done.stdout), KEPT_S)


def _fixed(spec: Spec, width: int) -> tuple[Spec, str]:
    """The spec at a fixed size in print colours, and the key it is remembered by."""
    fixed = copy.deepcopy(spec)
    if fixed.get("width") == "container":
        fixed["width"] = width
        fixed["autosize"] = {"type": "fit", "contains": "padding"}
        fixed["height"] = fixed.get("height", 200) + 70
    for part in ("axis", "legend"):
        fixed["config"][part] |= {"labelColor": "#333", "titleColor": "#333"}
    canonical = json.dumps(fixed, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return fixed, f"chart:svg:{hashlib.sha256(canonical.encode()).hexdigest()}"
