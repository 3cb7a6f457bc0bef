"""`/api/v1/incidents/`: declared here, changed by PATCH in its details only."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.exceptions import MethodNotAllowed
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import actor, require
from accounts.api.idempotency import IdempotentCreate
from incidents.api.loading import incidents_for_api
from incidents.filters.api import IncidentApiFilter
from incidents.models import Incident, Mode, Origin
from incidents.serializers.incident import (
    DeclareSerializer,
    IncidentChangeSerializer,
    IncidentSerializer,
)
from incidents.services.changing import change_incident, may_change
from incidents.services.declaring import declare
from lib.api.resources import ResourceViewSet, read_version


def known_only_of(shown: Any, data: Any, shape: Any) -> Any:
    """`data` without read-only fields of `shown` that are given back: they are ignored; what is
    no field at all stays, and is refused."""
    if not isinstance(data, dict):
        return data
    ignored = set(shown.Meta.fields) - set(shape().fields)
    return {name: value for name, value in data.items() if name not in ignored}


def known_only(data: Any, shape: Any) -> Any:
    return known_only_of(IncidentSerializer, data, shape)


class OnceAnIncident(ResourceViewSet):
    """What creates: the mixin before it answers a repeated key."""

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        require(request.user, "incident.report")
        data = known_only(request.data, DeclareSerializer)
        body = DeclareSerializer(data=data, context=self.get_serializer_context())
        body.is_valid(raise_exception=True)
        values = dict(body.validated_data)
        now, user = timezone.now(), actor(request)
        known = self._open_ones(user, values.get("external_id", ""))
        row = declare(
            **(values | {"at": values.get("at") or now}),
            recorded_at=now,
            by=user,
            via="api",
            origin=(Origin.DRILL if values.get("mode") == Mode.DRILL else Origin.API).value,
        )
        answer = self.get_serializer(self._fresh(row)).data
        code = status.HTTP_200_OK if row.pk in known else status.HTTP_201_CREATED
        return Response(answer, status=code, headers={"Location": answer["url"]})

    def _open_ones(self, user: Any, external_id: str) -> set[int]:
        """What stands already under the id: reporting it again creates nothing."""
        if not external_id:
            return set()
        rows = Incident.objects.open().filter(declared_by=user, external_id=external_id)
        return set(rows.values_list("pk", flat=True))


class IncidentViewSet(IdempotentCreate, OnceAnIncident):
    """Incidents one may see; real ones unless `?mode=` asks for drills.

    POST declares one: `title`, `systems` (codes, or [] while it is not known what failed),
    `category`, `occurred_at`, `detected_at`, `external_id`. While an incident of the same caller
    with the same `external_id` is open, that one is answered with 200. `Idempotency-Key` is
    honoured. What happens next are nouns below the incident.
    """

    model = Incident
    serializer_class = IncidentSerializer
    filterset_class = IncidentApiFilter
    lookup_field = "number"
    lookup_url_kwarg = "code"
    search_fields = ["number", "title", "summary", "external_id", "systems__code", "change_ref"]
    ordering_fields = [
        *("number", "status", "declared_at", "occurred_at", "restored_at", "closed_at"),
        *("grade__severity", "updated_at"),
    ]

    def get_queryset(self) -> Any:
        rows = incidents_for_api(super().get_queryset())
        if self.action == "list" and not self.request.query_params.get("mode"):
            return rows.real()
        return rows

    def _fresh(self, row: Any) -> Any:
        return incidents_for_api(Incident.objects.all()).get(pk=row.pk)

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        """What somebody changed first is shown with all its fields."""
        if (
            args
            and isinstance(args[0], Incident)
            and "failed_systems" not in args[0].__dict__.get("_prefetched_objects_cache", {})
        ):
            args = (self._fresh(args[0]), *args[1:])
        return super().get_serializer(*args, **kwargs)

    @extend_schema(
        request=DeclareSerializer, responses={201: IncidentSerializer, 200: IncidentSerializer}
    )
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Declare an incident: it gets a number, impacts, a suggested grade, clocks, people."""
        return super().create(request, *args, **kwargs)

    @extend_schema(request=IncidentChangeSerializer, responses=IncidentSerializer)
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Change what is said of it. Instants that are corrected need a `reason`; so does
        `report_interval_s` null: no reports are expected."""
        row = self.get_object()
        may_change(row, by=actor(request))
        version = read_version(request)
        data = known_only(request.data, IncidentChangeSerializer)
        context = {**self.get_serializer_context(), "row": row}
        body = IncidentChangeSerializer(data=data, context=context)
        body.is_valid(raise_exception=True)
        values = dict(body.validated_data)
        values.pop("version", None)
        now = timezone.now()
        change_incident(
            row, values, read_version=version, at=now, recorded_at=now, by=actor(request), via="api"
        )
        return Response(self.get_serializer(self._fresh(row)).data)

    @extend_schema(exclude=True)
    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Never: a false alarm is stood down, and stays on record."""
        raise MethodNotAllowed("DELETE")
