"""The base of everything that stands below one incident: what is done to it, and its parts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import status
from rest_framework.exceptions import PermissionDenied
from rest_framework.response import Response

from accounts.access import actor, may, visible_or_404
from accounts.api.below import Below
from incidents.api.loading import incidents_for_api
from incidents.models import Incident
from incidents.serializers.incident import IncidentSerializer
from incidents.services.rights import rights_of
from lib.errors import Refused


class BelowIncident(Below):
    """One step of a view: see the incident (404), be allowed (403), read the body (400), do.

    Who may not is told that before the body is looked at.
    """

    serializer_class: Any = IncidentSerializer
    basename = "incident"
    queryset = Incident.objects.none()

    def incident(self) -> Incident:
        rows = Incident.objects.select_related("grade", "provisional_grade", "merged_into")
        found: Incident = visible_or_404(rows, self.request.user, number=self.kwargs["code"])
        return found

    def allowed(self, *verbs: str) -> Incident:
        """The incident, if the caller has any of the rights; `verbs` of `rights.TABLE`, or
        permissions with a dot."""
        incident = self.incident()
        user = actor(self.request)
        rights = rights_of(incident, user)
        if not any(may(user, verb) if "." in verb else rights.may(verb) for verb in verbs):
            raise PermissionDenied
        return incident

    def step(self, verb: Callable[..., Any], shape: Any, *rights: str) -> Response:
        """Do `verb` with the body; the answer is the incident as it stands then."""
        incident = self.allowed(*rights)
        verb(incident, **self.called(self.body(shape)))
        return self.answer(incident)

    def answer(self, incident: Incident, code: int = status.HTTP_200_OK) -> Response:
        fresh = incidents_for_api(Incident.objects.all()).get(pk=incident.pk)
        context = self.get_serializer_context()
        return Response(IncidentSerializer(fresh, context=context).data, status=code)

    def named(self, number: str, field: str) -> Incident:
        """Another incident of the body; what one may not see is not there (400 at `field`)."""
        rows = Incident.objects.visible_to(actor(self.request))
        found = None if "\0" in number else rows.filter(number=number).first()
        if found is None:
            words = _("There is no object with the code “%(code)s”.") % {"code": number[:64]}
            raise Refused("does_not_exist", words, field)
        return found
