"""Roles, the call list and the ladder of an incident."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import actor
from incidents.api.below import BelowIncident
from incidents.models import Contact, ContactAttempt, EscalationStep, Incident
from incidents.serializers import people as shapes
from incidents.serializers.incident import IncidentSerializer
from incidents.services import incidents as verbs
from incidents.services.holders import person_of
from incidents.services.rights import rights_of
from lib.errors import Refused


class RoleViewSet(BelowIncident):
    serializer_class = shapes.IncidentRoleSerializer

    @extend_schema(responses=shapes.IncidentRoleSerializer(many=True))
    def list(self, request: Request, code: str) -> Response:
        """Who has and had which role, oldest first."""
        return self.page(_roles(self.incident()), shapes.IncidentRoleSerializer)

    @extend_schema(request=shapes.AssignSerializer, responses={201: shapes.IncidentRoleSerializer})
    def create(self, request: Request, code: str) -> Response:
        """Give somebody a role, or take one; a commander hands over with a `note`."""
        incident = self._may_take_part()
        values = self.called(self.body(shapes.AssignSerializer))
        values["person"] = values.get("person") or _own_person(request)
        row = verbs.assign(incident, **values)
        return self.made(self._json(incident, row.pk))

    @extend_schema(request=shapes.CommandSerializer, responses={204: None})
    def destroy(self, request: Request, code: str, number: str) -> Response:
        """The role is given back; a commander leaves a `note`."""
        incident = self._may_take_part()
        row = self.one(_roles(incident), pk=self.number())
        values = self.called(self.body(shapes.CommandSerializer))
        verbs.release(incident, role=row.role, person=row.person, **values)
        return Response(status=204)

    @extend_schema(request=shapes.CommandSerializer, responses={201: shapes.IncidentRoleSerializer})
    def command(self, request: Request, code: str) -> Response:
        """Take command oneself; while somebody else commands a `note` of hand-over is needed."""
        incident = self.allowed("respond", "command")
        values = self.called(self.body(shapes.CommandSerializer))
        return self.made(self._json(incident, verbs.take_command(incident, **values).pk))

    @extend_schema(
        request=shapes.HandOverSerializer, responses={201: shapes.IncidentRoleSerializer}
    )
    def hand_over(self, request: Request, code: str) -> Response:
        """The command passes on, with a note; the new one confirms it."""
        incident = self.allowed("command")
        values = self.called(self.body(shapes.HandOverSerializer))
        return self.made(self._json(incident, verbs.hand_over(incident, **values).pk))

    @extend_schema(
        request=shapes.HappeningSerializer, responses={200: shapes.IncidentRoleSerializer}
    )
    def confirm(self, request: Request, code: str) -> Response:
        """The commander is there."""
        incident = self.allowed("respond", "command")
        row = verbs.confirm_command(incident, **self.called(self.body(shapes.HappeningSerializer)))
        return Response(self._json(incident, row.pk))

    @extend_schema(
        request=shapes.MaybeReasonSerializer, responses={201: shapes.IncidentRoleSerializer}
    )
    def break_glass(self, request: Request, code: str) -> Response:
        """Nobody has commanded for ten minutes: anybody who may report takes over; announced."""
        incident = self.allowed("incident.report")
        values = self.called(self.body(shapes.MaybeReasonSerializer))
        return self.made(self._json(incident, verbs.break_glass(incident, **values).pk))

    def _may_take_part(self) -> Incident:
        """Anybody but a mere reader may follow; the verb asks for more where a role needs it."""
        return self.allowed("respond", "command", "incident.report")

    def _json(self, incident: Incident, pk: int) -> Any:
        return shapes.IncidentRoleSerializer(_roles(incident).get(pk=pk)).data


class ContactViewSet(BelowIncident):
    serializer_class = shapes.ContactSerializer

    @extend_schema(responses=shapes.ContactSerializer(many=True))
    def list(self, request: Request, code: str) -> Response:
        """The call list in calling order, with every attempt."""
        return self.page(_contacts(self.incident()), shapes.ContactSerializer)

    @extend_schema(responses={200: shapes.ContactSerializer})
    def retrieve(self, request: Request, code: str, number: str) -> Response:
        """One row of the call list."""
        row = self.one(_contacts(self.incident()), pk=self.number())
        return Response(shapes.ContactSerializer(row).data)

    @extend_schema(request=shapes.CallSerializer, responses={201: shapes.ContactSerializer})
    def create(self, request: Request, code: str) -> Response:
        """Somebody of the call list was called, named by their `person`."""
        incident = self.allowed("respond")
        values = self.called(self.body(shapes.CallSerializer))
        person = values.pop("person")
        row = _contacts(incident).filter(person=person).first()
        if row is None:
            words = _("%(person)s does not stand on the call list.") % {"person": person}
            raise Refused("not_on_list", words, "person")
        verbs.log_attempt(row, **values)
        return self.made(shapes.ContactSerializer(_contacts(incident).get(pk=row.pk)).data)

    @extend_schema(request=shapes.AttemptBodySerializer, responses={201: shapes.ContactSerializer})
    def attempt(self, request: Request, code: str, number: str) -> Response:
        """Somebody was called; `at` may be earlier when it was noted on paper."""
        incident = self.allowed("respond")
        row = self.one(_contacts(incident), pk=self.number())
        verbs.log_attempt(row, **self.called(self.body(shapes.AttemptBodySerializer)))
        return self.made(shapes.ContactSerializer(_contacts(incident).get(pk=row.pk)).data)


class EscalationViewSet(BelowIncident):
    serializer_class = shapes.EscalationStepSerializer

    @extend_schema(responses=shapes.EscalationStepSerializer(many=True))
    def list(self, request: Request, code: str) -> Response:
        """The ladder: who was told when, and who is next."""
        rows = EscalationStep.objects.filter(incident=self.incident())
        rows = rows.select_related("role", "person", "acknowledged_by")
        return self.page(rows, shapes.EscalationStepSerializer)

    @extend_schema(request=shapes.LevelSerializer, responses={200: IncidentSerializer})
    def acknowledge(self, request: Request, code: str) -> Response:
        """Somebody answers for their level; the decision level's answer meets its clock."""
        incident = self.incident()
        user = actor(request)
        rights = rights_of(incident, user)
        on_ladder = incident.escalation.filter(person__user=user).exists()
        if not on_ladder and not rights.may("acknowledge_level"):
            raise PermissionDenied
        verbs.acknowledge_level(incident, **self.called(self.body(shapes.LevelSerializer)))
        return self.answer(incident)


def _own_person(request: Request) -> Any:
    found = person_of(actor(request))
    if found is None:
        words = _("Your login has no entry among the people: name somebody.")
        raise Refused("no_person", words, "person")
    return found


def _roles(incident: Incident) -> Any:
    return incident.assignments.for_list().order_by("assumed_at", "id")


def _contacts(incident: Incident) -> Any:
    attempts = ContactAttempt.objects.select_related("by", "delegated_to").order_by("at", "id")
    rows = Contact.objects.filter(incident=incident).select_related("person", "role", "incident")
    return rows.prefetch_related(Prefetch("attempts", attempts)).order_by("position", "id")
