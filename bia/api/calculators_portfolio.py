"""The choice of recovery levels on numbers a caller sends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from bia.api.calculators import TAGS, read, refused_at_field
from bia.domain.figures import money_text
from bia.domain.portfolio.choice import choose
from bia.domain.portfolio.front import FrontPoint, front
from bia.domain.portfolio.model import Candidate, Choice, LevelOption, Portfolio
from bia.reasons import explain
from bia.serializers.calculator_portfolio import (
    PortfolioAnswerSerializer,
    PortfolioQuestionSerializer,
)
from lib.api.problems import ProblemsSerializer


@extend_schema(
    tags=TAGS,
    operation_id="calculate_dr_portfolio",
    request=PortfolioQuestionSerializer,
    responses={200: PortfolioAnswerSerializer, 400: ProblemsSerializer},
)
@api_view(["POST"])
def dr_portfolio(request: Request) -> Response:
    """One recovery level per system: the cheapest, the safest, or the best of both."""
    asked = read(PortfolioQuestionSerializer, request)
    with refused_at_field():
        question = portfolio_of(asked)
        found = choose(question)
        points = front(question, asked["front_budgets"]) if asked["front_budgets"] else []
    return Response(PortfolioAnswerSerializer(choice_json(found, points)).data)


def portfolio_of(asked: dict[str, Any]) -> Portfolio:
    systems = tuple(
        Candidate(**{**one, "options": tuple(LevelOption(**o) for o in one["options"])})
        for one in asked["systems"]
    )
    return Portfolio(
        systems,
        asked["budget"],
        asked["objectives"],
        asked["minimise"],
        asked["incidents_per_year"],
        asked["penalty"],
        tuple((one["platform"], one["user"]) for one in asked.get("shared", [])),
        tuple((one["dependent"], one["needs"]) for one in asked.get("serial", [])),
    )


def choice_json(
    found: Choice, points: Sequence[FrontPoint], names: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """`names` gives the codes in the reasons their names."""
    total = None
    if found.cost is not None and found.expected_loss is not None:
        total = found.cost + found.expected_loss
    return {
        "feasible": found.feasible,
        "choice": dict(found.levels),
        "cost": money_text(found.cost),
        "expected_loss": money_text(found.expected_loss),
        "total": money_text(total),
        "violations": [{"key": v.key, "objective": v.objective} for v in found.violations],
        "minimal_budget": money_text(found.minimal_budget),
        "full_budget": money_text(found.full_budget),
        "relaxations": [
            {
                "key": one.key,
                "objective": one.objective,
                "minimal_budget": money_text(one.minimal_budget),
                "enough": one.enough,
                "because": explain(one.because, names),
            }
            for one in found.relaxations
        ],
        "why": {key: explain(reason, names) for key, reason in found.why.items()},
        "front": [
            {
                "budget": money_text(point.budget),
                "cost": money_text(point.cost),
                "expected_loss": money_text(point.expected_loss),
                "choice": dict(point.levels),
            }
            for point in points
        ],
        "proven": found.proven,
        "because": explain(found.because, names),
    }


calculator_urls = [path("dr-portfolio/", dr_portfolio, name="calculator_dr_portfolio")]
