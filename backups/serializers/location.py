"""Storage locations; credentials go in and never come out."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from backups.models import BackupLocation
from backups.words import place_problem
from bia.models import Site
from lib.api.fields import CodeField, StrictCharField
from lib.api.resources import BodySerializer, ResourceSerializer

FRESH = ("id", "version", "created_at", "updated_at", "url")


class LocationSerializer(ResourceSerializer):
    """`url` is the address of the place (the object's own is `href`); `credentials` are names with
    texts: key, secret, endpoint_url … of S3, password or private_key of SFTP, and passwords that
    restores need."""

    url: Any = StrictCharField(max_length=500)
    href = serializers.SerializerMethodField()
    site = CodeField(queryset=Site.objects.all(), required=False, allow_null=True)
    credentials = serializers.DictField(
        child=StrictCharField(max_length=20_000, trim_whitespace=False, allow_blank=True),
        write_only=True,
        required=False,
        allow_null=True,
    )
    has_credentials = serializers.SerializerMethodField()
    state = serializers.SerializerMethodField()

    class Meta:
        model = BackupLocation
        fields = (
            *("id", "code", "version", "created_at", "updated_at", "href"),
            *("name", "url", "medium", "site", "offsite", "immutable", "offline", "production"),
            *("credentials", "has_credentials", "read_workers", "read_bytes_per_s", "windows"),
            *("paused", "scan_every_s", "min_free_percent", "notes", "state"),
        )
        read_only_fields = ("id", "version", "created_at", "updated_at")
        extra_kwargs = {"code": {"required": False}}

    @extend_schema_field({"type": "string", "format": "uri"})
    def get_href(self, row: BackupLocation) -> str:
        return super().get_url(row)

    @extend_schema_field(bool)
    def get_has_credentials(self, row: BackupLocation) -> bool:
        return bool(row.credentials)

    @extend_schema_field({"type": "object", "additionalProperties": True})
    def get_state(self, row: BackupLocation) -> dict[str, Any]:
        """What the workers know of it."""
        state = getattr(row, "state", None)
        if state is None:
            return {"reachable": None, "problem": "", "detail": ""}
        return {
            "reachable": state.reachable,
            "problem": state.problem,
            "detail": place_problem(state.problem),
            "problem_since": state.problem_since,
            "seen_at": state.seen_at,
            "scanned_at": state.scanned_at,
            "scan_figures": state.scan_figures,
            "free_bytes": state.free_bytes,
            "total_bytes": state.total_bytes,
            "space_at": state.space_at,
        }


class TrialSerializer(serializers.Serializer[Any]):
    reachable = serializers.BooleanField()
    problem = serializers.CharField()
    message = serializers.CharField()
    free_bytes = serializers.IntegerField(allow_null=True)
    total_bytes = serializers.IntegerField(allow_null=True)


class NothingSerializer(BodySerializer):
    """A body that says nothing more than the address does."""
