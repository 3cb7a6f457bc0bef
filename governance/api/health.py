"""`/api/v1/programme-health/` and `/api/v1/governance-settings/`."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import actor, require
from governance.models import GovernanceSettings, HealthSnapshot
from governance.serializers import health as shapes
from governance.services.governance_settings import PERMISSION, change_settings
from governance.services.health import current
from lib.api.resources import read_version
from lib.asked_once import asking_once


class ProgrammeHealthViewSet(viewsets.GenericViewSet[Any]):
    """How the programme stands, and stood; nothing is written."""

    queryset = HealthSnapshot.objects.none()
    serializer_class: Any = shapes.ProgrammeHealthSerializer
    filter_backends: Any = ()

    @extend_schema(
        operation_id="programme_health", responses={200: shapes.ProgrammeHealthSerializer}
    )
    def retrieve(self, request: Request) -> Response:
        """Now, out of the evidence."""
        require(actor(request), "governance.view")
        with asking_once():
            found = current(at=timezone.now())
        answer = {
            "at": found.at,
            "value": _text(found.value),
            "band": found.band or None,
            "capped": found.capped,
            "caps": [{"code": one.code, "processes": list(one.processes)} for one in found.caps],
            "indicators": [
                {"key": one.key, "label": str(one.label), "weight": one.weight,
                 "value": _text(one.value), "words": one.words}
                for one in found.indicators
            ],
        }  # fmt: skip
        return Response(shapes.ProgrammeHealthSerializer(answer).data)

    @extend_schema(
        operation_id="programme_health_history",
        parameters=[OpenApiParameter("limit", int), OpenApiParameter("offset", int)],
        responses={200: shapes.HealthSnapshotSerializer(many=True)},
    )
    def history(self, request: Request) -> Response:
        """One snapshot a day, the newest first."""
        require(actor(request), "governance.view")
        rows = self.paginate_queryset(HealthSnapshot.objects.order_by("-day"))
        answer = [
            {"day": one.day, "at": one.at, "value": _text(one.value), "band": one.band,
             "caps": one.caps, "indicators": one.indicators}
            for one in rows or ()
        ]  # fmt: skip
        return self.get_paginated_response(shapes.HealthSnapshotSerializer(answer, many=True).data)


class GovernanceSettingsViewSet(viewsets.GenericViewSet[Any]):
    """One object."""

    serializer_class = shapes.GovernanceSettingsSerializer
    queryset = GovernanceSettings.objects.none()
    pagination_class = None
    filter_backends: Any = ()

    @extend_schema(responses=shapes.GovernanceSettingsSerializer)
    def retrieve(self, request: Request) -> Response:
        """Weights and bands of programme health, how early people are reminded."""
        require(actor(request), "governance.view")
        return Response(self.get_serializer(GovernanceSettings.current()).data)

    @extend_schema(
        request=shapes.GovernanceSettingsSerializer, responses=shapes.GovernanceSettingsSerializer
    )
    def partial_update(self, request: Request) -> Response:
        """Change them; snapshots that were taken stay as they are."""
        require(actor(request), PERMISSION)
        version = read_version(request)
        body = self.get_serializer(GovernanceSettings.current(), data=request.data, partial=True)
        body.is_valid(raise_exception=True)
        change_settings(
            read_version=version, by=actor(request), at=timezone.now(), **body.validated_data
        )
        return Response(self.get_serializer(GovernanceSettings.current()).data)


def _text(value: Decimal | None) -> str | None:
    return None if value is None else format(value, "f")
