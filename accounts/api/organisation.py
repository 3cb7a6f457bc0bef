"""`/api/v1/organisation/`: the one organisation and its rules."""

from __future__ import annotations

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import PermissionDenied
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import actor, may
from accounts.models import Organisation
from accounts.serializers.organisation import OrganisationSerializer
from accounts.services.organisation import change_organisation
from lib.api.resources import read_version


class OrganisationView(GenericAPIView[Organisation]):
    serializer_class = OrganisationSerializer
    queryset = Organisation.objects.all()
    pagination_class = None
    filter_backends = ()

    @extend_schema(operation_id="organisation_retrieve")
    def get(self, request: Request) -> Response:
        """The organisation's rules."""
        return Response(self.get_serializer(self._row(request, "organisation.view")).data)

    @extend_schema(operation_id="organisation_change")
    def patch(self, request: Request) -> Response:
        """Change the rules; `version` is the one that was read."""
        row = self._row(request, "organisation.change")
        version = read_version(request)
        serializer = self.get_serializer(row, data=request.data, partial=True)
        serializer.is_valid(raise_exception=True)
        change_organisation(
            row,
            **serializer.validated_data,
            read_version=version,
            by=actor(request),
            at=timezone.now(),
        )
        return Response(self.get_serializer(row).data)

    def _row(self, request: Request, permission: str) -> Organisation:
        if not may(request.user, permission):
            raise PermissionDenied
        return Organisation.current()
