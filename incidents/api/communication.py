"""Situation reports, decisions and messages of an incident."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.idempotency import IdempotentCreate
from incidents.api.below import BelowIncident
from incidents.models import CommsMessage, Incident
from incidents.serializers import communication as shapes
from incidents.services import incidents as verbs
from lib.api.resources import read_version


class OnceAReport(BelowIncident):
    def create(self, request: Request, code: str) -> Response:
        incident = self.allowed("respond")
        values = self.called(self.body(shapes.ReportBodySerializer))
        made = verbs.submit_report(incident, **values)
        row = incident.reports.select_related("incident", "by").get(pk=made.pk)
        return self.made(shapes.SituationReportSerializer(row).data)


class ReportViewSet(IdempotentCreate, OnceAReport):
    """What the command was told, with what the platform knew at that moment."""

    serializer_class = shapes.SituationReportSerializer

    @extend_schema(responses=shapes.SituationReportSerializer(many=True))
    def list(self, request: Request, code: str) -> Response:
        """All situation reports, oldest first."""
        rows = self.incident().reports.select_related("incident", "by").order_by("number")
        return self.page(rows, shapes.SituationReportSerializer)

    @extend_schema(
        request=shapes.ReportBodySerializer, responses={201: shapes.SituationReportSerializer}
    )
    def create(self, request: Request, code: str) -> Response:
        """Submit the next one; the one after is due an interval later. `Idempotency-Key` is
        honoured."""
        return super().create(request, code)

    @extend_schema(responses={200: shapes.SituationReportSerializer})
    def retrieve(self, request: Request, code: str, number: str) -> Response:
        """One report by its `number`."""
        rows = self.incident().reports.select_related("incident", "by")
        row = self.one(rows, number=min(self.number(), 32767))
        return Response(shapes.SituationReportSerializer(row).data)


class OnceADecision(BelowIncident):
    def create(self, request: Request, code: str) -> Response:
        incident = self.allowed("respond")
        values = self.called(self.body(shapes.DecisionBodySerializer))
        made = verbs.decide(incident, **values)
        row = incident.decisions.select_related("level", "by").get(pk=made.pk)
        return self.made(shapes.IncidentDecisionSerializer(row).data)


class DecisionViewSet(IdempotentCreate, OnceADecision):
    """What was decided, out of what, and why; never changed."""

    serializer_class = shapes.IncidentDecisionSerializer

    @extend_schema(responses=shapes.IncidentDecisionSerializer(many=True))
    def list(self, request: Request, code: str) -> Response:
        """All decisions, oldest first."""
        rows = self.incident().decisions.select_related("level", "by").order_by("at", "id")
        return self.page(rows, shapes.IncidentDecisionSerializer)

    @extend_schema(
        request=shapes.DecisionBodySerializer, responses={201: shapes.IncidentDecisionSerializer}
    )
    def create(self, request: Request, code: str) -> Response:
        """Write one down; `Idempotency-Key` is honoured."""
        return super().create(request, code)


class OnceAMessage(BelowIncident):
    def create(self, request: Request, code: str) -> Response:
        incident = self.allowed("respond")
        made = verbs.draft(incident, **self.called(self.body(shapes.MessageDraftSerializer)))
        return self.made(shapes.MessageSerializer(_messages(incident).get(pk=made.pk)).data)


class MessageViewSet(IdempotentCreate, OnceAMessage):
    """Messages to an audience: drafted, approved where they must be, sent."""

    serializer_class = shapes.MessageSerializer

    @extend_schema(responses=shapes.MessageSerializer(many=True))
    def list(self, request: Request, code: str) -> Response:
        """All messages, oldest first."""
        return self.page(_messages(self.incident()).order_by("number"), shapes.MessageSerializer)

    @extend_schema(request=shapes.MessageDraftSerializer, responses={201: shapes.MessageSerializer})
    def create(self, request: Request, code: str) -> Response:
        """Draft one, from a template or not; `Idempotency-Key` is honoured."""
        return super().create(request, code)

    @extend_schema(responses={200: shapes.MessageSerializer})
    def retrieve(self, request: Request, code: str, number: str) -> Response:
        """One message by its `number`."""
        return self._answer(self._message(self.incident()))

    @extend_schema(
        request=shapes.MessageChangeSerializer, responses={200: shapes.MessageSerializer}
    )
    def partial_update(self, request: Request, code: str, number: str) -> Response:
        """Change the texts of a draft."""
        row = self._message(self.allowed("respond"))
        version = read_version(request)
        values = self.body(shapes.MessageChangeSerializer)
        values.pop("version", None)
        verbs.change_message(row, read_version=version, **self.called(values))
        return self._answer(row)

    @extend_schema(request=shapes.MessageStepSerializer, responses={200: shapes.MessageSerializer})
    def submit(self, request: Request, code: str, number: str) -> Response:
        """Ask for approval."""
        return self._step(verbs.submit_message, shapes.MessageStepSerializer, "respond")

    @extend_schema(request=shapes.MessageStepSerializer, responses={200: shapes.MessageSerializer})
    def approve(self, request: Request, code: str, number: str) -> Response:
        """It may go out as it is."""
        return self._step(verbs.approve_message, shapes.MessageStepSerializer, "approve_message")

    @extend_schema(request=shapes.CommentSerializer, responses={200: shapes.MessageSerializer})
    def refuse(self, request: Request, code: str, number: str) -> Response:
        """Back to its author, with a comment."""
        return self._step(verbs.refuse_message, shapes.CommentSerializer, "approve_message")

    @extend_schema(request=shapes.DispatchSerializer, responses={200: shapes.MessageSerializer})
    def send(self, request: Request, code: str, number: str) -> Response:
        """It leaves: through the platform, or by hand as `channel` says."""
        return self._step(verbs.send_message, shapes.DispatchSerializer, "message")

    def _step(self, verb: Any, shape: Any, right: str) -> Response:
        row = self._message(self.allowed(right))
        values = self.called(self.body(shape))
        read = values.pop("version")
        if shape is shapes.CommentSerializer:
            values.setdefault("comment", "")
        if values.get("channel") == "":
            values.pop("channel")
        verb(row, read_version=read, **values)
        return self._answer(row)

    def _message(self, incident: Incident) -> CommsMessage:
        found: CommsMessage = self.one(_messages(incident), number=min(self.number(), 32767))
        return found

    def _answer(self, row: CommsMessage) -> Response:
        fresh = _messages(row.incident).get(pk=row.pk)
        return Response(shapes.MessageSerializer(fresh).data)


def _messages(incident: Incident) -> Any:
    rows = CommsMessage.objects.filter(incident=incident)
    return rows.select_related("template", "drafted_by", "decided_by", "sent_by", "incident")
