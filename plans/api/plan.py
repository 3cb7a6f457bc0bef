"""REST resources of plans and change requests."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import actor
from lib.api.numbered import ByNumber
from lib.api.resources import ResourceViewSet
from plans.access import require_edit, require_publish
from plans.api.plan_loading import plans_for_api
from plans.filters.plan import PlanFilter
from plans.filters.review import ChangeRequestFilter
from plans.models import ChangeRequest, Plan
from plans.serializers.plan import (
    AttestationSerializer,
    AttestedSerializer,
    ChangeRequestSerializer,
    DecisionSerializer,
    PlanSerializer,
    RetirementSerializer,
)
from plans.services import plans, reviews
from plans.services.publication import retire_plan

# Who may change, attest and retire one plan.
ASKED: Mapping[str, Callable[[Any, Plan], None]] = {
    "partial_update": require_edit,
    "attestation": reviews.require_attest,
    "retirement": require_publish,
}


class PlanViewSet(ResourceViewSet):
    """Plans; a new one has an empty draft 1.0. Who answers for a plan may change it."""

    model = Plan
    serializer_class = PlanSerializer
    filterset_class = PlanFilter
    search_fields = ["code", "name_en", "name_zh", "owner__name"]
    ordering_fields = ["code", "kind", "level", "review_due", "updated_at"]
    required_permissions = {"create": "plan.change"}
    create_service = plans.create_plan
    change_service = plans.change_plan
    delete_service = plans.delete_plan

    def require(self, subject: Any = None) -> None:
        """Before the body is read: who may not is told that, not what was wrong in it."""
        super().require(subject)
        check = ASKED.get(self.action)
        if check is not None and subject is not None:
            check(actor(self.request), subject)

    def get_queryset(self) -> Any:
        return plans_for_api(super().get_queryset())

    def _fresh(self, row: Any) -> Any:
        return plans_for_api(Plan.objects.all()).get(pk=row.pk)

    @extend_schema(methods=["GET"], responses=AttestedSerializer(many=True), filters=False)
    @extend_schema(
        methods=["POST"], request=AttestationSerializer, responses={201: AttestedSerializer}
    )
    @action(detail=True, methods=["get", "post"], filterset_class=None)
    def attestation(self, request: Request, code: str) -> Response:
        """Looked at and still right: the next review counts from today."""
        plan = self.get_object()
        if request.method == "GET":
            rows = plan.attestations.select_related("plan_version", "by")
            page = self.paginate_queryset(rows)
            return self.get_paginated_response(AttestedSerializer(page, many=True).data)
        self.require(plan)
        body = AttestationSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        made = reviews.attest_plan(
            plan, by=actor(request), at=timezone.now(), **body.validated_data
        )
        return Response(AttestedSerializer(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=RetirementSerializer, responses=PlanSerializer)
    @action(detail=True, methods=["post"])
    def retirement(self, request: Request, code: str) -> Response:
        """The plan is no longer used; its printed copies say so."""
        plan = self.get_object()
        self.require(plan)
        body = RetirementSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        retire_plan(plan, by=actor(request), at=timezone.now(), **body.validated_data)
        return Response(self.get_serializer(self._fresh(plan)).data)


class ChangeRequestViewSet(ByNumber, ResourceViewSet):
    """Why plans must be looked at again: raised by what happens, or asked for by people."""

    model = ChangeRequest
    serializer_class = ChangeRequestSerializer
    filterset_class = ChangeRequestFilter
    lookup_field = "pk"
    search_fields = ["plan__code", "plan__name_en", "plan__name_zh", "text", "source_ref"]
    ordering_fields = ["raised_at", "state", "trigger"]
    required_permissions = {"create": "plan.view"}
    http_method_names = ["get", "post", "head", "options"]
    create_service = reviews.ask_for_change

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return ChangeRequest.objects.none()
        return _complete(
            ChangeRequest.objects.filter(plan__in=Plan.objects.visible_to(actor(self.request)))
        )

    def _fresh(self, row: Any) -> Any:
        return _complete(ChangeRequest.objects.all()).get(pk=row.pk)

    @extend_schema(request=DecisionSerializer, responses=ChangeRequestSerializer)
    @action(detail=True, methods=["post"])
    def adoption(self, request: Request, pk: str) -> Response:
        """Adopt it in the plan's open draft."""
        return self._decide(request, adopt=True)

    @extend_schema(request=DecisionSerializer, responses=ChangeRequestSerializer)
    @action(detail=True, methods=["post"])
    def rejection(self, request: Request, pk: str) -> Response:
        """The plan stays as it is, for a reason."""
        return self._decide(request, adopt=False)

    def _decide(self, request: Request, *, adopt: bool) -> Response:
        row = self.get_object()
        body = DecisionSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        reviews.decide_request(
            row, adopt=adopt, by=actor(request), at=timezone.now(), **body.validated_data
        )
        return Response(self.get_serializer(self._fresh(row)).data)


def _complete(rows: Any) -> Any:
    return rows.select_related(
        "plan__owner", "plan__deputy", "review", "raised_by", "decided_by", "adopted_in"
    )
