"""Corrective actions: drafts are changed, state changes are nouns."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import django_filters
from django.db import transaction
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import MethodNotAllowed
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import actor
from accounts.api.idempotency import IdempotentCreate
from accounts.models import User
from followup.api.action_lists import ActionLists
from followup.filters.action import ActionFilter
from followup.models import CorrectiveAction
from followup.serializers import action_steps as shapes
from followup.serializers.action import ActionSerializer
from followup.services import actions
from followup.services.kpis import kpis_of


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


class ActionViewSet(IdempotentCreate, ActionLists):
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
