"""`/api/v1/changes/` and `/api/v1/risks/` with the steps of each as nouns."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import actor
from governance.api.stepping import Stepping
from governance.filters.changes import ChangeFilter, RiskFilter
from governance.models import Change, Risk
from governance.serializers import change as shapes
from governance.serializers import risk as risk_shapes
from governance.services import changes, risks
from lib.api.resources import ResourceViewSet

METHODS = ["get", "post", "patch", "head", "options"]


class ChangeViewSet(Stepping, ResourceViewSet):
    """Requested, assessed, approved by somebody else, implemented; what it sets off follows."""

    http_method_names = METHODS
    model = Change
    serializer_class = shapes.ChangeSerializer
    filterset_class = ChangeFilter
    required_permissions = {
        "create": changes.REQUEST, "partial_update": changes.REQUEST,
        "assessment": changes.ASSESS, "approval": changes.APPROVE, "rejection": changes.APPROVE,
    }  # fmt: skip
    create_service = staticmethod(changes.create_change)
    change_service = staticmethod(changes.change_change)
    search_fields = ["code", "title", "external_ref"]
    ordering_fields = ["code", "title", "state", "planned_start", "implemented_at", "updated_at"]

    def get_queryset(self) -> Any:
        rows = super().get_queryset().prefetch_related("processes")
        return rows.select_related("assessed_by", "decided_by", "implemented_by")

    @extend_schema(
        request=shapes.ChangeAssessmentSerializer, responses={200: shapes.ChangeSerializer}
    )
    @action(detail=True, methods=["post"])
    def assessment(self, request: Request, code: str) -> Response:
        """What it does and what may go wrong. Said again, it replaces what was said."""
        return self.step(changes.assess_change, shapes.ChangeAssessmentSerializer)

    @extend_schema(
        request=shapes.ChangeMaybeReasonSerializer, responses={200: shapes.ChangeSerializer}
    )
    @action(detail=True, methods=["post"])
    def approval(self, request: Request, code: str) -> Response:
        """By somebody else than whoever requested it."""
        return self.step(changes.approve_change, shapes.ChangeMaybeReasonSerializer)

    @extend_schema(request=shapes.ChangeReasonSerializer, responses={200: shapes.ChangeSerializer})
    @action(detail=True, methods=["post"])
    def rejection(self, request: Request, code: str) -> Response:
        """It is not done, for a reason."""
        return self.step(changes.reject_change, shapes.ChangeReasonSerializer)

    @extend_schema(request=shapes.ChangeResultSerializer, responses={200: shapes.ChangeSerializer})
    @action(detail=True, methods=["post"])
    def implementation(self, request: Request, code: str) -> Response:
        """It is in. `followed_up` says which processes and plans are reviewed for it."""
        return self.step(changes.implement_change, shapes.ChangeResultSerializer, self._implements)

    @extend_schema(request=shapes.ChangeFailureSerializer, responses={200: shapes.ChangeSerializer})
    @action(detail=True, methods=["post"])
    def failure(self, request: Request, code: str) -> Response:
        """It did not work and was rolled back."""
        return self.step(changes.fail_change, shapes.ChangeFailureSerializer, self._implements)

    @extend_schema(
        request=shapes.ChangeMaybeReasonSerializer, responses={200: shapes.ChangeSerializer}
    )
    @action(detail=True, methods=["post"])
    def withdrawal(self, request: Request, code: str) -> Response:
        """Whoever requested it, or who assesses, takes it back."""
        return self.step(
            changes.withdraw_change, shapes.ChangeMaybeReasonSerializer, self._withdraws
        )

    def _implements(self, row: Change) -> bool:
        return changes.may_implement(row, actor(self.request))

    def _withdraws(self, row: Change) -> bool:
        return changes.may_withdraw(row, actor(self.request))


class RiskViewSet(Stepping, ResourceViewSet):
    """What may interrupt which processes, and the answer to it."""

    http_method_names = METHODS
    model = Risk
    serializer_class = risk_shapes.RiskSerializer
    filterset_class = RiskFilter
    required_permissions = {
        "create": risks.PERMISSION, "partial_update": risks.PERMISSION,
        "treatment": risks.PERMISSION, "acceptance": risks.APPROVE, "closure": risks.PERMISSION,
        "reopening": risks.PERMISSION,
    }  # fmt: skip
    create_service = staticmethod(risks.create_risk)
    change_service = staticmethod(risks.change_risk)
    search_fields = ["code", "title", "text"]
    ordering_fields = ["code", "title", "likelihood", "impact", "state", "next_review"]

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("change", "decided_by")

    @extend_schema(
        request=risk_shapes.RiskTreatmentSerializer, responses={200: risk_shapes.RiskSerializer}
    )
    @action(detail=True, methods=["post"])
    def treatment(self, request: Request, code: str) -> Response:
        """The measures work; what is left is rated."""
        return self.step(risks.treat_risk, risk_shapes.RiskTreatmentSerializer)

    @extend_schema(
        request=risk_shapes.RiskAcceptanceSerializer, responses={200: risk_shapes.RiskSerializer}
    )
    @action(detail=True, methods=["post"])
    def acceptance(self, request: Request, code: str) -> Response:
        """Lived with until a day, by somebody who approves."""
        return self.step(risks.accept_risk, risk_shapes.RiskAcceptanceSerializer)

    @extend_schema(
        request=risk_shapes.RiskReasonSerializer, responses={200: risk_shapes.RiskSerializer}
    )
    @action(detail=True, methods=["post"])
    def closure(self, request: Request, code: str) -> Response:
        """It is gone."""
        return self.step(risks.close_risk, risk_shapes.RiskReasonSerializer)

    @extend_schema(
        request=risk_shapes.RiskMaybeReasonSerializer, responses={200: risk_shapes.RiskSerializer}
    )
    @action(detail=True, methods=["post"])
    def reopening(self, request: Request, code: str) -> Response:
        """It is one again."""
        return self.step(risks.reopen_risk, risk_shapes.RiskMaybeReasonSerializer)
