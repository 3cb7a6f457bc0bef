"""`/api/v1/drill-settings/`: how this organisation holds its drills."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import actor, require
from drills.models import DrillSettings
from drills.serializers.programme import DrillSettingsSerializer
from drills.services.drill_settings import PERMISSION, change_settings
from lib.api.resources import read_version


class DrillSettingsViewSet(viewsets.GenericViewSet[Any]):
    """One object; durations are seconds."""

    serializer_class = DrillSettingsSerializer
    queryset = DrillSettings.objects.none()
    pagination_class = None
    filter_backends: Any = ()

    @extend_schema(responses=DrillSettingsSerializer)
    def retrieve(self, request: Request) -> Response:
        """Thresholds, weights and dates."""
        require(actor(request), "drill.view")
        return Response(self.get_serializer(DrillSettings.current()).data)

    @extend_schema(request=DrillSettingsSerializer, responses=DrillSettingsSerializer)
    def partial_update(self, request: Request) -> Response:
        """Change them; reports that are approved stay as they are."""
        require(actor(request), PERMISSION)
        version = read_version(request)
        row = DrillSettings.current()
        body = self.get_serializer(row, data=request.data, partial=True)
        body.is_valid(raise_exception=True)
        change_settings(
            read_version=version, by=actor(request), at=timezone.now(), **body.validated_data
        )
        return Response(self.get_serializer(DrillSettings.current()).data)
