"""Arithmetic of backups on numbers a caller sends; nothing is stored."""

from __future__ import annotations

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from backups.domain.score import Copy, score
from backups.serializers.calculators import (
    BackupScoreAnswerSerializer,
    BackupScoreQuestionSerializer,
)
from bia.api.calculators import TAGS, read
from lib.api.problems import ProblemsSerializer


@extend_schema(
    tags=TAGS,
    operation_id="calculate_backup_score",
    request=BackupScoreQuestionSerializer,
    responses={200: BackupScoreAnswerSerializer, 400: ProblemsSerializer},
)
@api_view(["POST"])
def backup_score(request: Request) -> Response:
    """3-2-1 and 3-2-1-1-0 of some copies: only verified ones count, beside the live data."""
    asked = read(BackupScoreQuestionSerializer, request)
    copies = [
        Copy(one["medium"], one["site"], one["offsite"], one["immutable"], one["production"])
        for one in asked["copies"]
        if one["verified"] or one["production"]
    ]
    age_s, limit_s = asked["restore_test_age_s"], asked["restore_test_limit_s"]
    found = score(copies, restore_test_ok=age_s is not None and age_s <= limit_s)
    lines = {line.rule: line for line in found.lines}
    answer = {
        "copies": lines["copies"].found,
        "media": lines["media"].found,
        "offsite": lines["offsite"].found,
        "immutable_ok": lines["unchangeable"].met,
        "restore_ok": lines["no_errors"].met,
        "score_321": found.of_three,
        "score_32110": found.of_five,
        "missing": [line.rule for line in found.missing],
    }
    return Response(BackupScoreAnswerSerializer(answer).data)


calculator_urls = [path("backup-score/", backup_score, name="calculator_backup_score")]
