"""`POST /analysis/what-if/`, and the scenarios people keep."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.access import actor, require
from bia.analysis.what_if import Asked, Inputs, ask, sight_of
from bia.api.calculators import refused_at_field
from bia.domain.figures import money_text
from bia.models import Scenario
from bia.serializers.what_if import (
    ScenarioSerializer,
    WhatIfAnswerSerializer,
    WhatIfQuestionSerializer,
)
from bia.services import scenarios
from bia.what_ifs.answer import answer_json
from lib.api.problems import ProblemsSerializer
from lib.api.resources import ResourceViewSet
from lib.errors import Refused


class WhatIfView(APIView):
    """What fails, when, for how long: events, breaches and what it costs. Nothing is stored."""

    @extend_schema(
        operation_id="analysis_what_if",
        request=WhatIfQuestionSerializer,
        responses={200: WhatIfAnswerSerializer, 400: ProblemsSerializer},
    )
    def post(self, request: Request) -> Response:
        require(request.user, "assessment.view")
        question = WhatIfQuestionSerializer(data=request.data, context={"request": request})
        question.is_valid(raise_exception=True)
        values = dict(question.validated_data)
        other = values.pop("variant_of")
        at = timezone.now()
        state, sight = sight_of(actor(request), at)
        inputs = Inputs.of(values)
        with refused_at_field():
            asked = self._asked(inputs, "", at=at, sight=sight, state=state)
            answer: dict[str, Any] = answer_json(asked) | {"comparison": None}
            if other is not None:
                kept = isinstance(other, Scenario)
                second = Inputs.of(other.inputs) if isinstance(other, Scenario) else other
                second = _sampled_alike(second, inputs)
                beside = self._asked(
                    second, "variant_of.", at=at, sight=sight, state=state, kept=kept
                )
                answer["comparison"] = _compared(other, asked, beside)
        return Response(answer)

    def _asked(self, inputs: Inputs, field: str, **circumstances: Any) -> Asked:
        try:
            return ask(inputs, **circumstances)
        except Refused as refusal:
            raise ValidationError(
                {
                    f"{field}{one.field}": [ErrorDetail(str(one.message), one.code)]
                    for one in refusal.problems
                }
            ) from refusal


def _sampled_alike(inputs: Inputs, like: Inputs) -> Inputs:
    return Inputs.of(inputs.as_json() | {"sample_at_s": like.sample_at_s})


def _compared(other: Any, asked: Asked, beside: Asked) -> dict[str, Any]:
    named = isinstance(other, Scenario)
    return {
        "code": other.code if named else None,
        "name": other.name if named else None,
        **answer_json(beside),
        "difference": money_text(beside.answer.total - asked.answer.total),
    }


class ScenarioViewSet(ResourceViewSet):
    """What-if questions people keep and share; the answer is computed when it is asked."""

    model = Scenario
    serializer_class = ScenarioSerializer
    search_fields = ["code", "name", "description"]
    ordering_fields = ["code", "name", "created_at", "updated_at"]
    required_permissions = dict.fromkeys(
        ("create", "partial_update", "destroy"), scenarios.PERMISSION
    )
    create_service = scenarios.create_scenario
    change_service = scenarios.change_scenario
    delete_service = scenarios.delete_scenario
