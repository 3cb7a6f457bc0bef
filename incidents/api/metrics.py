"""`/api/v1/incident-metrics/`: how well incidents are handled (INC-12)."""

from __future__ import annotations

from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.access import actor, require
from incidents.forms.metrics import MetricsForm
from incidents.serializers.metrics import MetricsQuerySerializer, metrics_json
from incidents.services.metrics import metrics_of
from lib.errors import Problem, Refused


class IncidentMetricsView(APIView):
    """Counts, median, p90 and mean of each span, what was on time, and availability by system.
    Drills, merged incidents and false alarms do not count. docs/method.md §39."""

    @extend_schema(
        operation_id="incident_metrics",
        parameters=[MetricsQuerySerializer],
        responses={200: OpenApiResponse({"type": "object", "additionalProperties": True})},
    )
    def get(self, request: Request) -> Response:
        require(request.user, "incident.view")
        user, at = actor(request), timezone.now()
        form = MetricsForm(request.query_params, user=user, now=at)
        if not form.is_valid():
            raise Refused.many([
                Problem("invalid", error, name)
                for name, errors in form.errors.items()
                for error in errors
            ])  # fmt: skip
        return Response(metrics_json(metrics_of(form.wanted, user=user, at=at)))
