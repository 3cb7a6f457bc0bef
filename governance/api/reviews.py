"""Management reviews, their agenda and their decisions."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import actor, require, visible_or_404
from accounts.api.below import Below
from governance.api.stepping import Stepping
from governance.filters.programme import ReviewFilter
from governance.models import AgendaItem, ManagementReview, ReviewDecision
from governance.serializers import review as shapes
from governance.serializers.programme import EmptySerializer, GovernanceReasonSerializer
from governance.services import reviews as verbs
from lib.api.resources import ResourceViewSet

ANSWER = {200: shapes.ManagementReviewSerializer}
KEEP, APPROVE = verbs.PERMISSION, verbs.APPROVE


class ManagementReviewViewSet(Stepping, ResourceViewSet):
    """Top management looks at the figures and decides (ISO 22301 9.3)."""

    http_method_names = ["get", "post", "patch", "head", "options"]
    model = ManagementReview
    serializer_class = shapes.ManagementReviewSerializer
    filterset_class = ReviewFilter
    required_permissions = {
        "create": KEEP, "partial_update": KEEP, "holding": KEEP, "submission": KEEP,
        "cancellation": KEEP, "approval": APPROVE, "return_": APPROVE,
    }  # fmt: skip
    create_service = staticmethod(verbs.create_review)
    change_service = staticmethod(verbs.change_review)
    search_fields = ["code", "title", "minutes"]
    ordering_fields = ["code", "planned_on", "held_at", "state", "updated_at"]

    def get_queryset(self) -> Any:
        rows = super().get_queryset().select_related("written_by", "submitted_by")
        return rows.prefetch_related("participants")

    @extend_schema(request=shapes.HoldingSerializer, responses=ANSWER)
    @action(detail=True, methods=["post"])
    def holding(self, request: Request, code: str) -> Response:
        """It takes place: the figures of its agenda are frozen as they stand now."""
        return self.step(verbs.hold_review, shapes.HoldingSerializer)

    @extend_schema(request=EmptySerializer, responses=ANSWER)
    @action(detail=True, methods=["post"])
    def submission(self, request: Request, code: str) -> Response:
        """The minutes are written. 409 with all that is missing."""
        return self.step(verbs.submit_review, EmptySerializer)

    @extend_schema(request=EmptySerializer, responses=ANSWER)
    @action(detail=True, methods=["post"])
    def approval(self, request: Request, code: str) -> Response:
        """By somebody else than who wrote or submitted them (409). Decisions with an owner and a
        date become corrective actions; the next review is planned."""
        return self.step(verbs.approve_review, EmptySerializer)

    @extend_schema(request=GovernanceReasonSerializer, responses=ANSWER)
    @action(detail=True, methods=["post"], url_path="return", url_name="return")
    def return_(self, request: Request, code: str) -> Response:
        """Back to whoever writes them."""
        return self.step(verbs.return_review, GovernanceReasonSerializer)

    @extend_schema(request=GovernanceReasonSerializer, responses=ANSWER)
    @action(detail=True, methods=["post"])
    def cancellation(self, request: Request, code: str) -> Response:
        """It is not held."""
        return self.step(verbs.cancel_review, GovernanceReasonSerializer)


class BelowReview(Below):
    basename = "management-review"
    queryset = ManagementReview.objects.none()

    def review(self) -> ManagementReview:
        found: ManagementReview = visible_or_404(
            ManagementReview.objects.for_list(), self.request.user, code=self.kwargs["code"]
        )
        return found

    def kept(self) -> ManagementReview:
        """The review, for who may change it (403)."""
        review = self.review()
        require(actor(self.request), KEEP)
        return review

    def done(self) -> dict[str, Any]:
        return {"by": actor(self.request), "at": timezone.now()}

    def partly(self) -> dict[str, Any]:
        """The fields of a PATCH."""
        shape = self.serializer_class(  # type: ignore[misc]
            data=self.request.data, partial=True, context=self.get_serializer_context()
        )
        shape.is_valid(raise_exception=True)
        return dict(shape.validated_data)

    def told(self, row: Any, code: int = status.HTTP_200_OK) -> Response:
        context = self.get_serializer_context()
        return Response(self.serializer_class(row, context=context).data, status=code)  # type: ignore[misc]


class AgendaViewSet(BelowReview):
    """The inputs the standard names, filled with figures, and points of one's own."""

    serializer_class = shapes.AgendaItemSerializer

    def _rows(self, review: ManagementReview) -> Any:
        return AgendaItem.objects.filter(review=review).select_related("review")

    @extend_schema(responses=shapes.AgendaItemSerializer(many=True))
    def list(self, request: Request, code: str) -> Response:
        return self.page(self._rows(self.review()), self.serializer_class)

    @extend_schema(responses={201: shapes.AgendaItemSerializer})
    def create(self, request: Request, code: str) -> Response:
        """A point of one's own."""
        review = self.kept()
        values = {"title": ""} | self.body(self.serializer_class)
        return self.told(verbs.add_item(review, **values, **self.done()), 201)

    @extend_schema(responses={200: shapes.AgendaItemSerializer})
    def partial_update(self, request: Request, code: str, number: str) -> Response:
        """What was said."""
        row = self.one(self._rows(self.kept()), pk=self.number())
        return self.told(verbs.change_item(row, **self.partly(), **self.done()))

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, code: str, number: str) -> Response:
        row = self.one(self._rows(self.kept()), pk=self.number())
        verbs.remove_item(row, **self.done())
        return Response(status=status.HTTP_204_NO_CONTENT)


class DecisionViewSet(BelowReview):
    """What was decided (ISO 22301 9.3.3)."""

    serializer_class = shapes.ReviewDecisionSerializer

    def _rows(self, review: ManagementReview) -> Any:
        return ReviewDecision.objects.filter(review=review).select_related(
            "owner", "action", "review"
        )

    @extend_schema(responses=shapes.ReviewDecisionSerializer(many=True))
    def list(self, request: Request, code: str) -> Response:
        return self.page(self._rows(self.review()), self.serializer_class)

    @extend_schema(responses={201: shapes.ReviewDecisionSerializer})
    def create(self, request: Request, code: str) -> Response:
        review = self.kept()
        values = self.body(self.serializer_class)
        return self.told(verbs.add_decision(review, **values, **self.done()), 201)

    @extend_schema(responses={200: shapes.ReviewDecisionSerializer})
    def partial_update(self, request: Request, code: str, number: str) -> Response:
        row = self.one(self._rows(self.kept()), pk=self.number())
        return self.told(verbs.change_decision(row, **self.partly(), **self.done()))

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, code: str, number: str) -> Response:
        row = self.one(self._rows(self.kept()), pk=self.number())
        verbs.remove_decision(row, **self.done())
        return Response(status=status.HTTP_204_NO_CONTENT)
