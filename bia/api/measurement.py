"""Measurements: recorded once, never changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from accounts.api.idempotency import IdempotentCreate
from accounts.models import User
from bia.filters.measurement import MeasurementFilter
from bia.models import Measurement
from bia.serializers.measurement import MeasurementSerializer
from bia.services.measurement import record_measurement
from lib.api.resources import ResourceViewSet


def record(*, measured_at: datetime, by: User, at: datetime, **values: Any) -> Measurement:
    """`at` is the request's own instant: nothing is measured in the future."""
    return record_measurement(at=measured_at, recorded_at=at, by=by, **values)


class MeasurementViewSet(IdempotentCreate, ResourceViewSet):
    """Recovery times and data losses that were measured; `Idempotency-Key` is honoured."""

    model = Measurement
    serializer_class = MeasurementSerializer
    filterset_class = MeasurementFilter
    search_fields = ["code", "source", "note", "process__code", "system__code"]
    ordering_fields = ["at", "value_s", "code", "created_at"]
    required_permissions = {"create": "measurement.record"}
    http_method_names = ["get", "post", "head", "options"]

    create_service = record
