"""Sources of monitoring, their alerts and what became of a payload, in JSON."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from accounts.models import User
from bia.models import System
from incidents.models import MonitoringAlert, MonitoringSource
from lib.api.fields import CodeField
from lib.api.resources import ResourceSerializer


class SourceSerializer(ResourceSerializer):
    """`user` is the login whose token posts; `post_to` is where. `mapping` names paths into the
    payload; for Alertmanager only `system` (default `labels.system`) and `systems` matter."""

    user: Any = serializers.SlugRelatedField(
        slug_field="username", queryset=User.objects.filter(is_active=True)
    )
    mapping = serializers.DictField(required=False)
    default_systems: Any = CodeField(queryset=System.objects.all(), many=True, required=False)
    post_to = serializers.SerializerMethodField()

    class Meta:
        model = MonitoringSource
        fields = (
            *("id", "code", "version", "created_at", "updated_at", "url", "name", "kind", "user"),
            *("mapping", "default_systems", "category", "when_resolved", "is_active", "post_to"),
        )
        read_only_fields = ("id", "version", "created_at", "updated_at")
        extra_kwargs = {"code": {"required": False}}

    def get_post_to(self, row: MonitoringSource) -> str:
        request = self.context.get("request")
        path = f"/api/v1/monitoring/{row.code}/"
        return str(request.build_absolute_uri(path)) if request else path


class AlertSerializer(serializers.ModelSerializer[MonitoringAlert]):
    """`count`: how often it began without an hour's rest between."""

    source: Any = serializers.CharField(source="source.code")
    incident = serializers.CharField(source="incident.number", allow_null=True, default=None)

    class Meta:
        model = MonitoringAlert
        fields = (
            *("source", "external_id", "title", "firing", "incident", "first_at", "last_at"),
            "count",
        )
        read_only_fields = fields


class ReceivedSerializer(serializers.Serializer[Any]):
    """Numbers of incidents by what became of them; `ignored` alerts are over and unknown."""

    received = serializers.IntegerField()
    declared = serializers.ListField(child=serializers.CharField())
    joined = serializers.ListField(child=serializers.CharField())
    resolved = serializers.ListField(child=serializers.CharField())
    cancelled = serializers.ListField(child=serializers.CharField())
    ignored = serializers.IntegerField()
