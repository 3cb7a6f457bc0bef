"""Incidents that belong together without being one."""

from __future__ import annotations

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import actor
from incidents.api.below import BelowIncident
from incidents.models import Incident
from incidents.serializers import nouns as shapes
from incidents.serializers.incident import IncidentSerializer
from incidents.services.relating import attach_to_parent, detach_from_parent, relate, unrelate


class RelationViewSet(BelowIncident):
    @extend_schema(request=shapes.RelationSerializer, responses={200: IncidentSerializer})
    def create(self, request: Request, code: str) -> Response:
        """Say that another one has to do with it; each shows the other then."""
        incident = self.allowed("respond")
        values = self.called(self.body(shapes.RelationSerializer))
        relate(incident, self.named(values.pop("incident"), "incident"), **values)
        return self.answer(incident)

    @extend_schema(request=None, responses={200: IncidentSerializer})
    def destroy(self, request: Request, code: str, number: str) -> Response:
        """They have nothing to do with each other after all."""
        incident = self.allowed("respond")
        rows = Incident.objects.visible_to(actor(request))
        other = None if "\0" in number else rows.filter(number=number).first()
        if other is None:
            raise Http404
        unrelate(incident, other, **self.called({}))
        return self.answer(incident)


class ChildrenViewSet(BelowIncident):
    @extend_schema(request=shapes.ChildrenSerializer, responses={200: IncidentSerializer})
    def create(self, request: Request, code: str) -> Response:
        """Attach incidents as parts of this one disaster; their states stay their own."""
        incident = self.allowed("merge")
        values = self.called(self.body(shapes.ChildrenSerializer))
        children = [self.named(one, "incidents") for one in values.pop("incidents")]
        attach_to_parent(children, parent=incident, **values)
        return self.answer(incident)

    @extend_schema(request=None, responses={200: IncidentSerializer})
    def destroy(self, request: Request, code: str) -> Response:
        """This one is no part of its parent any more."""
        incident = self.allowed("merge")
        detach_from_parent(incident, **self.called({}))
        return self.answer(incident)
