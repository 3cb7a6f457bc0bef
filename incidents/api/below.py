"""The base of everything that stands below one incident: what is done to it, and its parts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import status, viewsets
from rest_framework.exceptions import PermissionDenied
from rest_framework.response import Response

from accounts.access import actor, may, visible_or_404
from incidents.api.loading import incidents_for_api
from incidents.models import Incident
from incidents.serializers.incident import IncidentSerializer
from incidents.services.rights import rights_of
from lib.api.numbered import FITS_A_BIGINT
from lib.errors import Refused


class BelowIncident(viewsets.GenericViewSet[Any]):
    """One step of a view: see the incident (404), be allowed (403), read the body (400), do.

    Who may not is told that before the body is looked at.
    """

    serializer_class: Any = IncidentSerializer
    filter_backends: Any = ()
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

    def body(self, shape: Any) -> dict[str, Any]:
        """What was sent, as keywords of a verb."""
        data: Any = self.request.data
        # No body at all is an empty one; a list or a number is none.
        given = {} if data is None or data == "" else data
        serializer = shape(data=given, context=self.get_serializer_context())
        serializer.is_valid(raise_exception=True)
        return dict(serializer.validated_data)

    def called(self, values: dict[str, Any]) -> dict[str, Any]:
        """`values` with who, when and where from."""
        now = timezone.now()
        return values | {
            "at": values.get("at") or now,
            "recorded_at": now,
            "by": actor(self.request),
            "via": "api",
        }

    def step(self, verb: Callable[..., Any], shape: Any, *rights: str) -> Response:
        """Do `verb` with the body; the answer is the incident as it stands then."""
        incident = self.allowed(*rights)
        verb(incident, **self.called(self.body(shape)))
        return self.answer(incident)

    def answer(self, incident: Incident, code: int = status.HTTP_200_OK) -> Response:
        fresh = incidents_for_api(Incident.objects.all()).get(pk=incident.pk)
        context = self.get_serializer_context()
        return Response(IncidentSerializer(fresh, context=context).data, status=code)

    def made(self, data: Any) -> Response:
        return Response(data, status=status.HTTP_201_CREATED)

    def page(self, rows: Any, shape: Any) -> Response:
        """One page of `rows`."""
        found = self.paginate_queryset(rows)
        context = self.get_serializer_context()
        return self.get_paginated_response(shape(found, many=True, context=context).data)

    def named(self, number: str, field: str) -> Incident:
        """Another incident of the body; what one may not see is not there (400 at `field`)."""
        rows = Incident.objects.visible_to(actor(self.request))
        found = None if "\0" in number else rows.filter(number=number).first()
        if found is None:
            words = _("There is no object with the code “%(code)s”.") % {"code": number[:64]}
            raise Refused("does_not_exist", words, field)
        return found

    def number(self, name: str = "number") -> int:
        """The number in the address; 404 for what is none."""
        value = str(self.kwargs[name])
        if not FITS_A_BIGINT.fullmatch(value):
            raise Http404
        return int(value)

    def one(self, rows: Any, **lookup: Any) -> Any:
        """The row of `rows`; 404 without one."""
        found = rows.filter(**lookup).first()
        if found is None:
            raise Http404
        return found
