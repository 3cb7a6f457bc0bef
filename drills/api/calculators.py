"""Arithmetic of drills on numbers a caller sends; nothing is stored."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from bia.api.calculators import TAGS, read
from drills.domain.compliance import Compliance, Held, Requirement, compliance, overall
from drills.domain.scoring import MUST_SETTLE, Agreed, Rated, agreed, score
from drills.serializers import calculators as shapes
from lib.api.problems import ProblemsSerializer

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2999, 12, 31)


@extend_schema(
    tags=TAGS,
    operation_id="calculate_drill_score",
    request=shapes.DrillScoreQuestionSerializer,
    responses={200: shapes.DrillScoreAnswerSerializer, 400: ProblemsSerializer},
)
@api_view(["POST"])
def drill_score(request: Request) -> Response:
    """The score of a drill out of its criteria: levels to points, weights shared anew over what
    was rated, gates, the verdict."""
    asked = read(shapes.DrillScoreQuestionSerializer, request)
    _unique([one["key"] for one in asked["criteria"]], "criteria")
    together = {one["key"]: agreed(one["levels"]) for one in asked["criteria"]}
    weights = asked.get("group_weights") or {"technical": 50, "process": 30, "business": 20}
    if not any(weights.values()):
        _refuse("group_weights", "required", _("One group at least must weigh something."))
    found = score(
        [_rated(one, together[one["key"]]) for one in asked["criteria"]],
        group_weights=weights,
        needed_percent=asked["needed_percent"],
    )
    apart = [
        one["key"]
        for one in asked["criteria"]
        if one["points"] is None and together[one["key"]].spread >= MUST_SETTLE
    ]
    answer = {
        "score": _plain(found.total), "verdict": found.verdict, "uncapped": found.uncapped,
        "failed_gates": found.failed_gates, "rated_percent": _plain(found.rated_percent),
        "needed_percent": found.needed_percent,
        "weights": {key: _plain(value) for key, value in found.weights.items()},
        "used": {key: _plain(value) for key, value in found.used.items()},
        "groups": [
            {
                "group": one.group, "weight": _plain(one.weight),
                "points": _plain(one.points), "rated": one.rated, "of": one.of,
            }
            for one in found.groups
        ],
        "met": found.met, "of": found.of, "passed": found.passed, "unrated": found.unrated,
        "must_settle": apart,
    }  # fmt: skip
    return Response(shapes.DrillScoreAnswerSerializer(answer).data)


@extend_schema(
    tags=TAGS,
    operation_id="calculate_drill_compliance",
    request=shapes.DrillComplianceQuestionSerializer,
    responses={200: shapes.DrillComplianceAnswerSerializer, 400: ProblemsSerializer},
)
@api_view(["POST"])
def drill_compliance(request: Request) -> Response:
    """How much of a programme was done in the year up to today, and what is due next."""
    asked = read(shapes.DrillComplianceQuestionSerializer, request)
    today = asked.get("today") or timezone.localdate()
    _real(today, "today")
    _unique([one["key"] for one in asked["policies"]], "policies")
    parts = [_compliance(one, place, today) for place, one in enumerate(asked["policies"])]
    answer = {
        "rate": _plain(overall(parts)),
        "per_year": sum(one.per_year for one in parts),
        "policies": [
            {
                "key": policy["key"], "per_year": one.per_year, "required": one.required,
                "done": one.done, "pending": one.pending, "rate": _plain(one.rate),
                "last_on": one.last, "next_due_on": one.next_due, "overdue": one.overdue,
                "hints": list(one.hints),
            }
            for policy, one in zip(asked["policies"], parts, strict=True)
        ],
    }  # fmt: skip
    return Response(shapes.DrillComplianceAnswerSerializer(answer).data)


def _rated(one: dict[str, Any], together: Agreed) -> Rated:
    points, na = one["points"], one["na"]
    if points is None and not na:
        points, na = together.points, together.na
    return Rated(
        key=one["key"], group=one["group"], points=points, weight=one["weight"],
        gate=one["gate"], na=na,
    )  # fmt: skip


def _compliance(policy: dict[str, Any], place: int, today: date) -> Compliance:
    at = f"policies.{place}"
    for name in ("starts_on", "ends_on"):
        if policy[name] is not None:
            _real(policy[name], f"{at}.{name}")
    if policy["ends_on"] is not None and policy["ends_on"] < policy["starts_on"]:
        _refuse(f"{at}.ends_on", "ends_before", _("It ends before it begins."))
    if policy["max_count"] is not None and policy["max_count"] < policy["min_count"]:
        _refuse(f"{at}.max_count", "below", _("“At most” lies below “at least”."))
    held = policy.get("held", [])
    for number, one in enumerate(held):
        _real(one["day"], f"{at}.held.{number}.day")
    requirement = Requirement(
        period=policy["period"], min_count=policy["min_count"], max_count=policy["max_count"],
        starts_on=policy["starts_on"], ends_on=policy["ends_on"], things=policy["things"],
    )  # fmt: skip
    return compliance(requirement, [Held(**one) for one in held], today=today)


def _real(day: date, field: str) -> None:
    """Calendars of other ages have other months, and nobody drilled in them."""
    if not FIRST_DAY <= day <= LAST_DAY:
        _refuse(field, "out_of_range", _("This is no day of a programme."))


def _unique(keys: list[str], field: str) -> None:
    seen: set[str] = set()
    for place, key in enumerate(keys):
        if key in seen:
            _refuse(f"{field}.{place}.key", "unique", _("This key is there already."))
        seen.add(key)


def _refuse(field: str, code: str, words: Any) -> None:
    raise ValidationError({field: [ErrorDetail(str(words), code)]})


def _plain(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"


calculator_urls = [
    path("drill-score/", drill_score, name="calculator_drill_score"),
    path("drill-compliance/", drill_compliance, name="calculator_drill_compliance"),
]
