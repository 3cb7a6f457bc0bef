"""Backup sets: registered one by one or by the thousand; state changes are nouns."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.exceptions import MethodNotAllowed
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import actor, require
from accounts.api.idempotency import IdempotentCreate
from backups.api.loading import sets_for_api
from backups.filters.backup_set import BackupSetFilter
from backups.models import BackupSet
from backups.serializers.backup_set import (
    BulkDoneSerializer,
    BulkSerializer,
    CopySerializer,
    ExpiryReasonSerializer,
    FileSerializer,
    QuarantineReasonSerializer,
    SetSerializer,
    copy_json,
    file_json,
)
from backups.services import sets, sets_bulk
from lib.api.resources import ResourceViewSet


class OnceASet(ResourceViewSet):
    """What is created: one set, or with a list (or at `bulk/`) many, all or none."""

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        if isinstance(request.data, list) or self.action == "bulk":
            return self._create_many(request)
        return super().create(request, *args, **kwargs)

    def _create_many(self, request: Request) -> Response:
        require(request.user, sets.PERMISSION)
        data = {"sets": request.data} if isinstance(request.data, list) else request.data
        sets_bulk.refuse_too_many(data)
        body = BulkSerializer(data=data, context=self.get_serializer_context())
        body.is_valid(raise_exception=True)
        rows = sets_bulk.create_sets(
            body.validated_data["sets"], by=actor(request), at=timezone.now()
        )
        root = request.build_absolute_uri(self.reverse_action("list"))
        told = [
            {"id": row.pk, "code": row.code, "state": row.state, "url": f"{root}{row.code}/"}
            for row in rows
        ]
        answer = {"count": len(told), "sets": told}
        return Response(answer, status=status.HTTP_201_CREATED)


class SetViewSet(IdempotentCreate, OnceASet):
    """One backup run each, with its copies; `Idempotency-Key` is honoured on create."""

    model = BackupSet
    serializer_class = SetSerializer
    filterset_class = BackupSetFilter
    search_fields = ["code", "policy__code", "policy__system__code", "policy__data_class", "tool"]
    ordering_fields = [
        *("code", "state", "kind", "restore_point_at", "started_at", "finished_at"),
        *("arrived_at", "size_bytes", "verified_at", "updated_at"),
    ]
    required_permissions = dict.fromkeys(
        ("create", "bulk", "partial_update", "copies", "expiry"), sets.PERMISSION
    ) | {"quarantine": "backup.verify", "release": "backup.release"}
    create_service = sets.create_set
    change_service = sets.change_set

    def get_queryset(self) -> Any:
        return sets_for_api(super().get_queryset())

    def _fresh(self, row: Any) -> Any:
        return sets_for_api(BackupSet.objects.for_list()).get(pk=row.pk)

    @extend_schema(exclude=True)
    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Never: a set whose time is over is expired, and stays on record."""
        raise MethodNotAllowed("DELETE")

    @extend_schema(request=BulkSerializer, responses={201: BulkDoneSerializer})
    @action(detail=False, methods=["post"], filterset_class=None)
    def bulk(self, request: Request) -> Response:
        """Up to 10,000 sets at once, all or none; errors name their row as `sets.3.policy`."""
        return self.create(request)

    @extend_schema(methods=["GET"], responses=FileSerializer(many=True), filters=False)
    @action(detail=True, filterset_class=None)
    def files(self, request: Request, code: str) -> Response:
        """The manifest, page by page, in the order of paths."""
        row = self.get_object()
        page = self.paginate_queryset(row.files.order_by("path"))
        return self.get_paginated_response([file_json(one) for one in page or ()])

    @extend_schema(responses={(200, "text/plain"): OpenApiTypes.STR}, filters=False)
    @action(detail=True, filterset_class=None, pagination_class=None)
    def log(self, request: Request, code: str) -> HttpResponse:
        """What the tool wrote, as plain text."""
        row = self.get_object()
        text = BackupSet.objects.values_list("log", flat=True).get(pk=row.pk)
        answer = HttpResponse(text, content_type="text/plain; charset=utf-8")
        answer.headers["X-Content-Type-Options"] = "nosniff"
        answer.headers["Content-Disposition"] = f'attachment; filename="{row.code}.log"'
        return answer

    @extend_schema(methods=["GET"], responses=CopySerializer(many=True), filters=False)
    @extend_schema(methods=["POST"], request=CopySerializer, responses={201: SetSerializer})
    @action(detail=True, methods=["get", "post"], filterset_class=None)
    def copies(self, request: Request, code: str) -> Response:
        """Where it lies; POST adds a place."""
        row = self.get_object()
        if request.method == "GET":
            page = self.paginate_queryset(row.copies.select_related("location"))
            return self.get_paginated_response([copy_json(one) for one in page or ()])
        self.require(row)
        body = SetSerializer(
            row, data={"copies": [request.data]}, partial=True, context={"request": request}
        )
        body.is_valid(raise_exception=True)
        sets.change_set(
            row, read_version=None, by=actor(request), at=timezone.now(), **body.validated_data
        )
        answer = self.get_serializer(self._fresh(row)).data
        return Response(answer, status=status.HTTP_201_CREATED)

    @extend_schema(request=ExpiryReasonSerializer, responses=SetSerializer)
    @action(detail=True, methods=["post"])
    def expiry(self, request: Request, code: str) -> Response:
        """Its time is over and it was removed on purpose."""
        return self._step(request, sets.expire_set, ExpiryReasonSerializer)

    @extend_schema(methods=["POST"], request=QuarantineReasonSerializer, responses=SetSerializer)
    @action(detail=True, methods=["post"])
    def quarantine(self, request: Request, code: str) -> Response:
        """Nothing is restored from it until it is released."""
        return self._step(request, sets.quarantine_set, QuarantineReasonSerializer)

    @extend_schema(request=QuarantineReasonSerializer, responses=SetSerializer)
    @action(detail=True, methods=["post"], url_path="quarantine/release", url_name="release")
    def release(self, request: Request, code: str) -> Response:
        """Lift the quarantine, with a reason."""
        return self._step(request, sets.release_set, QuarantineReasonSerializer)

    def _step(self, request: Request, verb: Callable[..., Any], shape: Any) -> Response:
        row = self.get_object()
        self.require(row)
        body = shape(data=request.data)
        body.is_valid(raise_exception=True)
        verb(row, **body.validated_data, by=actor(request), at=timezone.now())
        return Response(self.get_serializer(self._fresh(row)).data)
