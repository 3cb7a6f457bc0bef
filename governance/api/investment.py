"""`/api/v1/investment-cases/` with the steps of a case as nouns."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import actor, may
from governance.api.stepping import Stepping
from governance.filters.investment import InvestmentCaseFilter
from governance.models import CaseState, InvestmentCase
from governance.serializers import investment as shapes
from governance.services import cases
from lib.api.resources import ResourceViewSet

MAYBE, NEEDED = shapes.CaseMaybeReasonSerializer, shapes.CaseReasonSerializer
ANSWER = {200: shapes.InvestmentCaseSerializer}


class InvestmentCaseViewSet(Stepping, ResourceViewSet):
    """What it costs and what it saves; frozen when submitted, decided by somebody else."""

    http_method_names = ["get", "post", "patch", "delete", "head", "options"]
    model = InvestmentCase
    serializer_class = shapes.InvestmentCaseSerializer
    filterset_class = InvestmentCaseFilter
    required_permissions = {
        **dict.fromkeys(
            ("create", "partial_update", "destroy", "submission", "withdrawal"), cases.PERMISSION
        ),
        **dict.fromkeys(("approval", "rejection"), cases.APPROVE),
    }
    create_service = staticmethod(cases.create_case)
    change_service = staticmethod(cases.change_case)
    delete_service = staticmethod(cases.delete_case)
    search_fields = ["code", "title"]
    ordering_fields = ["code", "title", "state", "submitted_at", "updated_at"]

    def get_queryset(self) -> Any:
        rows = super().get_queryset().select_related("created_by", "submitted_by")
        return rows.prefetch_related("assessments", "lines", "sourcing", "designs")

    @extend_schema(request=shapes.CaseEmptySerializer, responses=ANSWER)
    @action(detail=True, methods=["post"])
    def submission(self, request: Request, code: str) -> Response:
        """Freezes it. 409 with everything that is missing: analysis comes before money."""
        return self.step(cases.submit_case, shapes.CaseEmptySerializer)

    @extend_schema(request=MAYBE, responses=ANSWER)
    @action(detail=True, methods=["post"])
    def approval(self, request: Request, code: str) -> Response:
        """By somebody else than whoever wrote or submitted it."""
        return self.step(cases.approve_case, MAYBE)

    @extend_schema(request=NEEDED, responses=ANSWER)
    @action(detail=True, methods=["post"])
    def rejection(self, request: Request, code: str) -> Response:
        """Not this, for a reason."""
        return self.step(cases.reject_case, NEEDED)

    @extend_schema(request=MAYBE, responses=ANSWER)
    @action(detail=True, methods=["post"])
    def withdrawal(self, request: Request, code: str) -> Response:
        """It is not pursued any more."""
        return self.step(cases.withdraw_case, MAYBE)

    @extend_schema(request=MAYBE, responses=ANSWER)
    @action(detail=True, methods=["post"], url_path="return", url_name="return")
    def give_back(self, request: Request, code: str) -> Response:
        """A draft again; a submitted one needs a reason."""
        return self.step(cases.return_case, MAYBE, self._returns)

    def _returns(self, row: InvestmentCase) -> bool:
        needed = cases.APPROVE if row.state == CaseState.SUBMITTED else cases.PERMISSION
        return may(actor(self.request), needed)
