"""Importing a file into a draft over the API: all or nothing, or a dry run."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.access import actor, visible_or_404
from lib.errors import Refused
from lib.wrong_rows import SHOWN
from plans.access import require_edit
from plans.api.version import number_parts
from plans.importing.planned import Summary
from plans.models import PlanVersion
from plans.services.content_import import apply_upload, keep_upload, summary_of


class PlanImportFileSerializer(serializers.Serializer[Any]):
    """Tasks as XLSX or CSV, sections as Markdown or DOCX; `language` is that of sections."""

    file = serializers.FileField()
    language = serializers.ChoiceField(choices=["en", "zh"], default="en")


class PlanWrongRowSerializer(serializers.Serializer[Any]):
    row = serializers.IntegerField()
    column = serializers.CharField()
    value = serializers.CharField()
    reason = serializers.CharField()


class PlanImportResultSerializer(serializers.Serializer[Any]):
    """`wrong_rows` holds the first 200; `notices` say what stayed behind."""

    applied = serializers.BooleanField()
    new = serializers.IntegerField()
    changed = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    wrong = serializers.IntegerField()
    notices = serializers.ListField(child=serializers.CharField())
    wrong_rows = PlanWrongRowSerializer(many=True)


class PlanImportView(APIView):
    """A file of tasks or of text into a draft; with `dry_run=1` nothing is written."""

    parser_classes = [MultiPartParser]

    @extend_schema(
        request=PlanImportFileSerializer,
        responses={200: PlanImportResultSerializer},
        parameters=[OpenApiParameter("dry_run", OpenApiTypes.STR, enum=["0", "1"])],
    )
    def post(self, request: Request, code: str, number: str) -> Response:
        major, minor = number_parts(number)
        version: PlanVersion = visible_or_404(
            PlanVersion.objects.select_related("plan__owner", "plan__deputy"),
            request.user, plan__code=code, major=major, minor=minor,
        )  # fmt: skip
        require_edit(actor(request), version.plan, version)
        dry = request.query_params.get("dry_run", "0")
        if dry not in ("0", "1"):
            raise ValidationError({"dry_run": ["0 / 1"]})
        body = PlanImportFileSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        summary = _imported(version, body.validated_data, actor(request), write=dry == "0")
        return Response(_result(summary, applied=dry == "0"))


@transaction.atomic
def _imported(version: PlanVersion, given: dict[str, Any], by: Any, *, write: bool) -> Summary:
    """Headers and titles are matched as the preview page would guess them."""
    at, file = timezone.now(), given["file"]
    upload = keep_upload(
        version, content=file.read(), filename=file.name, by=by, at=at, language=given["language"]
    )
    summary = summary_of(version, upload, by=by)
    if write and summary.wrong:
        raise Refused.many([one.problem for one in summary.wrong[:SHOWN]])
    if write:
        apply_upload(version, upload, fingerprint=summary.fingerprint, by=by, at=at)
    else:
        upload.delete()
    return summary


def _result(summary: Summary, *, applied: bool) -> dict[str, Any]:
    counts = {name: summary.counts[name] for name in ("new", "changed", "unchanged", "wrong")}
    return {
        "applied": applied,
        **counts,
        "notices": [str(one) for one in summary.notices],
        "wrong_rows": [one.as_json() for one in summary.wrong[:SHOWN]],
    }
