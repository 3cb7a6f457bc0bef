"""What an investment costs and brings, year by year, and when it has paid back (§46.1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lib.charts import LIMIT_COLOUR, PALETTE, QUIET, SCHEMA, Spec, base_config


@dataclass(frozen=True)
class CashYear:
    year: int
    flow: float
    total: float
    discounted_total: float


def cash_chart(years: Sequence[CashYear], labels: Mapping[str, str], height: int = 260) -> Spec:
    """Bars of each year's cash, the sum as a line, the discounted sum dashed; a rule at nothing.

    `labels`: year, amount, flow, total, discounted, kind.
    """
    bars = [{"year": one.year, "amount": one.flow, "kind": labels["flow"]} for one in years]
    lines = [
        {"year": one.year, "amount": value, "kind": label}
        for one in years
        for label, value in (
            (labels["total"], one.total), (labels["discounted"], one.discounted_total)
        )
    ]  # fmt: skip
    x = {
        "field": "year", "type": "ordinal", "title": labels["year"], "axis": {"labelAngle": 0},
    }  # fmt: skip
    y = {
        "field": "amount", "type": "quantitative", "title": labels["amount"],
        "axis": {"format": "~s"},
    }  # fmt: skip
    tooltip = [
        {"field": "kind", "title": labels["kind"]}, {"field": "year", "title": labels["year"]},
        {"field": "amount", "title": labels["amount"], "format": ",.2f"},
    ]  # fmt: skip
    kinds = [labels["total"], labels["discounted"]]
    line_kind = {"field": "kind", "type": "nominal", "title": None, "sort": kinds}
    return {
        "$schema": SCHEMA,
        "width": "container",
        "height": height,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "layer": [
            {
                "data": {"values": bars},
                "mark": {"type": "bar", "size": 18, "opacity": 0.55},
                "encoding": {
                    "x": x, "y": y, "tooltip": tooltip,
                    "color": {
                        "condition": {"test": "datum.amount < 0", "value": LIMIT_COLOUR},
                        "value": PALETTE[2],
                    },
                },
            },
            {
                "data": {"values": [{"amount": 0}]},
                "mark": {"type": "rule", "color": QUIET},
                "encoding": {"y": {"field": "amount", "type": "quantitative"}},
            },
            {
                "data": {"values": lines},
                "mark": {"type": "line", "strokeWidth": 2, "point": {"filled": True, "size": 45}},
                "encoding": {
                    "x": x, "y": y, "tooltip": tooltip,
                    "color": {
                        **line_kind,
                        "scale": {"domain": kinds, "range": [PALETTE[0], PALETTE[1]]},
                        "legend": {"orient": "top"},
                    },
                    "shape": {
                        **line_kind,
                        "scale": {"domain": kinds, "range": ["circle", "square"]},
                    },
                    "strokeDash": {
                        **line_kind, "scale": {"domain": kinds, "range": [[1, 0], [5, 3]]},
                    },
                },
            },
        ],
        "config": base_config(),
    }  # fmt: skip
