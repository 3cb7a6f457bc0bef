"""`/api/v1/drill-scenarios/`: the library; its injects tell players what is coming."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import actor
from drills.filters.scenario import ScenarioFilter
from drills.models import DrillScenario
from drills.serializers.scenario import DrillScenarioSerializer, ScenarioCopySerializer
from drills.services.scenarios import (
    change_scenario,
    copy_scenario,
    create_scenario,
    delete_scenario,
)
from drills.services.scripting import LIBRARY
from lib.api.resources import ResourceViewSet


class DrillScenarioViewSet(ResourceViewSet):
    """What might happen, kept apart from the drills that use it: a drill gets a copy of the
    script, so that what was drilled stays as it was."""

    model = DrillScenario
    serializer_class = DrillScenarioSerializer
    filterset_class = ScenarioFilter
    required_permissions = {
        "create": LIBRARY, "partial_update": LIBRARY, "destroy": LIBRARY, "copies": LIBRARY,
    }  # fmt: skip
    create_service = staticmethod(create_scenario)
    change_service = staticmethod(change_scenario)
    delete_service = staticmethod(delete_scenario)
    search_fields = ["code", "name_en", "name_zh", "narrative_en", "narrative_zh"]
    ordering_fields = ["code", "hazard", "updated_at"]

    def get_queryset(self) -> Any:
        return super().get_queryset().prefetch_related("sites")

    @extend_schema(request=ScenarioCopySerializer, responses={201: DrillScenarioSerializer})
    @action(detail=True, methods=["post"])
    def copies(self, request: Request, code: str) -> Response:
        """A scenario of one's own out of this one, script and all."""
        row = self.get_object()
        self.require(row)
        body = ScenarioCopySerializer(data=request.data)
        body.is_valid(raise_exception=True)
        made = copy_scenario(row, by=actor(request), at=timezone.now(), **body.validated_data)
        return Response(self.get_serializer(self._fresh(made)).data, status=201)
