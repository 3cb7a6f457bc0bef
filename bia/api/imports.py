"""Importing a file over the API: all or nothing, or a dry run."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.access import actor, may
from bia.files import import_permission, target_of
from bia.nouns import BY_PATH
from bia.services.import_rows import WRONG, Summary
from bia.services.importing import apply_content, preview_content


class ImportFileSerializer(serializers.Serializer[Any]):
    file = serializers.FileField()


class WrongRowSerializer(serializers.Serializer[Any]):
    row = serializers.IntegerField()
    column = serializers.CharField()
    value = serializers.CharField()
    reason = serializers.CharField()


class ImportResultSerializer(serializers.Serializer[Any]):
    """`wrong_rows` holds the first 200."""

    applied = serializers.BooleanField()
    new = serializers.IntegerField()
    changed = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    wrong = serializers.IntegerField()
    wrong_rows = WrongRowSerializer(many=True)


class ImportView(APIView):
    """A CSV or XLSX file of one noun; with `dry_run=1` nothing is written."""

    parser_classes = [MultiPartParser]

    @extend_schema(
        request=ImportFileSerializer,
        responses={200: ImportResultSerializer},
        parameters=[
            OpenApiParameter("dry_run", OpenApiTypes.STR, enum=["0", "1"]),
            OpenApiParameter("noun", OpenApiTypes.STR, OpenApiParameter.PATH, enum=sorted(BY_PATH)),
        ],
    )
    def post(self, request: Request, noun: str) -> Response:
        kind = BY_PATH.get(noun)
        if kind is None:
            raise Http404
        if not may(request.user, import_permission(kind)):
            raise PermissionDenied
        dry = request.query_params.get("dry_run", "0")
        if dry not in ("0", "1"):
            raise ValidationError({"dry_run": ["0 / 1"]})
        serializer = ImportFileSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        file = serializer.validated_data["file"]
        given = {"target": target_of(kind), "content": file.read(), "filename": file.name}
        if dry == "1":
            return Response(_result(preview_content(**given, by=actor(request)), applied=False))
        summary = apply_content(**given, by=actor(request), at=timezone.now())
        return Response(_result(summary, applied=True))


def _result(summary: Summary, *, applied: bool) -> dict[str, Any]:
    wrong = [one.as_json() for row in summary.rows[WRONG] for one in row.wrong]
    return {"applied": applied, **summary.counts, "wrong_rows": wrong}
