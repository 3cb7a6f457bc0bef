"""The domain's arithmetic on numbers a caller sends; nothing is stored.

Each view reads its question, makes one call and writes the answer. What the domain refuses
is 400 at the field, in the caller's language.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.urls import path
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from bia.domain.errors import DomainError
from bia.domain.figures import share_text
from bia.domain.mtd import Cap, Point, Series, derive_mtd
from bia.domain.reasons import Reason, plain_number
from bia.domain.rpo import worst_data_loss
from bia.domain.targets import LADDER_S, check_targets, suggest_rto
from bia.domain.work_recovery import backlog_records, staff_needed, work_recovery_s
from bia.reasons import explain
from bia.serializers.calculators import (
    MarginAnswerSerializer,
    MarginQuestionSerializer,
    MtdAnswerSerializer,
    MtdQuestionSerializer,
    RpoAnswerSerializer,
    RpoQuestionSerializer,
    RtoAnswerSerializer,
    RtoQuestionSerializer,
    WorkRecoveryAnswerSerializer,
    WorkRecoveryQuestionSerializer,
)
from lib.api.problems import ProblemsSerializer

TAGS = ["calculators"]


@extend_schema(
    tags=TAGS,
    operation_id="calculate_mtd",
    request=MtdQuestionSerializer,
    responses={200: MtdAnswerSerializer, 400: ProblemsSerializer},
)
@api_view(["POST"])
def mtd(request: Request) -> Response:
    """Derive the maximum tolerable downtime from impact over time."""
    asked = read(MtdQuestionSerializer, request)
    series = [
        Series(
            one["category"],
            tuple(Point(point["at_s"], point["score"]) for point in one["points"]),
            one["threshold"],
        )
        for one in asked["series"]
    ]
    caps = [Cap(limit_s, _("The cap")) for limit_s in asked["caps_s"]]
    with refused_at_field():
        found = derive_mtd(series, asked["policy"], asked["threshold"], caps)
    answer = {
        "mtd_s": found.mtd_s,
        "proposed_s": found.proposed_s,
        "because": explain(found.because),
        "proposed_because": explain(found.proposed_because),
        "by_category": [
            {"category": one.category, "mtd_s": one.mtd_s, "because": explain(one.because)}
            for one in found.by_category
        ],
        "warnings": [explain(warning) for warning in found.warnings],
    }
    return Response(MtdAnswerSerializer(answer).data)


@extend_schema(
    tags=TAGS,
    operation_id="calculate_rto",
    request=RtoQuestionSerializer,
    responses={200: RtoAnswerSerializer, 400: ProblemsSerializer},
)
@api_view(["POST"])
def rto(request: Request) -> Response:
    """Propose the longest RTO that keeps the margin and leaves room for work recovery."""
    asked = read(RtoQuestionSerializer, request)
    ladder = asked.get("ladder_s", LADDER_S)
    with refused_at_field():
        found = suggest_rto(asked["mtd_s"], asked["min_margin"], zero(asked["wrt_s"]), ladder)
    answer = {
        "feasible": found.feasible,
        "rto_s": found.rto_s,
        "margin": share_text(found.margin),
        "because": explain(found.because),
    }
    return Response(RtoAnswerSerializer(answer).data)


@extend_schema(
    tags=TAGS,
    operation_id="calculate_margin",
    request=MarginQuestionSerializer,
    responses={200: MarginAnswerSerializer, 400: ProblemsSerializer},
)
@api_view(["POST"])
def margin(request: Request) -> Response:
    """Check an RTO against its MTD."""
    asked = read(MarginQuestionSerializer, request)
    with refused_at_field():
        found = check_targets(**asked)
    answer = {
        "margin": share_text(found.margin),
        "status": found.status,
        "overrun_s": found.overrun_s,
        "because": explain(found.because),
    }
    return Response(MarginAnswerSerializer(answer).data)


@extend_schema(
    tags=TAGS,
    operation_id="calculate_rpo",
    request=RpoQuestionSerializer,
    responses={200: RpoAnswerSerializer, 400: ProblemsSerializer},
)
@api_view(["POST"])
def rpo(request: Request) -> Response:
    """The worst loss of data a backup rhythm allows, against the RPO."""
    asked = read(RpoQuestionSerializer, request)
    with refused_at_field():
        found = worst_data_loss(
            asked["interval_s"], zero(asked["backup_s"]), zero(asked["lag_s"]), asked["rpo_s"]
        )
    answer = {
        "worst_s": found.worst_s,
        "gap_s": found.gap_s,
        "because": explain(found.because),
    }
    return Response(RpoAnswerSerializer(answer).data)


@extend_schema(
    tags=TAGS,
    operation_id="calculate_work_recovery",
    request=WorkRecoveryQuestionSerializer,
    responses={200: WorkRecoveryAnswerSerializer, 400: ProblemsSerializer},
)
@api_view(["POST"])
def work_recovery(request: Request) -> Response:
    """What is to be entered after an outage: how long `staff` take, how many `limit_s` needs."""
    asked = read(WorkRecoveryQuestionSerializer, request)
    each, staff, limit_s = asked["seconds_per_record"], asked["staff"], asked["limit_s"]
    with refused_at_field():
        backlog = backlog_records(asked["daily_volume"], asked["rto_s"], zero(asked["rpo_s"]))
        wrt_s = None if staff is None else work_recovery_s(backlog, each, staff)
        needed = None if limit_s is None else staff_needed(backlog, each, limit_s)
    answer = {
        "backlog": plain_number(backlog),
        "wrt_s": wrt_s,
        "staff_needed": needed,
        "because": explain(Reason.of("work_recovery.backlog", backlog=backlog)),
    }
    return Response(WorkRecoveryAnswerSerializer(answer).data)


def read(question: type[Serializer[Any]], request: Request) -> dict[str, Any]:
    """The question, validated; 400 at the field otherwise."""
    serializer = question(data=request.data)
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)


@contextmanager
def refused_at_field() -> Iterator[None]:
    """What the domain refuses becomes 400 with its path, such as `series.0.points.2.at_s`."""
    try:
        yield
    except DomainError as error:
        code = error.reason.code.removeprefix("refused.")
        raise ValidationError({error.field: [ErrorDetail(explain(error.reason), code)]}) from error


def zero(seconds: int | None) -> int:
    """A part of a sum that is not given adds nothing."""
    return 0 if seconds is None else seconds


calculator_urls = [
    path("mtd/", mtd, name="calculator_mtd"),
    path("rto/", rto, name="calculator_rto"),
    path("margin/", margin, name="calculator_margin"),
    path("rpo/", rpo, name="calculator_rpo"),
    path("work-recovery/", work_recovery, name="calculator_work_recovery"),
]
# Calculators of the analysis, one module per subject; they use `read` and `refused_at_field`.
for part in ("graph", "levels", "portfolio", "losses"):
    if find_spec(f"bia.api.calculators_{part}"):
        calculator_urls += import_module(f"bia.api.calculators_{part}").calculator_urls
