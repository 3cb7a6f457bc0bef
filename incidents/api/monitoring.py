"""`/api/v1/monitoring/{source}/`: where monitoring systems post; and the sources themselves."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import ParseError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import actor, visible_or_404
from incidents.models import Incident, MonitoringSource
from incidents.serializers import monitoring as shapes
from incidents.services import monitoring
from incidents.services.alerts import may_post, receive
from lib.api.parsers import AnyTextJSONParser
from lib.api.resources import ResourceViewSet


class SourceViewSet(ResourceViewSet):
    """Monitoring systems that may declare incidents."""

    model = MonitoringSource
    serializer_class = shapes.SourceSerializer
    filterset_fields = ("kind", "is_active", "when_resolved")
    search_fields = ["code", "name", "user__username"]
    ordering_fields = ["code", "name", "kind", "updated_at"]
    required_permissions = dict.fromkeys(
        ("create", "partial_update", "destroy"), monitoring.PERMISSION
    )
    create_service = monitoring.create_source
    change_service = monitoring.change_source
    delete_service = monitoring.delete_source

    @extend_schema(responses=shapes.AlertSerializer(many=True), filters=False)
    @action(detail=True, methods=["get"], filterset_fields=None)
    def alerts(self, request: Request, code: str) -> Response:
        """The last state of each alert, the newest first; of incidents one may see."""
        rows = self.get_object().alerts.select_related("source", "incident")
        hidden = Incident.objects.exclude(
            pk__in=Incident.objects.visible_to(actor(request)).values("pk")
        )
        page = self.paginate_queryset(rows.exclude(incident__in=hidden).order_by("-last_at", "-pk"))
        return self.get_paginated_response(shapes.AlertSerializer(page, many=True).data)


class MonitoringViewSet(viewsets.GenericViewSet[Any]):
    """One source at work; only its own user posts."""

    serializer_class = shapes.ReceivedSerializer
    # An alert with a broken character is an alert all the same.
    parser_classes = [AnyTextJSONParser]
    queryset = MonitoringSource.objects.none()
    pagination_class = None
    filter_backends: Any = ()

    @extend_schema(
        request=OpenApiTypes.ANY,
        responses=shapes.ReceivedSerializer,
    )
    def create(self, request: Request, code: str) -> Response:
        """Alerts as the monitoring system words them: what fires declares or joins an incident,
        what is resolved is noted, proposed as recovery or stood down, as the source says."""
        source = visible_or_404(MonitoringSource.objects.all(), request.user, code=code)
        may_post(source, actor(request))
        payload = request.data
        if not isinstance(payload, dict | list):
            raise ParseError
        done = receive(source, payload, by=actor(request), at=timezone.now())
        return Response(asdict(done))
