"""What hangs on an action: results, evidence, its timeline; and how a body becomes a call."""

from __future__ import annotations

import re
from typing import Any

from django.http import Http404, HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import actor
from followup.downloads import evidence_response
from followup.serializers import action_steps as shapes
from followup.services import actions
from lib.api.parsers import BoundedJSONParser, TooLarge
from lib.api.resources import ResourceViewSet

MULTIPART_EXTRA = 64 * 1024  # boundaries and the other fields of a form with a file


class ActionLists(ResourceViewSet):
    """The lists below an action, as a base of its viewset."""

    @extend_schema(methods=["GET"], responses=shapes.RetestSerializer(many=True), filters=False)
    @extend_schema(
        methods=["POST"],
        request=shapes.RetestBodySerializer,
        responses={201: shapes.RetestSerializer},
    )
    @action(detail=True, methods=["get", "post"], filterset_class=None)
    def retests(self, request: Request, code: str) -> Response:
        """Results, newest first; POST writes one down by hand."""
        row = self.get_object()
        self.require(row)
        if request.method == "POST":
            made = actions.record_retest(row, **self._body(request, shapes.RetestBodySerializer))
            return self._created(shapes.RetestSerializer(made))
        return self._page(row.retests.select_related("by"), shapes.RetestSerializer)

    @extend_schema(
        methods=["GET"], responses=shapes.ActionEvidenceSerializer(many=True), filters=False
    )
    @extend_schema(
        methods=["POST"],
        request={
            "application/json": shapes.EvidenceBodySerializer,
            "multipart/form-data": shapes.EvidenceBodySerializer,
        },
        responses={201: shapes.ActionEvidenceSerializer},
    )
    @action(
        detail=True,
        methods=["get", "post"],
        filterset_class=None,
        parser_classes=[BoundedJSONParser, MultiPartParser],
    )
    def evidence(self, request: Request, code: str) -> Response:
        """Notes, links and files (PDF, PNG, JPEG, Word, Excel, text; at most 5 MB)."""
        row = self.get_object()
        self.require(row)
        context = self.get_serializer_context()
        if request.method == "POST":
            _refuse_large(request)
            values = self._body(request, shapes.EvidenceBodySerializer)
            upload = values.pop("file", None)
            if upload is not None:
                _refuse_large_file(upload.size)
                values["file"] = actions.File(upload.name or "", upload.read())
            made = actions.add_evidence(row, **values)
            return self._created(shapes.ActionEvidenceSerializer(made, context=context))
        rows = row.evidence.select_related("by", "action").defer("content")
        return self._page(rows, shapes.ActionEvidenceSerializer)

    @extend_schema(
        responses={(200, "application/octet-stream"): OpenApiTypes.BINARY},
        parameters=[OpenApiParameter("number", int, OpenApiParameter.PATH)],
        filters=False,
    )
    @action(
        detail=True,
        url_path=r"evidence/(?P<number>[^/]+)/file",
        url_name="file",
        pagination_class=None,
        filterset_class=None,
    )
    def evidence_file(self, request: Request, code: str, number: str) -> HttpResponse:
        """The file, as an attachment."""
        known = int(number) if re.fullmatch(r"[0-9]{1,18}", number) else 0
        row = self.get_object().evidence.filter(pk=known).first()
        if row is None:
            raise Http404
        return evidence_response(row)

    @extend_schema(responses=shapes.EntrySerializer(many=True), filters=False)
    @action(detail=True, filterset_class=None)
    def timeline(self, request: Request, code: str) -> Response:
        """What happened, oldest first; each entry is chained to the one before it."""
        rows = self.get_object().timeline.select_related("actor", "corrects")
        return self._page(rows, shapes.EntrySerializer)

    # --- small print ----------------------------------------------------------------------

    def _body(self, request: Request, shape: Any) -> dict[str, Any]:
        """The body as keywords of a verb: its own, and `by`, `at`, `recorded_at`, `via`."""
        serializer = shape(data=request.data if request.data else {})
        serializer.is_valid(raise_exception=True)
        values = dict(serializer.validated_data)
        now = timezone.now()
        if "version" in values:
            values["read_version"] = values.pop("version")
        values["at"] = values.get("at") or now
        return values | {"by": actor(request), "recorded_at": now, "via": "api"}

    def _page(self, rows: Any, shape: Any) -> Response:
        page = self.paginate_queryset(rows)
        context = self.get_serializer_context()
        return self.get_paginated_response(shape(page, many=True, context=context).data)

    def _created(self, serializer: Any) -> Response:
        return Response(serializer.data, status=status.HTTP_201_CREATED)


def _refuse_large(request: Request) -> None:
    """By the announced length, before anything is read."""
    try:
        announced = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        announced = 0
    if announced > actions.LARGEST_FILE + MULTIPART_EXTRA:
        raise TooLarge


def _refuse_large_file(size: int | None) -> None:
    if (size or 0) > actions.LARGEST_FILE:
        raise TooLarge
