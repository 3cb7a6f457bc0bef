"""`/api/v1/bcms-records/` with the steps of each as nouns."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import actor
from governance.api.stepping import Stepping
from governance.filters.records import BcmsRecordFilter
from governance.models import BcmsRecord
from governance.serializers import record as shapes
from governance.serializers.programme import EmptySerializer
from governance.services import record_reading as reading
from governance.services import records as verbs
from governance.services.record_revision import revise_record
from lib.api.resources import ResourceViewSet

ANSWER = {200: shapes.BcmsRecordSerializer}
KEEP, APPROVE = verbs.PERMISSION, verbs.APPROVE


class BcmsRecordViewSet(Stepping, ResourceViewSet):
    """What a management system writes down about itself (ISO 22301 clauses 4 to 7 and 9.2)."""

    http_method_names = ["get", "post", "patch", "head", "options"]
    model = BcmsRecord
    serializer_class = shapes.BcmsRecordSerializer
    filterset_class = BcmsRecordFilter
    required_permissions = {
        "create": KEEP, "partial_update": KEEP, "submission": KEEP, "revision": KEEP,
        "holding": KEEP, "reminder": KEEP, "approval": APPROVE, "return_": APPROVE,
    }  # fmt: skip
    create_service = staticmethod(verbs.create_record)
    change_service = staticmethod(verbs.change_record)
    search_fields = ["code", "title", "text"]
    ordering_fields = ["code", "kind", "title", "state", "due_on", "next_review", "updated_at"]

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("auditor", "submitted_by")

    @extend_schema(request=EmptySerializer, responses=ANSWER)
    @action(detail=True, methods=["post"])
    def submission(self, request: Request, code: str) -> Response:
        """To top management. 409 with all that is missing."""
        return self.step(verbs.submit_record, EmptySerializer)

    @extend_schema(request=EmptySerializer, responses=ANSWER)
    @action(detail=True, methods=["post"])
    def approval(self, request: Request, code: str) -> Response:
        """In force, by somebody else than who wrote or submitted it (409). A revision passes into
        the record it revises, which is what is answered."""
        return self.step(verbs.approve_record, EmptySerializer)

    @extend_schema(request=shapes.RecordReasonSerializer, responses=ANSWER)
    @action(detail=True, methods=["post"], url_path="return", url_name="return")
    def return_(self, request: Request, code: str) -> Response:
        """Back to whoever submitted it."""
        return self.step(verbs.return_record, shapes.RecordReasonSerializer)

    @extend_schema(request=EmptySerializer, responses=ANSWER)
    @action(detail=True, methods=["post"])
    def revision(self, request: Request, code: str) -> Response:
        """The draft of the next edition; this one stays in force until that one is."""
        row = self.get_object()
        self.require(row)
        draft = revise_record(row, by=actor(request), at=timezone.now())
        return Response(self.get_serializer(self._fresh(draft)).data)

    @extend_schema(request=EmptySerializer, responses=ANSWER)
    @action(detail=True, methods=["post"])
    def retirement(self, request: Request, code: str) -> Response:
        """It counts no longer. What top management approved, it also withdraws."""
        return self.step(verbs.retire_record, EmptySerializer, self._retires)

    @extend_schema(request=shapes.AuditHoldingSerializer, responses=ANSWER)
    @action(detail=True, methods=["post"])
    def holding(self, request: Request, code: str) -> Response:
        """The internal audit was held, with a result."""
        return self.step(verbs.hold_audit, shapes.AuditHoldingSerializer)

    @extend_schema(
        request=shapes.AcknowledgementBodySerializer,
        responses={200: shapes.AcknowledgementSerializer},
    )
    @action(detail=True, methods=["post"])
    def acknowledgement(self, request: Request, code: str) -> Response:
        """Whoever asks has read and understood the edition in force; said again, it stands."""
        row = self.get_object()
        body = shapes.AcknowledgementBodySerializer(data=request.data or {})
        body.is_valid(raise_exception=True)
        found = reading.acknowledge(
            row, by=actor(request), at=timezone.now(), **body.validated_data
        )
        return Response(shapes.AcknowledgementSerializer(found).data)

    @extend_schema(responses={200: shapes.RecordReadingSerializer(many=True)})
    @action(detail=True, methods=["get"], pagination_class=None, filterset_class=None)
    def readings(self, request: Request, code: str) -> Response:
        """Everybody active, those who have not read it first."""
        rows = reading.readings(self.get_object())
        return Response(shapes.RecordReadingSerializer(rows, many=True).data)

    @extend_schema(request=EmptySerializer, responses=ANSWER)
    @action(detail=True, methods=["post"])
    def reminder(self, request: Request, code: str) -> Response:
        """Those who have not read it are told once more, at most once a day."""
        row = self.get_object()
        self.require(row)
        reading.remind_readers(row, by=actor(request), at=timezone.now())
        return Response(self.get_serializer(self._fresh(row)).data)

    def _retires(self, row: BcmsRecord) -> bool:
        return verbs.may_retire(row, actor(self.request))
