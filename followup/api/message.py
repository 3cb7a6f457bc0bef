"""`/api/v1/notifications/`: what the caller was told in the app."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import actor
from followup.filters.message import MessageFilter
from followup.models import Notification
from followup.serializers.message import NotificationSerializer
from followup.services.acknowledgement import acknowledge_in_app
from followup.services.inbox import mark_read
from lib.api.numbered import ByNumber
from lib.api.resources import ResourceViewSet


class NotificationViewSet(ByNumber, ResourceViewSet):
    """One's own messages, newest first; other people's are not there."""

    model = Notification
    queryset = Notification.objects.none()
    lookup_field = "pk"
    serializer_class = NotificationSerializer
    filterset_class = MessageFilter
    search_fields = ("title", "subject_code", "kind")
    ordering_fields = ("created_at",)
    http_method_names = ("get", "post", "head", "options")

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return Notification.objects.none()
        return Notification.objects.inbox(actor(self.request))

    @extend_schema(exclude=True)
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().create(request, *args, **kwargs)

    @extend_schema(request=None, responses=NotificationSerializer)
    @action(detail=True, methods=["post"])
    def read(self, request: Request, pk: str = "") -> Response:
        """Mark as read; doing it again changes nothing."""
        row = self.get_object()
        mark_read(row, by=actor(request), at=timezone.now())
        return self._answer(row)

    @extend_schema(request=None, responses=NotificationSerializer)
    @action(detail=True, methods=["post"])
    def acknowledgement(self, request: Request, pk: str = "") -> Response:
        """Tell the sender that it reached you; 409 when it was done or not asked."""
        row = self.get_object()
        acknowledge_in_app(row, by=actor(request), at=timezone.now())
        mark_read(row, by=actor(request), at=timezone.now())
        return self._answer(row)

    def _answer(self, row: Notification) -> Response:
        return Response(self.get_serializer(self.get_queryset().get(pk=row.pk)).data)
