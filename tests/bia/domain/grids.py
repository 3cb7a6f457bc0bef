"""The road-rescue grid of the sample company, and golden requests as domain values."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from bia.domain.losses.loss import LossPoint, Penalty, RateSegment, Workaround
from bia.domain.mtd import Cap, Point, Series

GOLDEN: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "golden" / "calculators.json").read_text(encoding="utf-8")
)

HORIZONS_S = (900, 3_600, 14_400, 86_400)


def series(
    *scores: int | None, category: str = "overall", at: tuple[int, ...] = HORIZONS_S
) -> Series:
    points = (
        Point(at_s, None if score is None else Decimal(score))
        for at_s, score in zip(at, scores, strict=True)
    )
    return Series(category, tuple(points))


def rescue_curve() -> list[LossPoint]:
    """Cumulative financial loss of road rescue in units of 10,000."""
    return [
        LossPoint(at_s, Decimal(amount))
        for at_s, amount in zip(HORIZONS_S, (1, 5, 30, 200), strict=True)
    ]


def number(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def series_of(request: dict[str, Any]) -> list[Series]:
    return [
        Series(
            one["category"],
            tuple(Point(p["at_s"], number(p["score"])) for p in one["points"]),
            number(one.get("threshold")),
        )
        for one in request["series"]
    ]


def caps_of(request: dict[str, Any]) -> list[Cap]:
    return [Cap(limit_s, "A cap") for limit_s in request.get("caps_s", [])]


def loss_options(request: dict[str, Any]) -> dict[str, Any]:
    options: dict[str, Any] = {
        "degradation": Decimal(request.get("degradation", "1")),
        "penalties": [
            Penalty(p["beyond_s"], Decimal(p["amount"])) for p in request.get("penalties", [])
        ],
    }
    if "workaround" in request:
        given = request["workaround"]
        options["workaround"] = Workaround(
            given["from_s"], Decimal(given["capacity"]), given.get("until_s")
        )
    return options


def points_of(request: dict[str, Any]) -> list[LossPoint]:
    return [LossPoint(p["at_s"], Decimal(p["amount"])) for p in request["points"]]


def segments_of(request: dict[str, Any]) -> list[RateSegment]:
    return [RateSegment(s["until_s"], Decimal(s["rate_per_hour"])) for s in request["segments"]]
