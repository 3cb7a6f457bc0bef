"""Corrective actions: drafts are changed, state changes are nouns."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import django_filters
from django.db import transaction
from django.http import Http404, HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.exceptions import MethodNotAllowed
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import actor
from accounts.api.idempotency import IdempotentCreate
from accounts.models import User
from followup.downloads import evidence_response
from followup.filters.action import ActionFilter
from followup.models import CorrectiveAction
from followup.serializers import action_steps as shapes
from followup.serializers.action import ActionSerializer
from followup.services import actions
from followup.services.kpis import kpis_of
from lib.api.parsers import BoundedJSONParser, TooLarge
from lib.api.resources import ResourceViewSet

MULTIPART_EXTRA = 64 * 1024  # boundaries and the other fields of a form with a file


class ActionApiFilter(ActionFilter):
    source_ref = django_filters.CharFilter(field_name="source_ref")
    department = django_filters.CharFilter(field_name="owner__department__code")


@transaction.atomic
def create(*, by: User, at: datetime, state: str = "draft", **fields: Any) -> CorrectiveAction:
    """A draft, or with "open" one that is in force at once: both or neither."""
    row = actions.create_action(**fields, by=by, at=at, via="api")
    if state == "open":
        actions.open_action(row, by=by, at=at, via="api")
    return row


def change(
    row: CorrectiveAction, *, read_version: int, by: User, at: datetime, **fields: Any
) -> list[str]:
    return actions.change_action(row, **fields, read_version=read_version, by=by, at=at, via="api")


# What each address asks of the table (followup/domain/action.py).
VERBS = {
    ("partial_update", "PATCH"): "change",
    ("opening", "POST"): "open",
    ("start", "POST"): "start",
    ("completion", "POST"): "complete",
    ("verification", "POST"): "verify",
    ("rejection", "POST"): "reject",
    ("postponement", "POST"): "postpone",
    ("risk_acceptance", "POST"): "accept_risk",
    ("risk_acceptance", "DELETE"): "withdraw_risk",
    ("cancellation", "POST"): "cancel",
    ("reopening", "POST"): "reopen",
    ("retests", "POST"): "record_retest",
    ("evidence", "POST"): "add_evidence",
}


class ActionViewSet(IdempotentCreate, ResourceViewSet):
    """What must be fixed, by whom, until when, and how it is proved; `Idempotency-Key` is
    honoured on create."""

    model = CorrectiveAction
    serializer_class = ActionSerializer
    filterset_class = ActionApiFilter
    search_fields = ["code", "title", "finding", "source_ref", "subject_code"]
    ordering_fields = [
        *("code", "title", "state", "priority", "due_on", "done_at", "verified_at"),
        *("created_at", "updated_at"),
    ]
    required_permissions = {"create": "action.change"}
    create_service = create
    change_service = change

    def get_queryset(self) -> Any:
        return self._loaded(super().get_queryset())

    def _fresh(self, row: Any) -> Any:
        return self._loaded(CorrectiveAction.objects.for_list()).get(pk=row.pk)

    def _loaded(self, rows: Any) -> Any:
        """With everything the serializer shows, in a constant number of queries."""
        return rows.select_related(
            *("owner__user", "verifier__user", "cause", "recurrence_of", "created_by"),
            *("verified_by", "risk_accepted_by"),
        ).prefetch_related("postponements__by")

    def require(self, subject: Any = None) -> None:
        """403 before a body is looked at; the service asks again under its lock."""
        super().require(subject)
        verb = VERBS.get((self.action, self.request.method or ""))
        if verb is not None and subject is not None:
            actions.require_part(subject, verb, actor(self.request))

    @extend_schema(exclude=True)
    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Never: a draft that is not wanted is cancelled, and stays on record."""
        raise MethodNotAllowed("DELETE")

    # --- the nouns ------------------------------------------------------------------------

    @extend_schema(request=shapes.OpeningSerializer, responses=ActionSerializer)
    @action(detail=True, methods=["post"])
    def opening(self, request: Request, code: str) -> Response:
        """Put a draft in force."""
        return self._step(request, actions.open_action, shapes.OpeningSerializer)

    @extend_schema(request=shapes.StepSerializer, responses=ActionSerializer)
    @action(detail=True, methods=["post"])
    def start(self, request: Request, code: str) -> Response:
        """The work begins."""
        return self._step(request, actions.start_action, shapes.StepSerializer)

    @extend_schema(request=shapes.CompletionSerializer, responses=ActionSerializer)
    @action(detail=True, methods=["post"])
    def completion(self, request: Request, code: str) -> Response:
        """The work is done; needs evidence, here or added before."""
        return self._step(request, actions.complete_action, shapes.CompletionSerializer)

    @extend_schema(request=shapes.VerificationSerializer, responses=ActionSerializer)
    @action(detail=True, methods=["post"])
    def verification(self, request: Request, code: str) -> Response:
        """Close it; only when a re-test passed, or a document proves it. Never by the owner."""
        return self._step(request, actions.verify_action, shapes.VerificationSerializer)

    @extend_schema(request=shapes.ReasonAndDaySerializer, responses=ActionSerializer)
    @action(detail=True, methods=["post"])
    def rejection(self, request: Request, code: str) -> Response:
        """Not good enough: open again."""
        return self._step(request, actions.reject_action, shapes.ReasonAndDaySerializer)

    @extend_schema(request=shapes.PostponementBodySerializer, responses=ActionSerializer)
    @action(detail=True, methods=["post"])
    def postponement(self, request: Request, code: str) -> Response:
        """A later due date, at most twice, by the owner's manager or an approver."""
        return self._step(request, actions.postpone_action, shapes.PostponementBodySerializer)

    @extend_schema(
        methods=["POST"], request=shapes.RiskAcceptanceSerializer, responses=ActionSerializer
    )
    @extend_schema(methods=["DELETE"], request=None, responses=ActionSerializer)
    @action(detail=True, methods=["post", "delete"], url_path="risk-acceptance")
    def risk_acceptance(self, request: Request, code: str) -> Response:
        """Nothing is done about it until a day; DELETE opens it again before."""
        if request.method == "DELETE":
            verb: Callable[..., Any] = actions.withdraw_risk_acceptance
            return self._step(request, verb, shapes.WithdrawalSerializer)
        return self._step(request, actions.accept_risk, shapes.RiskAcceptanceSerializer)

    @extend_schema(request=shapes.ReasonSerializer, responses=ActionSerializer)
    @action(detail=True, methods=["post"])
    def cancellation(self, request: Request, code: str) -> Response:
        """No longer wanted."""
        return self._step(request, actions.cancel_action, shapes.ReasonSerializer)

    @extend_schema(request=shapes.ReasonAndDaySerializer, responses=ActionSerializer)
    @action(detail=True, methods=["post"])
    def reopening(self, request: Request, code: str) -> Response:
        """Verified or cancelled, and still needed."""
        return self._step(request, actions.reopen_action, shapes.ReasonAndDaySerializer)

    # --- the lists below it ---------------------------------------------------------------

    @extend_schema(methods=["GET"], responses=shapes.RetestSerializer(many=True), filters=False)
    @extend_schema(
        methods=["POST"],
        request=shapes.RetestBodySerializer,
        responses={201: shapes.RetestSerializer},
    )
    @action(detail=True, methods=["get", "post"], filterset_class=None)
    def retests(self, request: Request, code: str) -> Response:
        """Results, newest first; POST writes one down by hand."""
        row = self.get_object()
        self.require(row)
        if request.method == "POST":
            made = actions.record_retest(row, **self._body(request, shapes.RetestBodySerializer))
            return self._created(shapes.RetestSerializer(made))
        return self._page(row.retests.select_related("by"), shapes.RetestSerializer)

    @extend_schema(
        methods=["GET"], responses=shapes.ActionEvidenceSerializer(many=True), filters=False
    )
    @extend_schema(
        methods=["POST"],
        request={
            "application/json": shapes.EvidenceBodySerializer,
            "multipart/form-data": shapes.EvidenceBodySerializer,
        },
        responses={201: shapes.ActionEvidenceSerializer},
    )
    @action(
        detail=True,
        methods=["get", "post"],
        filterset_class=None,
        parser_classes=[BoundedJSONParser, MultiPartParser],
    )
    def evidence(self, request: Request, code: str) -> Response:
        """Notes, links and files (PDF, PNG, JPEG, Word, Excel, text; at most 5 MB)."""
        row = self.get_object()
        self.require(row)
        context = self.get_serializer_context()
        if request.method == "POST":
            _refuse_large(request)
            values = self._body(request, shapes.EvidenceBodySerializer)
            upload = values.pop("file", None)
            if upload is not None:
                _refuse_large_file(upload.size)
                values["file"] = actions.File(upload.name or "", upload.read())
            made = actions.add_evidence(row, **values)
            return self._created(shapes.ActionEvidenceSerializer(made, context=context))
        rows = row.evidence.select_related("by", "action").defer("content")
        return self._page(rows, shapes.ActionEvidenceSerializer)

    @extend_schema(
        responses={(200, "application/octet-stream"): OpenApiTypes.BINARY},
        parameters=[OpenApiParameter("number", int, OpenApiParameter.PATH)],
        filters=False,
    )
    @action(
        detail=True,
        url_path=r"evidence/(?P<number>[^/]+)/file",
        url_name="file",
        pagination_class=None,
        filterset_class=None,
    )
    def evidence_file(self, request: Request, code: str, number: str) -> HttpResponse:
        """The file, as an attachment."""
        known = int(number) if re.fullmatch(r"[0-9]{1,18}", number) else 0
        row = self.get_object().evidence.filter(pk=known).first()
        if row is None:
            raise Http404
        return evidence_response(row)

    @extend_schema(responses=shapes.EntrySerializer(many=True), filters=False)
    @action(detail=True, filterset_class=None)
    def timeline(self, request: Request, code: str) -> Response:
        """What happened, oldest first; each entry is chained to the one before it."""
        rows = self.get_object().timeline.select_related("actor", "corrects")
        return self._page(rows, shapes.EntrySerializer)

    @extend_schema(responses=shapes.KpisSerializer)
    @action(detail=False, pagination_class=None)
    def kpis(self, request: Request) -> Response:
        """The figures over what the caller may see, filtered as the list is."""
        rows = self.filter_queryset(
            CorrectiveAction.objects.visible_to(actor(request)).order_by("code")
        )
        return Response(shapes.KpisSerializer(kpis_of(rows, at=timezone.now())).data)

    # --- small print ----------------------------------------------------------------------

    def _step(self, request: Request, verb: Callable[..., Any], shape: Any) -> Response:
        row = self.get_object()
        self.require(row)
        verb(row, **self._body(request, shape))
        return Response(self.get_serializer(self._fresh(row)).data)

    def _body(self, request: Request, shape: Any) -> dict[str, Any]:
        """The body as keywords of a verb: its own, and `by`, `at`, `recorded_at`, `via`."""
        serializer = shape(data=request.data if request.data else {})
        serializer.is_valid(raise_exception=True)
        values = dict(serializer.validated_data)
        now = timezone.now()
        if "version" in values:
            values["read_version"] = values.pop("version")
        values["at"] = values.get("at") or now
        return values | {"by": actor(request), "recorded_at": now, "via": "api"}

    def _page(self, rows: Any, shape: Any) -> Response:
        page = self.paginate_queryset(rows)
        context = self.get_serializer_context()
        return self.get_paginated_response(shape(page, many=True, context=context).data)

    def _created(self, serializer: Any) -> Response:
        return Response(serializer.data, status=status.HTTP_201_CREATED)


def _refuse_large(request: Request) -> None:
    """By the announced length, before anything is read."""
    try:
        announced = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        announced = 0
    if announced > actions.LARGEST_FILE + MULTIPART_EXTRA:
        raise TooLarge


def _refuse_large_file(size: int | None) -> None:
    if (size or 0) > actions.LARGEST_FILE:
        raise TooLarge
