"""`/api/v1/calendar-feeds/`: one's own calendar feeds."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import actor
from followup.models import CalendarFeed
from followup.serializers.calendar_feed import (
    CalendarFeedSerializer,
    NewCalendarFeedSerializer,
)
from followup.services.feeds import address_of, create_feed, revoke_feed
from lib.api.resources import ResourceViewSet


class CalendarFeedViewSet(ResourceViewSet):
    """A feed cannot be changed: revoke it and make another."""

    model = CalendarFeed
    queryset = CalendarFeed.objects.none()
    serializer_class = CalendarFeedSerializer
    lookup_field = "pk"
    filterset_fields = ("scope",)
    ordering_fields = ("created_at",)
    http_method_names = ["get", "head", "options", "post", "delete"]

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return CalendarFeed.objects.none()
        return CalendarFeed.objects.filter(user=actor(self.request), revoked_at__isnull=True)

    @extend_schema(responses={201: NewCalendarFeedSerializer})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The answer holds the secret `address`, this once."""
        serializer = self.get_serializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        user = actor(request)
        feed, token = create_feed(
            user=user, **serializer.validated_data, by=user, at=timezone.now()
        )
        answer = self.get_serializer(feed).data | {"address": address_of(token)}
        return Response(answer, status=status.HTTP_201_CREATED, headers={"Location": answer["url"]})

    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The address answers 404 from now on."""
        revoke_feed(self.get_object(), by=actor(request), at=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)
