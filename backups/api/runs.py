"""Verifications and restore tests: asked for, watched, ended early; results of other tools."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch
from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import actor
from accounts.api.idempotency import IdempotentCreate
from backups.api.loading import verifications_for_api
from backups.filters.runs import RestoreTestFilter, VerificationFilter
from backups.models import GoodSource, RestoreTest, Verification
from backups.serializers.location import NothingSerializer
from backups.serializers.runs import (
    AskForTestSerializer,
    AskForVerificationSerializer,
    FileProblemSerializer,
    RestoreTestSerializer,
    VerificationSerializer,
)
from backups.services import restore_tests, verification
from lib.api.resources import ResourceViewSet

ASKS = dict.fromkeys(("create", "destroy", "cancellation"), "backup.verify")


class RunViewSet(ResourceViewSet):
    """What both kinds share: POST asks for one, DELETE (or the noun) ends it early."""

    required_permissions = ASKS
    http_method_names = ["get", "post", "delete", "head", "options"]
    ask_serializer: Any
    ask: Any
    stop: Any

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        self.require()
        body = self.ask_serializer(data=request.data, context=self.get_serializer_context())
        body.is_valid(raise_exception=True)
        row = type(self).ask(**body.validated_data, by=actor(request), at=timezone.now())
        answer = self.get_serializer(self._fresh(row)).data
        headers = {"Location": answer["url"]}
        return Response(answer, status=status.HTTP_201_CREATED, headers=headers)

    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        self._end(request)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=NothingSerializer)
    @action(detail=True, methods=["post"])
    def cancellation(self, request: Request, code: str) -> Response:
        """End it early; what was read so far counts."""
        self.require(self.get_object())
        NothingSerializer(data=request.data).is_valid(raise_exception=True)
        row = self._end(request)
        return Response(self.get_serializer(self._fresh(row)).data)

    def _end(self, request: Request) -> Any:
        row = self.get_object()
        self.require(row)
        type(self).stop(row, by=actor(request), at=timezone.now())
        return row


def _ask_for_verification(**told: Any) -> Verification:
    return verification.request(told.pop("backup_set"), **told)


class VerificationViewSet(IdempotentCreate, RunViewSet):
    """Readings of sets; POST `{"backup_set": code}` asks for one, an unfinished one is answered."""

    model = Verification
    serializer_class = VerificationSerializer
    filterset_class = VerificationFilter
    search_fields = ["code", "backup_set__code", "backup_set__policy__code"]
    ordering_fields = ["code", "state", "outcome", "started_at", "finished_at", "updated_at"]
    ask_serializer = AskForVerificationSerializer
    ask = _ask_for_verification
    stop = verification.cancel

    def get_queryset(self) -> Any:
        return verifications_for_api(super().get_queryset())

    def _fresh(self, row: Any) -> Any:
        return verifications_for_api(Verification.objects.for_list()).get(pk=row.pk)

    @extend_schema(request=AskForVerificationSerializer, responses={201: VerificationSerializer})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().create(request, *args, **kwargs)

    @extend_schema(responses=FileProblemSerializer(many=True), filters=False)
    @action(detail=True, filterset_class=None)
    def problems(self, request: Request, code: str) -> Response:
        """Files that were not as they should be, with evidence and where good bytes are."""
        row = self.get_object()
        rows = row.problems.select_related("copy__location").prefetch_related(
            Prefetch("good_source", GoodSource.objects.select_related("copy__location"))
        )
        page = self.paginate_queryset(rows.order_by("id"))
        return self.get_paginated_response(FileProblemSerializer(page, many=True).data)


def _ask_or_take_over(**told: Any) -> RestoreTest:
    """With an outcome it is a result of another tool."""
    verb = restore_tests.take_over if "outcome" in told else restore_tests.request
    return verb(told.pop("backup_set"), **told)


class RestoreTestViewSet(IdempotentCreate, RunViewSet):
    """Sets that were really restored; POST asks for one, or tells the result of another tool."""

    model = RestoreTest
    serializer_class = RestoreTestSerializer
    filterset_class = RestoreTestFilter
    search_fields = ["code", "backup_set__code", "backup_set__policy__code"]
    ordering_fields = [
        *("code", "state", "outcome", "started_at", "finished_at", "restored_s", "updated_at"),
    ]
    ask_serializer = AskForTestSerializer
    ask = _ask_or_take_over
    stop = restore_tests.cancel

    @extend_schema(request=AskForTestSerializer, responses={201: RestoreTestSerializer})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().create(request, *args, **kwargs)

    @extend_schema(responses={(200, "text/plain"): OpenApiTypes.STR}, filters=False)
    @action(detail=True, filterset_class=None, pagination_class=None)
    def output(self, request: Request, code: str) -> HttpResponse:
        """What the tools wrote, as plain text."""
        row = self.get_object()
        text = RestoreTest.objects.values_list("output", flat=True).get(pk=row.pk)
        answer = HttpResponse(text, content_type="text/plain; charset=utf-8")
        answer.headers["X-Content-Type-Options"] = "nosniff"
        answer.headers["Content-Disposition"] = f'attachment; filename="{row.code}.txt"'
        return answer
