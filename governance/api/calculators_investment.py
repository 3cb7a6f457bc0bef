"""Arithmetic of investment on numbers a caller sends; nothing is stored (docs/method.md §46)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.urls import path
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from bia.api.calculators import TAGS, read
from governance.domain import availability as lasting
from governance.domain.roi import Question, roi
from governance.domain.sourcing import Option, Range, totals
from governance.domain.split import split
from governance.serializers import calculators_investment as shapes
from governance.services.cases import four
from lib.api.problems import ProblemsSerializer

FIGURES = (
    *("benefit_per_year", "net_per_year", "total_cost", "payback_gross_years"),
    *("payback_net_years", "net_benefit", "roi", "benefit_cost", "npv", "irr"),
    *("discounted_payback_years", "break_even_effectiveness"),
)


@extend_schema(
    tags=TAGS, operation_id="calculate_roi", request=shapes.RoiQuestionSerializer,
    responses={200: shapes.RoiAnswerSerializer, 400: ProblemsSerializer},
)  # fmt: skip
@api_view(["POST"])
def roi_view(request: Request) -> Response:
    """Payback with and without the running cost, net benefit, present value, rate of return."""
    found = roi(Question(**read(shapes.RoiQuestionSerializer, request)))
    answer: dict[str, Any] = {name: four(getattr(found, name)) for name in FIGURES}
    answer["years"] = [
        {
            "year": one.year, "flow": four(one.flow), "total": four(one.total),
            "discounted": four(one.discounted), "discounted_total": four(one.discounted_total),
        }
        for one in found.years
    ]  # fmt: skip
    return Response(shapes.RoiAnswerSerializer(answer).data)


@extend_schema(
    tags=TAGS, operation_id="calculate_investment_split", request=shapes.SplitQuestionSerializer,
    responses={200: shapes.SplitAnswerSerializer, 400: ProblemsSerializer},
)  # fmt: skip
@api_view(["POST"])
def investment_split(request: Request) -> Response:
    """What each class of systems gets, and what one level for all of them would cost more."""
    asked = read(shapes.SplitQuestionSerializer, request)
    found = split(
        [(one["name"], one["amount"]) for one in asked["classes"]], asked["one_size_amount"]
    )
    answer = {
        "total": four(found.total),
        "shares": [{"name": one.name, "share": four(one.share)} for one in found.shares],
        "extra": four(found.extra),
        "saving_share": four(found.saving_share),
    }
    return Response(shapes.SplitAnswerSerializer(answer).data)


@extend_schema(
    tags=TAGS, operation_id="calculate_sourcing", request=shapes.SourcingQuestionSerializer,
    responses={200: shapes.SourcingAnswerSerializer, 400: ProblemsSerializer},
)  # fmt: skip
@api_view(["POST"])
def sourcing(request: Request) -> Response:
    """What each way of sourcing costs over the years, as ranges, against the first one."""
    asked = read(shapes.SourcingQuestionSerializer, request)
    rows = asked["options"]
    names = [one["name"] for one in rows]
    for place, name in enumerate(names):
        if names.index(name) != place:
            _refuse(f"options.{place}.name", "unique", _("Two are called so."))
    options = [_option(one, place, names) for place, one in enumerate(rows)]
    for place, one in enumerate(options):
        if one.base is not None and options[one.base].base is not None:
            words = _("Compare it with one that has costs of its own.")
            _refuse(f"options.{place}.base", "chain", words)
    answer = {
        "options": [
            {
                "name": one.name, "cost": _range(one.cost), "at_low": _range(one.at_low),
                "at_high": _range(one.at_high), "against_first": four(one.against_first),
                "missing": one.missing,
            }
            for one in totals(options, asked["years"])
        ]
    }  # fmt: skip
    return Response(shapes.SourcingAnswerSerializer(answer).data)


@extend_schema(
    tags=TAGS, operation_id="calculate_availability",
    request=shapes.AvailabilityQuestionSerializer,
    responses={200: shapes.AvailabilityAnswerSerializer, 400: ProblemsSerializer},
)  # fmt: skip
@api_view(["POST"])
def availability(request: Request) -> Response:
    """What may be lost at an availability, or the availability of what was lost."""
    asked = read(shapes.AvailabilityQuestionSerializer, request)
    share = asked["availability"]
    if (share is None) == (asked["down_s"] is None):
        _refuse("availability", "one_of", _("Give the availability or the time lost, one of both."))
    if share is None:
        if asked["down_s"] > asked["period_s"]:
            _refuse("down_s", "longer", _("More was lost than there was."))
        share = lasting.availability(asked["down_s"], asked["period_s"])
    answer = {
        "availability": _six(share),
        "month_s": four(lasting.allowed_down_s(share, lasting.MONTH_S)),
        "year_s": four(lasting.allowed_down_s(share, lasting.YEAR_S)),
    }
    return Response(shapes.AvailabilityAnswerSerializer(answer).data)


@extend_schema(
    tags=TAGS, operation_id="calculate_ha_comparison", request=shapes.ComparisonQuestionSerializer,
    responses={200: shapes.ComparisonAnswerSerializer, 400: ProblemsSerializer},
)  # fmt: skip
@api_view(["POST"])
def ha_comparison(request: Request) -> Response:
    """Designs against the first one: cost, recovery time, lost data, availability."""
    asked = read(shapes.ComparisonQuestionSerializer, request)
    found = lasting.compare(
        [lasting.Design(**one) for one in asked["designs"]], asked["outages_per_year"]
    )
    answer = {
        "designs": [
            {
                "name": one.design.name, "availability": _six(one.availability),
                "extra": four(one.extra), "cost_change": four(one.cost_change),
                "rto_cut": _six(one.rto_cut), "rto_ratio": four(one.rto_ratio),
                "rpo_cut": _six(one.rpo_cut), "rpo_ratio": four(one.rpo_ratio),
            }
            for one in found
        ]
    }  # fmt: skip
    return Response(shapes.ComparisonAnswerSerializer(answer).data)


def _option(row: dict[str, Any], place: int, names: list[str]) -> Option:
    base = None
    if row["base"] is not None:
        if row["base"] not in names or row["base"] == row["name"]:
            words = _("There is no such way of sourcing here.")
            _refuse(f"options.{place}.base", "not_found", words)
        base = names.index(row["base"])
    spans = [_span(row, name, place) for name in ("initial", "yearly", "saving")]
    return Option(row["name"], spans[0], spans[1], base, spans[2])


def _span(row: dict[str, Any], name: str, place: int) -> Range | None:
    """One end alone is both."""
    low, high = row[f"{name}_low"], row[f"{name}_high"]
    if low is None and high is None:
        return None
    low, high = (high if low is None else low), (low if high is None else high)
    if high < low:
        words = _("“At most” lies below “at least”.")
        _refuse(f"options.{place}.{name}_high", "upwards", words)
    return Range(low, high)


def _range(one: Range | None) -> dict[str, Any] | None:
    if one is None:
        return None
    return {"low": four(one.low), "high": four(one.high), "middle": four(one.middle)}


def _six(value: Decimal | None) -> str | None:
    """Shares of a year need six decimals: 99.9971 % are 0.999971."""
    return None if value is None else format(round(value, 6).normalize() + 0, "f")


def _refuse(field: str, code: str, message: Any) -> None:
    raise ValidationError({field: [ErrorDetail(str(message), code)]})


calculator_urls = [
    path("roi/", roi_view, name="calculator_roi"),
    path("investment-split/", investment_split, name="calculator_investment_split"),
    path("sourcing/", sourcing, name="calculator_sourcing"),
    path("availability/", availability, name="calculator_availability"),
    path("ha-comparison/", ha_comparison, name="calculator_ha_comparison"),
]
