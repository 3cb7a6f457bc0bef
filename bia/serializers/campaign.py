"""Campaigns and measurements in JSON."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from bia.models import Campaign, Process
from bia.serializers.assessment import VisibleProcessField
from lib.api.resources import ResourceSerializer

STATES = ("not_started", "in_work", "submitted", "answered")


class ProgressSerializer(serializers.Serializer[Any]):
    total = serializers.IntegerField()
    not_started = serializers.IntegerField()
    in_work = serializers.IntegerField()
    submitted = serializers.IntegerField()
    answered = serializers.IntegerField()


class CampaignItemSerializer(serializers.Serializer[Any]):
    process = serializers.CharField(source="process.code")
    state = serializers.ChoiceField(["not_started", "in_work", "submitted", "answered"])
    answered_at = serializers.DateTimeField(allow_null=True)


class CampaignSerializer(ResourceSerializer):
    """`processes` are asked; on a change further ones are added, none is taken away."""

    processes = VisibleProcessField(
        queryset=Process.objects.all(), many=True, required=True, write_only=True
    )
    created_by = serializers.CharField(source="created_by.username", read_only=True)
    progress = serializers.SerializerMethodField()
    items = serializers.SerializerMethodField()

    class Meta:
        model = Campaign
        fields = [
            *("id", "code", "version", "created_at", "updated_at", "url", "name", "message"),
            *("due_on", "processes", "created_by", "closed_at", "progress", "items"),
        ]
        read_only_fields = [
            *("id", "version", "created_at", "updated_at", "url", "closed_at", "created_by"),
        ]
        extra_kwargs = {"code": {"required": False}}

    def validate(self, attributes: Any) -> Any:
        if self.instance is not None:
            attributes.pop("code", None)
        return attributes

    @extend_schema_field(ProgressSerializer)
    def get_progress(self, row: Campaign) -> dict[str, int]:
        return progress_of(self._items(row))

    @extend_schema_field(CampaignItemSerializer(many=True))
    def get_items(self, row: Campaign) -> Any:
        return CampaignItemSerializer(self._items(row), many=True).data

    def _items(self, row: Campaign) -> list[Any]:
        return list(row.items.all())


def progress_of(items: list[Any]) -> dict[str, int]:
    """How many of the requests stand where."""
    states = [item.state for item in items]
    return {"total": len(states)} | {name: states.count(name) for name in STATES}
