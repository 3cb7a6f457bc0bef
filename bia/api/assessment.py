"""Impact assessments: drafts are changed, state changes are nouns."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.access import require
from bia.assessment_differences import compare, predecessor, rows_of
from bia.filters.assessment import AssessmentFilter
from bia.models import Assessment, ImpactRating
from bia.serializers.assessment import (
    AssessmentSerializer,
    ConfirmationSerializer,
    ConfirmedSerializer,
    DifferencesSerializer,
    MajorChangeSerializer,
    ReturnSerializer,
    TransitionSerializer,
)
from bia.services.assessment import change_assessment, discard_assessment, start_assessment
from bia.services.assessment_confirmation import (
    changed_since_approval,
    confirm_assessment,
    mark_major_change,
)
from bia.services.assessment_review import (
    approve_assessment,
    return_assessment,
    submit_assessment,
    withdraw_submission,
)
from bia.services.measurement import CLOCK_SKEW
from lib.api.resources import ResourceViewSet
from lib.errors import Refused

RATINGS = Prefetch(
    "ratings", ImpactRating.objects.select_related("category").order_by("category__order", "at_s")
)


def complete(rows: Any) -> Any:
    """With everything the serializer shows, in a constant number of queries."""
    return rows.select_related(
        "process__owner", "based_on", "catalogue", "submitted_by", "snapshot"
    ).prefetch_related(RATINGS)


class AssessmentViewSet(ResourceViewSet):
    """One version of a process's BIA; at most one of a process is in work."""

    model = Assessment
    serializer_class = AssessmentSerializer
    filterset_class = AssessmentFilter
    search_fields = ["code", "process__code", "process__name"]
    ordering_fields = ["code", "status", "mtd_s", "rto_s", "rpo_s", "approved_at", "updated_at"]
    required_permissions = dict.fromkeys(
        ("create", "partial_update", "destroy", "submission", "confirmation"), "assessment.change"
    ) | dict.fromkeys(("approval", "return_"), "assessment.approve")
    create_service = start_assessment
    change_service = change_assessment
    delete_service = discard_assessment

    def get_queryset(self) -> Any:
        return complete(super().get_queryset())

    def _fresh(self, row: Any) -> Any:
        return complete(Assessment.objects.for_list()).get(pk=row.pk)

    @extend_schema(methods=["POST"], request=TransitionSerializer, responses=AssessmentSerializer)
    @extend_schema(methods=["DELETE"], request=None, responses=AssessmentSerializer)
    @action(detail=True, methods=["post", "delete"])
    def submission(self, request: Request, code: str) -> Response:
        """Hand in for approval; DELETE withdraws it."""
        verb = submit_assessment if request.method == "POST" else withdraw_submission
        return self._step(request, verb, TransitionSerializer)

    @extend_schema(request=TransitionSerializer, responses=AssessmentSerializer)
    @action(detail=True, methods=["post"])
    def approval(self, request: Request, code: str) -> Response:
        """Approve and freeze; never by its author."""
        return self._step(request, approve_assessment, TransitionSerializer)

    @extend_schema(request=ReturnSerializer, responses=AssessmentSerializer)
    @action(detail=True, methods=["post"], url_path="return", url_name="return")
    def return_(self, request: Request, code: str) -> Response:
        """Send back with a reason."""
        return self._step(request, return_assessment, ReturnSerializer)

    @extend_schema(request=ConfirmationSerializer, responses={201: ConfirmedSerializer})
    @action(detail=True, methods=["post"])
    def confirmation(self, request: Request, code: str) -> Response:
        """ "Nothing changed": keep the approved version for another period."""
        assessment = self.get_object()
        self.require(assessment)
        kept = confirm_assessment(assessment, **self._body(request, ConfirmationSerializer))
        answer = {
            "assessment": assessment.code,
            "at": kept.at,
            "note": kept.note,
            "review_due": kept.review_due,
        }
        return Response(ConfirmedSerializer(answer).data, status=status.HTTP_201_CREATED)

    @extend_schema(
        responses=DifferencesSerializer,
        parameters=[
            OpenApiParameter("with", str, description="Code of the version to compare with."),
        ],
        filters=False,
    )
    @action(detail=True, pagination_class=None, filterset_class=None)
    def differences(self, request: Request, code: str) -> Response:
        """Against the version it started from or `?with=<code>`; `register`: since approval."""
        after = self.get_object()
        other = request.query_params.get("with", "")
        if other == "register":
            if not hasattr(after, "snapshot"):
                raise ValidationError({"with": ["not_approved"]})
            rows, name = rows_of(changed_since_approval(after)), after.code
        else:
            seen = self.get_queryset()
            before = get_object_or_404(seen, code=other) if other else predecessor(after)
            rows, name = compare(before, after), before.code if before else None
        answer = {
            "before": name,
            "after": after.code,
            "differences": [
                {
                    "section": row.section,
                    "kind": row.kind,
                    "key": [str(part) for part in row.difference.key],
                    "label": row.label,
                    "before": row.difference.before,
                    "after": row.difference.after,
                }
                for row in rows
            ],
        }
        return Response(DifferencesSerializer(answer).data)

    def _step(self, request: Request, verb: Callable[..., Any], shape: Any) -> Response:
        assessment = self.get_object()
        self.require(assessment)
        verb(assessment, **self._body(request, shape))
        return Response(self.get_serializer(self._fresh(assessment)).data)

    def _body(self, request: Request, shape: Any) -> dict[str, Any]:
        return step_values(request, shape, self.get_serializer_context())


def step_values(request: Request, shape: Any, context: Any) -> dict[str, Any]:
    """A transition's body as keywords of its service: `by`, `at`, `read_version` and its own."""
    serializer = shape(data=request.data if request.data else {}, context=context)
    serializer.is_valid(raise_exception=True)
    values = dict(serializer.validated_data)
    now = timezone.now()
    wanted = values.get("at") or now
    if wanted > now + CLOCK_SKEW:
        raise Refused("in_future", _("This lies in the future."), "at")
    values["at"] = min(wanted, now)  # a caller's clock may run a little ahead
    if "version" in values:
        values["read_version"] = values.pop("version")
    return values | {"by": request.user}


class MajorChangeView(APIView):
    """`POST /major-changes/`: review this process at once."""

    @extend_schema(request=MajorChangeSerializer, responses={201: MajorChangeSerializer})
    def post(self, request: Request) -> Response:
        require(request.user, "assessment.change")
        values = step_values(request, MajorChangeSerializer, {"request": request})
        values.pop("read_version", None)
        marked = mark_major_change(**values)
        answer = {"process": marked.process, "reason": marked.reason, "at": marked.at}
        return Response(MajorChangeSerializer(answer).data, status=status.HTTP_201_CREATED)
