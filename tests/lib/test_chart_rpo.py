"""Bars of achieved against required RPO."""

from __future__ import annotations

from typing import Any

from lib.chart_rpo import MOST_SHARE, Point, rpo_chart
from lib.charts import svg

WORDS = {"share": "Share", "limit": "RPO", "age": "Age", "required": "Required", "nothing": "none"}


def rows(*points: Point) -> list[dict[str, Any]]:
    spec = rpo_chart(points, words=WORDS, duration=lambda seconds: f"{seconds} s")
    found: list[dict[str, Any]] = spec["data"]["values"]
    return found


def test_a_bar_is_the_share_of_what_may_be_lost() -> None:
    found = [(row["share"], row["state"], row["told"]) for row in rows(
        Point("a", 30, 60), Point("b", 60, 60), Point("c", 61, 60), Point("d", None, 60),
        Point("e", 5, None), Point("f", 0, 0), Point("g", 1, 0), Point("h", 9_000, 60),
    )]  # fmt: skip
    assert found == [
        (0.5, "met", "✓ 30 s / 60 s"),
        (1.0, "met", "✓ 60 s / 60 s"),
        (61 / 60, "missed", "✗ 61 s / 60 s"),
        (0.0, "missed", "✗ none / 60 s"),
        (0.0, "none", "– 5 s / –"),
        (0.0, "met", "✓ 0 s / 0 s"),
        (MOST_SHARE, "missed", "✗ 1 s / 0 s"),
        (MOST_SHARE, "missed", "✗ 9000 s / 60 s"),
    ]


def test_it_can_be_drawn() -> None:
    spec = rpo_chart([Point("订单", 30, 60)], words=WORDS, duration=str)
    assert "订单" in svg(spec)
