"""Programme health of figures a caller sends; nothing is stored."""

from __future__ import annotations

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from bia.api.calculators import TAGS, read
from bia.domain.figures import share_text
from governance.domain.health import Weighted, health, share_of
from governance.serializers.health import HealthAnswerSerializer, HealthQuestionSerializer
from lib.api.problems import ProblemsSerializer


@extend_schema(
    tags=TAGS,
    operation_id="calculate_programme_health",
    request=HealthQuestionSerializer,
    responses={200: HealthAnswerSerializer, 400: ProblemsSerializer},
)
@api_view(["POST"])
def programme_health(request: Request) -> Response:
    """Weighted indicators, their band, and what keeps it from green."""
    asked = read(HealthQuestionSerializer, request)
    parts = [Weighted(one["key"], one["weight"], one["value"]) for one in asked["indicators"]]
    found = health(
        parts,
        green_from=asked["green_from"],
        amber_from=asked["amber_from"],
        caps=asked["caps"],
    )
    answer = {
        "value": found.value,
        "band": found.band or None,
        "capped": found.capped,
        "shares": {key: share_text(share) for key, share in share_of(parts).items()},
    }
    return Response(HealthAnswerSerializer(answer).data)


calculator_urls = [path("programme-health/", programme_health, name="calculator_programme_health")]
