"""Backup policies; the ping address is a secret and shown to those who register backups."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.access import may
from backups.models import BackupLocation, BackupPolicy, Heartbeat
from bia.models import System
from lib.api.fields import CodeField, StrictCharField
from lib.api.resources import BodySerializer, ResourceSerializer


class PlaceSerializer(BodySerializer):
    location = CodeField(queryset=BackupLocation.objects.all())
    folder = StrictCharField(max_length=500, required=False, allow_blank=True, default="")


class PolicySerializer(ResourceSerializer):
    """`locations` are codes; `places` the same with the folder within each."""

    system = CodeField(queryset=System.objects.all())
    locations = CodeField(queryset=BackupLocation.objects.all(), many=True, required=False)
    places = PlaceSerializer(many=True, required=False)
    ping_url = serializers.SerializerMethodField()
    state = serializers.SerializerMethodField()

    class Meta:
        model = BackupPolicy
        fields = (
            *("id", "code", "version", "created_at", "updated_at", "url"),
            *("system", "data_class", "method", "active", "schedule", "timezone", "grace_s"),
            *("lag_s", "duration_s", "shortest_s", "longest_s", "rpo_s", "retention_s"),
            *("retention_count", "legal_retention_s", "locations", "places", "naming_pattern"),
            *("encryption", "encryption_key", "size_tolerance_percent", "smallest_bytes"),
            *("log_required", "failure_patterns", "allowed_patterns", "success_pattern"),
            *("verify_every_s", "verify_within_s", "declared_every", "restore_test_every_s"),
            *("restore_format", "assertions", "gap_query", "command", "restore_limit_s"),
            *("expansion_limit", "switchover_every_s", "ping_url", "state"),
        )
        read_only_fields = ("id", "version", "created_at", "updated_at")
        extra_kwargs = {"code": {"required": False}}

    def validate(self, attributes: Any) -> Any:
        """One `places` for the service: what `places` says, else `locations` in known folders."""
        named = attributes.pop("locations", None)
        places = attributes.pop("places", None)
        if places is not None:
            pairs = [(one["location"], one["folder"]) for one in places]
            if named is not None and {one.pk for one in named} != {one.pk for one, _f in pairs}:
                words = _("“locations” and “places” name different ones.")
                raise serializers.ValidationError({"locations": [words]})
            attributes["places"] = pairs
        elif named is not None:
            attributes["places"] = [(one, self._folders().get(one.pk, "")) for one in named]
        return attributes

    def _folders(self) -> dict[int, str]:
        row = self.instance
        if not isinstance(row, BackupPolicy):
            return {}
        return {one.location_id: one.folder for one in row.places.all()}

    def to_representation(self, row: BackupPolicy) -> dict[str, Any]:
        data: dict[str, Any] = super().to_representation(row)
        places = list(row.places.all())
        data["locations"] = [one.location.code for one in places]
        data["places"] = [{"location": one.location.code, "folder": one.folder} for one in places]
        return data

    @extend_schema_field({"type": "string", "format": "uri", "nullable": True})
    def get_ping_url(self, row: BackupPolicy) -> str | None:
        request = self.context.get("request")
        if request is None or not may(request.user, "backup.register"):
            return None
        return ping_url(row)

    @extend_schema_field({"type": "object", "additionalProperties": True})
    def get_state(self, row: BackupPolicy) -> dict[str, Any]:
        """What schedule and heartbeat say."""
        state = getattr(row, "state", None)
        if state is None:
            return {"rhythm": "new"}
        return {
            "rhythm": state.rhythm,
            "rhythm_since": state.rhythm_since,
            "expected_at": state.expected_at,
            "run_started_at": state.run_started_at,
            "run_ended_at": state.run_ended_at,
            "restore_test_due_at": state.restore_test_due_at,
        }


class HeartbeatSerializer(serializers.ModelSerializer[Heartbeat]):
    class Meta:
        model = Heartbeat
        fields = ("id", "kind", "exit_status", "at", "duration_s", "verdict", "body", "body_cut")


def ping_url(row: BackupPolicy) -> str:
    return f"{settings.PUBLIC_URL}/api/v1/ping/{row.ping_uuid}"
