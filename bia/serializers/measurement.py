"""Measurements in JSON: the subject as `process:<code>` or `system:<code>`."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from bia.domain.evidence import Evidence
from bia.measured import evidence_of, validity_at
from bia.models import Measurement, Process, System
from bia.models.dependency import node_key
from lib.api.fields import StrictCharField
from lib.api.resources import ResourceSerializer

KINDS = {"process": Process, "system": System, "team": System}


@extend_schema_field({"type": "string", "example": "system:dispatch"})
class SubjectField(serializers.Field[Any, Any, Any, Any]):
    """A process or a system the caller may see."""

    default_error_messages = {
        "unknown": _("There is no process or system “{name}”."),
        "invalid": _("Name a subject as process:code or system:code."),
    }

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str) or ":" not in data or "\0" in data:
            self.fail("invalid")
        kind, _colon, code = data.partition(":")
        model = KINDS.get(kind)
        if model is None:
            self.fail("invalid")
        request = self.context.get("request")
        rows: Any = model._default_manager.all()
        row = rows.visible_to(request.user).filter(code=code).first() if request else None
        if row is None:
            self.fail("unknown", name=data[:100])
        return row

    def to_representation(self, value: Any) -> str:
        return node_key(value)


class MeasurementSerializer(ResourceSerializer):
    subject = SubjectField()
    note = StrictCharField(max_length=500, required=False, allow_blank=True)
    created_by = serializers.SerializerMethodField()
    # It is never changed: its first version is its last.
    version = serializers.SerializerMethodField()
    updated_at = serializers.DateTimeField(source="created_at", read_only=True)
    age_days = serializers.SerializerMethodField()
    stale_since = serializers.SerializerMethodField()
    proves = serializers.SerializerMethodField()

    class Meta:
        model = Measurement
        fields = [
            *("id", "code", "version", "created_at", "updated_at", "url"),
            *("subject", "kind", "value_s", "target_s"),
            *("source", "at", "confidence", "note", "created_by"),
            *("age_days", "stale_since", "proves"),
        ]
        read_only_fields = ["id", "code", "url", "created_at", "created_by"]

    def validate(self, attributes: Any) -> Any:
        # The base passes its own `at`: the instant of the request.
        attributes["measured_at"] = attributes.pop("at")
        return attributes

    @extend_schema_field(int)
    def get_version(self, row: Measurement) -> int:
        return 1

    @extend_schema_field(int)
    def get_age_days(self, row: Measurement) -> int:
        return self._evidence(row).age_days

    @extend_schema_field({"type": "string", "format": "date", "nullable": True})
    def get_stale_since(self, row: Measurement) -> str | None:
        since = self._evidence(row).stale_since
        return since.isoformat() if since else None

    @extend_schema_field(bool)
    def get_proves(self, row: Measurement) -> bool:
        """Valid, and not simulated."""
        return self._evidence(row).proves

    def _evidence(self, row: Measurement) -> Evidence:
        context: Any = self.context
        if "validity" not in context:
            context["validity"] = validity_at(timezone.now())
        return evidence_of(row, context["validity"])

    def get_created_by(self, row: Measurement) -> str | None:
        return row.created_by.username if row.created_by else None
