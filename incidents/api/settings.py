"""`/api/v1/incident-settings/`: how this organisation runs its incidents."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import actor, require
from incidents.models import IncidentSettings
from incidents.serializers.settings import IncidentSettingsSerializer
from incidents.services.incident_settings import PERMISSION, change_settings
from lib.api.resources import read_version


class IncidentSettingsViewSet(viewsets.GenericViewSet[Any]):
    """One object; durations are seconds."""

    serializer_class = IncidentSettingsSerializer
    queryset = IncidentSettings.objects.none()
    pagination_class = None
    filter_backends: Any = ()

    @extend_schema(responses=IncidentSettingsSerializer)
    def retrieve(self, request: Request) -> Response:
        """Times, thresholds and what counts."""
        require(actor(request), "incident.view")
        return Response(self.get_serializer(IncidentSettings.current()).data)

    @extend_schema(request=IncidentSettingsSerializer, responses=IncidentSettingsSerializer)
    def partial_update(self, request: Request) -> Response:
        """Change them; running clocks and given grades stay as they are."""
        require(actor(request), PERMISSION)
        version = read_version(request)
        row = IncidentSettings.current()
        body = self.get_serializer(row, data=request.data, partial=True)
        body.is_valid(raise_exception=True)
        change_settings(
            read_version=version, by=actor(request), at=timezone.now(), **body.validated_data
        )
        return Response(self.get_serializer(IncidentSettings.current()).data)
