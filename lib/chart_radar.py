"""Several shares at a glance: one spoke each, a closed line a series.

Plain values and words in, a spec out; drawn on the page and in PDFs. Lines differ by dash and
point shape as well as by colour; what is not known has no point and counts as the centre.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from math import cos, pi, sin
from typing import Any

from lib.charts import PALETTE, QUIET, SCHEMA, SHAPES, Spec, base_config

Share = Decimal | float | None
RINGS = (0.25, 0.5, 0.75, 1.0)
DASHES = ([1, 0], [6, 3], [2, 2], [8, 2, 2, 2])
LABEL_AT, EDGE = 1.13, 1.25


def radar(
    *,
    spokes: Sequence[tuple[str, str]],
    series: Mapping[str, Sequence[Share]],
    words: Mapping[str, str],
    size: int = 300,
) -> Spec:
    """`spokes`: (short label, whole name) clockwise from the top; `series`: name → a share from 0
    to 1 for each spoke, None where nothing is known. `words`: series, spoke, share."""
    layers: list[Spec] = [_grid(len(spokes)), _labels(spokes)]
    if spokes:
        layers += _lines(spokes, series, words)
    return {
        "$schema": SCHEMA,
        "width": size,
        "height": size,
        "padding": 4,
        "layer": layers,
        "config": base_config() | {"view": {"stroke": None}},
    }


def place(number: int, of: int, radius: float) -> tuple[float, float]:
    """Where a spoke's point lies, the first straight up; rounded, so that equal data draw equal."""
    angle = 2 * pi * number / max(of, 1)
    return round(radius * sin(angle), 4), round(radius * cos(angle), 4)


def _axis(field: str) -> dict[str, Any]:
    return {
        "field": field, "type": "quantitative", "axis": None,
        "scale": {"domain": [-EDGE, EDGE], "nice": False, "zero": False},
    }  # fmt: skip


def _xy() -> dict[str, Any]:
    return {"x": _axis("x"), "y": _axis("y")}


def _grid(spokes: int) -> Spec:
    rows = []
    for ring in RINGS:
        for number in range(spokes + 1):
            x, y = place(number, spokes, ring)
            rows.append({"ring": str(ring), "step": number, "x": x, "y": y})
    for number in range(spokes):
        for step, radius in enumerate((0.0, 1.0)):
            x, y = place(number, spokes, radius)
            rows.append({"ring": f"spoke {number}", "step": step, "x": x, "y": y})
    return {
        "data": {"values": rows},
        "mark": {"type": "line", "color": QUIET, "opacity": 0.35, "strokeWidth": 1},
        "encoding": {
            **_xy(), "detail": {"field": "ring"}, "order": {"field": "step", "type": "quantitative"}
        },
    }  # fmt: skip


def _labels(spokes: Sequence[tuple[str, str]]) -> Spec:
    rows = []
    for number, (short, name) in enumerate(spokes):
        x, y = place(number, len(spokes), LABEL_AT)
        rows.append({"x": x, "y": y, "label": short, "name": name})
    return {
        "data": {"values": rows},
        "mark": {"type": "text", "fontSize": 12, "color": QUIET},
        "encoding": {
            **_xy(), "text": {"field": "label"}, "tooltip": [{"field": "name", "title": " "}]
        },
    }  # fmt: skip


def _lines(
    spokes: Sequence[tuple[str, str]],
    series: Mapping[str, Sequence[Share]],
    words: Mapping[str, str],
) -> list[Spec]:
    names = list(series)
    lines, points = [], []
    for name, shares in series.items():
        given = list(shares)
        for number, share in enumerate([*given, *given[:1]]):
            x, y = place(number, len(spokes), float(share or 0))
            lines.append({"series": name, "step": number, "x": x, "y": y})
        for number, share in enumerate(given):
            if share is not None:
                x, y = place(number, len(spokes), float(share))
                points.append(
                    {"series": name, "x": x, "y": y, "spoke": spokes[number][1],
                     "share": f"{float(share):.0%}"}
                )  # fmt: skip
    legend = {"title": None, "orient": "bottom"} if len(names) > 1 else None
    colour = {
        "field": "series", "type": "nominal", "legend": legend,
        "scale": {"domain": names, "range": PALETTE[: len(names)]},
    }  # fmt: skip
    dash = {
        "field": "series", "type": "nominal", "legend": legend,
        "scale": {"domain": names, "range": list(DASHES[: len(names)])},
    }  # fmt: skip
    shape = {
        "field": "series", "type": "nominal", "legend": legend,
        "scale": {"domain": names, "range": SHAPES[: len(names)]},
    }  # fmt: skip
    order = {"field": "step", "type": "quantitative"}
    area: Spec = {
        "data": {"values": [one for one in lines if one["series"] == names[0]]},
        "mark": {"type": "line", "filled": True, "color": PALETTE[0], "opacity": 0.15,
                 "strokeWidth": 0},
        "encoding": {**_xy(), "order": order},
    }  # fmt: skip
    return [
        area,
        {
            "data": {"values": lines},
            "mark": {"type": "line", "strokeWidth": 2},
            "encoding": {**_xy(), "color": colour, "strokeDash": dash, "order": order},
        },
        {
            "data": {"values": points},
            "mark": {"type": "point", "filled": True, "size": 50, "opacity": 1},
            "encoding": {
                **_xy(), "color": colour, "shape": shape,
                "tooltip": [
                    {"field": "series", "title": words["series"]},
                    {"field": "spoke", "title": words["spoke"]},
                    {"field": "share", "title": words["share"]},
                ],
            },
        },
    ]  # fmt: skip
