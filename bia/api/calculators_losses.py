"""Losses on numbers a caller sends: one outage, several, and a year of them."""

from __future__ import annotations

from typing import Any

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from bia.api.calculators import TAGS, read, refused_at_field
from bia.domain.figures import money_text
from bia.domain.losses.calibration import Observation, calibrate
from bia.domain.losses.curve import LossCurve, Span, curve_of_points, curve_of_rates, outages
from bia.domain.losses.distribution import expect, lognormal
from bia.domain.losses.loss import (
    Loss,
    LossPoint,
    Penalty,
    RateSegment,
    Workaround,
    loss_on_points,
    loss_on_rates,
)
from bia.domain.losses.simulation import simulate
from bia.domain.reasons import Reason
from bia.investment.loss_words import calibration_json, expectation_json, simulation_json
from bia.reasons import explain
from bia.serializers.calculator_losses import (
    LossAnswerSerializer,
    LossDistributionAnswerSerializer,
    LossDistributionQuestionSerializer,
    LossQuestionSerializer,
)
from lib.api.problems import ProblemsSerializer


@extend_schema(
    tags=TAGS,
    operation_id="calculate_loss",
    request=LossQuestionSerializer,
    responses={200: LossAnswerSerializer, 400: ProblemsSerializer},
)
@api_view(["POST"])
def loss(request: Request) -> Response:
    """What an outage costs, on a stated curve or on rates per hour.

    Several outages count once where they overlap. With observations the curve is compared with
    what outages really cost.
    """
    asked = read(LossQuestionSerializer, request)
    with refused_at_field():
        curve = curve_of(asked)
        found = _several(curve, asked) if "outages" in asked else _one(asked)
        seen = [Observation(**one) for one in asked.get("observations", [])]
        compared = calibrate(curve.loss, seen) if "observations" in asked else None
    answer = {
        "loss": money_text(found.loss),
        "rate_per_hour": money_text(found.rate_per_hour),
        "because": explain(found.because),
        "calibration": None if compared is None else calibration_json(compared),
    }
    return Response(LossAnswerSerializer(answer).data)


@extend_schema(
    tags=TAGS,
    operation_id="calculate_loss_distribution",
    request=LossDistributionQuestionSerializer,
    responses={200: LossDistributionAnswerSerializer, 400: ProblemsSerializer},
)
@api_view(["POST"])
def loss_distribution(request: Request) -> Response:
    """What outages of uncertain length cost in a year: in closed form, and simulated."""
    asked = read(LossDistributionQuestionSerializer, request)
    per_year, limit_s = asked["per_year"], asked["limit_s"]
    with refused_at_field():
        curve = curve_of(asked)
        durations = lognormal(asked["low_s"], asked["high_s"])
        found = expect(curve, durations, per_year, limit_s)
        played = simulate(
            curve, durations, per_year, limit_s=limit_s, seed=asked["seed"], runs=asked["runs"]
        )
    because = Reason.of(
        "loss_distribution.basis",
        low_s=asked["low_s"],
        high_s=asked["high_s"],
        median_s=round(durations.median_s),
    )
    answer = (
        expectation_json(found)
        | {"simulated": simulation_json(played)}
        | {"because": explain(because)}
    )
    return Response(LossDistributionAnswerSerializer(answer).data)


def curve_of(asked: dict[str, Any]) -> LossCurve:
    penalties = [Penalty(**one) for one in asked.get("penalties", [])]
    if "points" in asked:
        return curve_of_points([LossPoint(**one) for one in asked["points"]], penalties=penalties)
    segments = [RateSegment(**one) for one in asked["segments"]]
    return curve_of_rates(segments, penalties=penalties)


def _one(asked: dict[str, Any]) -> Loss:
    circumstances: dict[str, Any] = {
        "degradation": asked["degradation"],
        "workaround": Workaround(**asked["workaround"]) if asked["workaround"] else None,
        "penalties": [Penalty(**one) for one in asked.get("penalties", [])],
    }
    if "points" in asked:
        points = [LossPoint(**one) for one in asked["points"]]
        return loss_on_points(points, asked["outage_s"], **circumstances)
    segments = [RateSegment(**one) for one in asked["segments"]]
    return loss_on_rates(segments, asked["outage_s"], **circumstances)


def _several(curve: LossCurve, asked: dict[str, Any]) -> Loss:
    """All outages together; the rate is what the last one's next hour would cost in full."""
    spans = [Span(**one) for one in asked["outages"]]
    total = curve.loss_over(spans)
    together = list(outages(spans))
    down_s = sum(steps[-1].to_s - steps[0].from_s for steps in together)
    last_s = together[-1][-1].to_s - together[-1][0].from_s if together else 0
    because = Reason.of("loss.over_outages", count=len(spans), outage_s=down_s)
    return Loss(total, curve.rate_per_hour(last_s), because)


calculator_urls = [
    path("loss/", loss, name="calculator_loss"),
    path("loss-distribution/", loss_distribution, name="calculator_loss_distribution"),
]
