"""`/api/v1/drills/`: planned here, changed by PATCH in its details only."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import MethodNotAllowed
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import actor, require
from accounts.api.idempotency import IdempotentCreate
from drills.api.loading import drills_for_api
from drills.filters.api import DrillApiFilter
from drills.models import Drill
from drills.serializers.drill import DrillSerializer
from drills.services import drills as verbs
from drills.services.rights import require_right
from lib.api.resources import ResourceViewSet, read_version


class OnceADrill(ResourceViewSet):
    """What creates: the mixin before it answers a repeated key."""

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        require(request.user, "drill.change")
        body = self.get_serializer(data=request.data)
        body.is_valid(raise_exception=True)
        now = timezone.now()
        row = verbs.create(
            **body.validated_data, by=actor(request), at=now, recorded_at=now, via="api"
        )
        answer = self.get_serializer(self._fresh(row)).data
        return Response(answer, status=201, headers={"Location": answer["url"]})


class DrillViewSet(IdempotentCreate, OnceADrill):
    """Drills one may know of: one without notice is not there for its players until it begins.

    POST plans one: `type`, `planned_start`, `planned_end` and a `title`, or a `scenario` whose
    script it gets a copy of. What happens next are nouns below the drill. `Idempotency-Key` is
    honoured.
    """

    model = Drill
    serializer_class = DrillSerializer
    filterset_class = DrillApiFilter
    search_fields = ["code", "title", "purpose", "place", "systems__code", "processes__code"]
    ordering_fields = [
        *("code", "status", "type", "planned_start", "started_at", "ended_at", "score"),
        "updated_at",
    ]

    def get_queryset(self) -> Any:
        return drills_for_api(super().get_queryset())

    def _fresh(self, row: Any) -> Any:
        return drills_for_api(Drill.objects.all()).get(pk=row.pk)

    @extend_schema(request=DrillSerializer, responses={201: DrillSerializer})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Plan a drill: it gets a number, a copy of its scenario's script, and its two leads as
        participants."""
        return super().create(request, *args, **kwargs)

    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Change what is planned. One that was ready is in preparation again where it matters;
        whoever was invited is asked again when the day moves. 409 at what its status keeps."""
        row = self.get_object()
        user = actor(request)
        require_right(row, user, "change")
        version = read_version(request)
        body = self.get_serializer(row, data=request.data, partial=True)
        body.is_valid(raise_exception=True)
        now = timezone.now()
        verbs.change(
            row, body.validated_data, read_version=version, by=user, at=now, recorded_at=now,
            via="api",
        )  # fmt: skip
        return Response(self.get_serializer(self._fresh(row)).data)

    @extend_schema(exclude=True)
    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Never: one that is not held is cancelled, and stays on record."""
        raise MethodNotAllowed("DELETE")
