"""How many items to look at, and which; nothing is stored (docs/method.md §50)."""

from __future__ import annotations

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from bia.api.calculators import TAGS, read
from bia.domain.figures import share_text
from governance.domain.sampling import confidence_of, draw, size, size_of
from governance.serializers.sampling import SamplingAnswerSerializer, SamplingQuestionSerializer
from lib.api.problems import ProblemsSerializer


@extend_schema(
    tags=TAGS,
    operation_id="calculate_sampling",
    request=SamplingQuestionSerializer,
    responses={200: SamplingAnswerSerializer, 400: ProblemsSerializer},
)
@api_view(["POST"])
def sampling(request: Request) -> Response:
    """The least sample that finds a defect with the confidence asked for; drawn by the seed."""
    asked = read(SamplingQuestionSerializer, request)
    wanted = size(asked["confidence"], asked["rate"])
    codes = set(asked["codes"])
    population = len(codes) if codes else asked["population"]
    of = None
    if population is not None:
        of = size_of(population, asked["confidence"], asked["rate"])
    answer = {
        "size": wanted,
        "size_of_population": of,
        "reached": share_text(confidence_of(wanted, asked["rate"])),
        "drawn": draw(codes, of or 0, asked["seed"]),
    }
    return Response(SamplingAnswerSerializer(answer).data)


calculator_urls = [path("sampling/", sampling, name="calculator_sampling")]
