"""The loss of one outage over its length, with MTD and RTO (docs/method.md §7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lib.charts import LIMIT_COLOUR, SCHEMA, TARGET_COLOUR, Spec, base_config

HOUR_S = 3_600


def loss_curve(
    *,
    points: Sequence[tuple[int, float]],
    labels: Mapping[str, str],
    mtd_s: int | None = None,
    rto_s: int | None = None,
    height: int = 240,
) -> Spec:
    """`points`: (seconds, loss) ascending; a step up is two points at one time.

    `labels`: time (hours), loss, mtd, rto. Limits beyond the last point are left out.
    """
    last = points[-1][0]
    rows = [{"hours": at / HOUR_S, "loss": loss} for at, loss in points]
    x = {"field": "hours", "type": "quantitative", "title": labels["time"]}
    y = {
        "field": "loss",
        "type": "quantitative",
        "title": labels["loss"],
        "axis": {"format": "~s"},
    }
    layers: list[Spec] = [
        {
            "data": {"values": rows},
            "mark": {"type": "line", "strokeWidth": 2, "color": TARGET_COLOUR},
            "encoding": {
                "x": x,
                "y": y,
                "tooltip": [
                    {"field": "hours", "title": labels["time"], "format": ",.2f"},
                    {"field": "loss", "title": labels["loss"], "format": ",.2f"},
                ],
            },
        }
    ]
    for at_s, key, colour, dash, y_px in (
        (rto_s, "rto", TARGET_COLOUR, [4, 3], -22),
        (mtd_s, "mtd", LIMIT_COLOUR, [1, 0], -8),
    ):
        if at_s is not None and at_s <= last:
            layers += _limit(at_s, labels[key], colour, dash, y_px, x)
    return {
        "$schema": SCHEMA,
        "width": "container",
        "height": height,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "padding": {"top": 32, "left": 4, "right": 12, "bottom": 4},
        "layer": layers,
        "config": base_config(),
    }


def _limit(at_s: int, label: str, colour: str, dash: list[int], y_px: int, x: Spec) -> list[Spec]:
    """A line with its name above; the names stand at two heights, so that they never meet."""
    data = {"values": [{"hours": at_s / HOUR_S, "label": label}]}
    mark = {"type": "text", "align": "left", "dx": 5, "y": y_px, "color": colour}
    return [
        {
            "data": data,
            "mark": {"type": "rule", "color": colour, "strokeWidth": 2, "strokeDash": dash},
            "encoding": {"x": x},
        },
        {"data": data, "mark": mark, "encoding": {"x": x, "text": {"field": "label"}}},
    ]
