"""`/api/v1/clocks/` and `/api/v1/clock-policies/`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import MethodNotAllowed
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import actor
from followup.filters.clock import ClockFilter
from followup.models import Clock, ClockPolicy
from followup.serializers.clock import (
    ClockDetailSerializer,
    ClockPolicySerializer,
    ClockSerializer,
    PauseSerializer,
    SnoozeSerializer,
)
from followup.services.clock_control import pause_clock, resume_clock, snooze_clock
from followup.services.policies import change_policy
from lib.api.numbered import ByNumber
from lib.api.resources import BodySerializer, ResourceViewSet


class ClockViewSet(ByNumber, ResourceViewSet):
    """What is due and when; clocks start and stop with what they are about."""

    model = Clock
    lookup_field = "pk"
    filterset_class = ClockFilter
    search_fields = ("title", "subject_code")
    ordering_fields = ("due_at", "next_fire_at", "created_at")
    required_permissions = dict.fromkeys(("snooze", "pause", "resumption"), "clock.control")
    http_method_names = ("get", "post", "head", "options")

    def get_serializer_class(self) -> Any:
        return ClockSerializer if self.action == "list" else ClockDetailSerializer

    def get_queryset(self) -> Any:
        rows = super().get_queryset()
        return rows.defer("marks", "policy_snapshot") if self.action == "list" else rows

    @extend_schema(exclude=True)
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        raise MethodNotAllowed("POST")

    @extend_schema(request=SnoozeSerializer, responses=ClockDetailSerializer)
    @action(detail=True, methods=["post"])
    def snooze(self, request: Request, pk: str) -> Response:
        """The deadline, and what is told next, wait `for_s` longer; once missed, only the
        latter. 409 for clocks that never move."""
        return self._step(request, snooze_clock, SnoozeSerializer)

    @extend_schema(request=PauseSerializer, responses=ClockDetailSerializer)
    @action(detail=True, methods=["post"])
    def pause(self, request: Request, pk: str) -> Response:
        """It stands still until it is resumed. 409 for clocks that never do."""
        return self._step(request, pause_clock, PauseSerializer)

    @extend_schema(request=None, responses=ClockDetailSerializer)
    @action(detail=True, methods=["post"])
    def resumption(self, request: Request, pk: str) -> Response:
        """Deadline and marks move on by the time it stood still."""
        return self._step(request, resume_clock, BodySerializer)

    def _step(self, request: Request, verb: Callable[..., Any], shape: Any) -> Response:
        """403 before the body is looked at, 400 for the body, 409 for the clock's state."""
        clock = self.get_object()
        self.require(clock)
        body = shape(data=request.data)
        body.is_valid(raise_exception=True)
        verb(clock, **body.validated_data, by=actor(request), at=timezone.now())
        return Response(self.get_serializer(self.get_object()).data)


class ClockPolicyViewSet(ResourceViewSet):
    """The table of clocks. An edit counts for clocks that start afterwards."""

    model = ClockPolicy
    serializer_class = ClockPolicySerializer
    filterset_fields = ("number", "urgent", "pausable")
    search_fields = ("code", "name_en", "name_zh")
    ordering_fields = ("order", "code")
    required_permissions = {"partial_update": "clock_policy.change"}
    http_method_names = ("get", "patch", "head", "options")
    change_service = change_policy
