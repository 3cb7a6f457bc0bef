"""Arithmetic of incidents on numbers a caller sends; nothing is stored."""

from __future__ import annotations

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from bia.api.calculators import TAGS, read, refused_at_field
from bia.domain.errors import check_number
from incidents.domain.suggestion import Failure, Objective, suggest
from incidents.models import IncidentSettings
from incidents.serializers.calculators import (
    IncidentGradeAnswerSerializer,
    IncidentGradeQuestionSerializer,
)
from incidents.services.suggesting import grade_named, loss_grades
from incidents.suggestion_words import say, say_all
from lib.api.problems import ProblemsSerializer


@extend_schema(
    tags=TAGS,
    operation_id="calculate_incident_grade",
    request=IncidentGradeQuestionSerializer,
    responses={200: IncidentGradeAnswerSerializer, 400: ProblemsSerializer},
)
@api_view(["POST"])
def incident_grade(request: Request) -> Response:
    """The grade an incident deserves, why, when time alone makes it worse, and who decides."""
    asked = read(IncidentGradeQuestionSerializer, request)
    with refused_at_field():
        check_number(asked["loss"], "loss")
    failures = [
        Failure(
            None if one["importance"] in (None, "unknown") else one["importance"],
            one["kind"],
            one["regions"],
            (Objective("", one["rto_s"], one["mtd_s"], one["life_safety"]),),
        )
        for one in asked["systems"]
    ]
    found = suggest(
        failures,
        asked["elapsed_s"],
        asked["loss"],
        loss_grades=loss_grades(IncidentSettings.current()),
    )
    grade = grade_named(found.grade)
    answer = {
        "grade": found.grade,
        "reasons": say_all(found.reasons),
        "forecast": [
            {"grade": one.grade, "at_s": one.at_s, "reason": say(one.reason)}
            for one in found.forecast
        ],
        "response_s": None if grade is None else grade.response_s,
        "decision_level": None if grade is None else str(grade.decision_role.name),
    }
    return Response(IncidentGradeAnswerSerializer(answer).data)


calculator_urls = [path("incident-grade/", incident_grade, name="calculator_incident_grade")]
