"""Findings: what the rules found, and what people decided about it."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import actor
from bia.filters.finding import FindingFilter
from bia.models import Finding
from bia.serializers.finding import (
    CheckAnswerSerializer,
    DismissalSerializer,
    FindingSerializer,
)
from bia.services.findings import check_findings, dismiss_finding, withdraw_dismissal
from lib.api.resources import ResourceViewSet

PERMISSION = "finding.change"


class FindingViewSet(ResourceViewSet):
    """Raised and cleared by rules; dismissed for a time by people."""

    model = Finding
    serializer_class = FindingSerializer
    filterset_class = FindingFilter
    search_fields = ["code", "subject", "process__name", "system__name"]
    ordering_fields = ["code", "severity", "raised_at", "updated_at", "state"]
    required_permissions = dict.fromkeys(("dismissal", "checks"), PERMISSION)
    http_method_names = ["get", "post", "delete", "head", "options"]

    @extend_schema(exclude=True)
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().create(request, *args, **kwargs)

    @extend_schema(exclude=True)
    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().destroy(request, *args, **kwargs)

    @extend_schema(methods=["POST"], request=DismissalSerializer, responses=FindingSerializer)
    @extend_schema(methods=["DELETE"], request=None, responses=FindingSerializer)
    @action(detail=True, methods=["post", "delete"])
    def dismissal(self, request: Request, code: str) -> Response:
        """POST leaves it aside until a day, with the reason; DELETE takes that back."""
        finding = self.get_object()
        self.require()
        by, now = actor(request), timezone.now()
        if request.method == "DELETE":
            withdraw_dismissal(finding, by=by, at=now)
        else:
            body = DismissalSerializer(data=request.data)
            body.is_valid(raise_exception=True)
            dismiss_finding(finding, **body.validated_data, by=by, at=now)
        return Response(self.get_serializer(self._fresh(finding)).data)

    @extend_schema(request=None, responses={201: CheckAnswerSerializer}, filters=False)
    @action(detail=False, methods=["post"], pagination_class=None)
    def checks(self, request: Request) -> Response:
        """Let the rules look now, whether or not anything changed."""
        self.require()
        checked = check_findings(at=timezone.now(), by=actor(request), force=True)
        return Response(CheckAnswerSerializer(checked).data, status=status.HTTP_201_CREATED)
