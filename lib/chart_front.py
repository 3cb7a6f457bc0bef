"""The front of cost and expected loss: what each further coin saves (docs/method.md §22.5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lib.charts import LIMIT_COLOUR, PALETTE, SCHEMA, TARGET_COLOUR, Spec, base_config

LOOKS = {
    "point": (PALETTE[5], "circle"),
    "present": (PALETTE[1], "triangle-up"),
    "chosen": (TARGET_COLOUR, "diamond"),
}


@dataclass(frozen=True)
class FrontMark:
    """A choice on the picture; `kind` is point, chosen or present."""

    cost: float
    loss: float
    kind: str
    levels: str


def front_chart(
    *,
    marks: Sequence[FrontMark],
    labels: Mapping[str, str],
    budget: float | None = None,
    height: int = 280,
) -> Spec:
    """Steps between the choices, the chosen one and the present one by shape and colour.

    `labels`: cost, loss, levels, point, chosen, present, budget, kind.
    """
    there = {mark.kind for mark in marks}
    kinds = [kind for kind in LOOKS if kind in there]
    rows = [
        {"cost": m.cost, "loss": m.loss, "kind": labels[m.kind], "levels": m.levels} for m in marks
    ]
    line = [row for row, m in zip(rows, marks, strict=True) if m.kind == "point"]
    x = {
        "field": "cost",
        "type": "quantitative",
        "title": labels["cost"],
        "scale": {"zero": False, "nice": True},
        "axis": {"format": "~s", "grid": True},
    }
    y = {
        "field": "loss",
        "type": "quantitative",
        "title": labels["loss"],
        "axis": {"format": "~s"},
    }
    domain = [labels[kind] for kind in kinds]
    layers: list[Spec] = [
        {
            "data": {"values": line},
            "mark": {"type": "line", "interpolate": "step-after", "color": PALETTE[5]},
            "encoding": {"x": x, "y": y},
        },
        {
            "data": {"values": rows},
            "mark": {"type": "point", "filled": True, "size": 90, "opacity": 1},
            "encoding": {
                "x": x,
                "y": y,
                "color": {
                    "field": "kind",
                    "type": "nominal",
                    "title": None,
                    "scale": {
                        "domain": domain,
                        "range": [LOOKS[kind][0] for kind in kinds],
                    },
                },
                "shape": {
                    "field": "kind",
                    "type": "nominal",
                    "title": None,
                    "scale": {"domain": domain, "range": [LOOKS[kind][1] for kind in kinds]},
                },
                "tooltip": [
                    {"field": "kind", "title": labels["kind"]},
                    {"field": "cost", "title": labels["cost"], "format": ",.2f"},
                    {"field": "loss", "title": labels["loss"], "format": ",.2f"},
                    {"field": "levels", "title": labels["levels"]},
                ],
            },
        },
    ]
    if budget is not None:
        layers += _budget(budget, labels["budget"], x)
    return {
        "$schema": SCHEMA,
        "width": "container",
        "height": height,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "padding": {"top": 18, "left": 4, "right": 12, "bottom": 4},
        "layer": layers,
        "config": base_config(),
    }


def _budget(budget: float, label: str, x: Spec) -> list[Spec]:
    data = {"values": [{"cost": budget, "label": label}]}
    return [
        {
            "data": data,
            "mark": {"type": "rule", "color": LIMIT_COLOUR, "strokeDash": [4, 3]},
            "encoding": {"x": x},
        },
        {
            "data": data,
            "mark": {"type": "text", "align": "left", "dx": 5, "y": -8, "color": LIMIT_COLOUR},
            "encoding": {"x": x, "text": {"field": "label"}},
        },
    ]
