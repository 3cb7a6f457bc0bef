"""`/api/v1/clocks/` and `/api/v1/clock-policies/`."""

from __future__ import annotations

from typing import Any

from followup.filters.clock import ClockFilter
from followup.models import Clock, ClockPolicy
from followup.serializers.clock import (
    ClockDetailSerializer,
    ClockPolicySerializer,
    ClockSerializer,
)
from followup.services.policies import change_policy
from lib.api.resources import ResourceViewSet


class ClockViewSet(ResourceViewSet):
    """What is due and when; clocks start and stop with what they are about."""

    model = Clock
    lookup_field = "pk"
    lookup_value_regex = r"[0-9]{1,18}"
    filterset_class = ClockFilter
    search_fields = ("title", "subject_code")
    ordering_fields = ("due_at", "next_fire_at", "created_at")
    http_method_names = ("get", "head", "options")

    def get_serializer_class(self) -> Any:
        return ClockDetailSerializer if self.action == "retrieve" else ClockSerializer

    def get_queryset(self) -> Any:
        rows = super().get_queryset()
        return rows if self.action == "retrieve" else rows.defer("marks", "policy_snapshot")


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
