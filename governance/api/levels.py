"""`/api/v1/level-assessments/`, `architectures/` and `recovery-strategies/`."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import actor, may
from governance.api.stepping import Stepping
from governance.filters import levels as filters
from governance.models import Architecture, LevelAssessment, Strategy, StrategyState
from governance.serializers import levels as shapes
from governance.serializers.investment import (
    CaseEmptySerializer,
    CaseMaybeReasonSerializer,
    CaseReasonSerializer,
)
from governance.services import architectures, levels, strategies
from lib.api.resources import ResourceViewSet

ALL = ["get", "post", "patch", "delete", "head", "options"]


class LevelAssessmentViewSet(Stepping, ResourceViewSet):
    """Which level a system's seven elements reach, against the one it needs."""

    http_method_names = ALL
    model = LevelAssessment
    serializer_class = shapes.LevelAssessmentSerializer
    filterset_class = filters.LevelFilter
    required_permissions = {
        "create": levels.CHANGE, "partial_update": levels.CHANGE, "destroy": levels.CHANGE,
        "confirmation": levels.CONFIRM,
    }  # fmt: skip
    create_service = staticmethod(levels.create_level_assessment)
    change_service = staticmethod(levels.change_level_assessment)
    delete_service = staticmethod(levels.delete_level_assessment)
    search_fields = ["code", "system__code", "system__name_en", "system__name_zh"]
    ordering_fields = ["code", "assessed_on", "state", "achieved", "needed", "updated_at"]

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("created_by")

    @extend_schema(request=CaseEmptySerializer, responses={200: shapes.LevelAssessmentSerializer})
    @action(detail=True, methods=["post"])
    def confirmation(self, request: Request, code: str) -> Response:
        """By somebody else than the assessor; it freezes, and supersedes the one before."""
        return self.step(levels.confirm_level_assessment, CaseEmptySerializer)


class ArchitectureViewSet(ResourceViewSet):
    """Ways to build for disasters; one no longer wanted is taken out of use (`is_active`)."""

    http_method_names = ALL
    model = Architecture
    serializer_class = shapes.ArchitectureSerializer
    filterset_class = filters.ArchitectureFilter
    required_permissions = dict.fromkeys(
        ("create", "partial_update", "destroy"), architectures.PERMISSION
    )
    create_service = staticmethod(architectures.create_architecture)
    change_service = staticmethod(architectures.change_architecture)
    delete_service = staticmethod(architectures.delete_architecture)
    search_fields = ["code", "name_en", "name_zh"]
    ordering_fields = ["code", "order", "rto_best_s", "cost_least", "updated_at"]


class StrategyViewSet(Stepping, ResourceViewSet):
    """How a system is to be recovered; it rests on approved analyses."""

    http_method_names = ["get", "post", "patch", "head", "options"]
    model = Strategy
    serializer_class = shapes.StrategySerializer
    filterset_class = filters.StrategyFilter
    required_permissions = {
        "create": strategies.CHANGE, "partial_update": strategies.CHANGE,
        "approval": strategies.APPROVE, "rejection": strategies.APPROVE,
    }  # fmt: skip
    create_service = staticmethod(strategies.create_strategy)
    change_service = staticmethod(strategies.change_strategy)
    search_fields = ["code", "system__code", "system__name_en", "reason"]
    ordering_fields = ["code", "state", "level", "annual_cost", "approved_at", "updated_at"]

    def get_queryset(self) -> Any:
        return super().get_queryset().prefetch_related("assessments")

    @extend_schema(request=CaseMaybeReasonSerializer, responses={200: shapes.StrategySerializer})
    @action(detail=True, methods=["post"])
    def approval(self, request: Request, code: str) -> Response:
        """By somebody else than whoever proposed it. 409 without approved analyses."""
        return self.step(strategies.approve_strategy, CaseMaybeReasonSerializer)

    @extend_schema(request=CaseReasonSerializer, responses={200: shapes.StrategySerializer})
    @action(detail=True, methods=["post"])
    def rejection(self, request: Request, code: str) -> Response:
        """Not this, for a reason."""
        return self.step(strategies.reject_strategy, CaseReasonSerializer)

    @extend_schema(request=CaseMaybeReasonSerializer, responses={200: shapes.StrategySerializer})
    @action(detail=True, methods=["post"])
    def retirement(self, request: Request, code: str) -> Response:
        """It holds no more."""
        return self.step(strategies.retire_strategy, CaseMaybeReasonSerializer, self._retires)

    def _retires(self, row: Strategy) -> bool:
        approved = row.state == StrategyState.APPROVED
        return may(actor(self.request), strategies.APPROVE if approved else strategies.CHANGE)
