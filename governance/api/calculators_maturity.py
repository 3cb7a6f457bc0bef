"""The calculator of the gated maturity model (docs/method.md §43)."""

from __future__ import annotations

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from bia.api.calculators import TAGS, read
from governance.domain.maturity import gated
from governance.serializers.frameworks import (
    MaturityAnswerSerializer,
    MaturityQuestionSerializer,
)
from lib.api.problems import ProblemsSerializer


@extend_schema(
    tags=TAGS,
    operation_id="calculate_maturity",
    request=MaturityQuestionSerializer,
    responses={200: MaturityAnswerSerializer, 400: ProblemsSerializer},
)
@api_view(["POST"])
def maturity(request: Request) -> Response:
    """The highest level whose criteria are all met, and the share of the next one's."""
    asked = read(MaturityQuestionSerializer, request)
    found = gated({int(level): answers for level, answers in asked["criteria"].items()})
    return Response(MaturityAnswerSerializer({"level": found.level, "score": found.score}).data)


calculator_urls = [path("maturity/", maturity, name="calculator_maturity")]
