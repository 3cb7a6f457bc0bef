"""What one was told in the app, as the API shows it."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from followup.models import Notification
from followup.told import Told, told
from lib.api.resources import ResourceSerializer


class NotificationSerializer(ResourceSerializer):
    """`title`, `text` and `asks` are in the caller's language, instants in `text` in their zone."""

    title = serializers.SerializerMethodField()
    text = serializers.SerializerMethodField()
    asks = serializers.SerializerMethodField()
    marker = serializers.SerializerMethodField()
    subject_title = serializers.CharField(source="title", read_only=True)
    due_at = serializers.SerializerMethodField()
    due_on = serializers.SerializerMethodField()
    path = serializers.CharField(source="url", read_only=True)
    url = serializers.SerializerMethodField()

    class Meta:
        model = Notification
        fields = (
            *("id", "kind", "marker", "title", "text", "asks", "due_at", "due_on"),
            *("subject_kind", "subject_code", "subject_title", "grade", "exercise", "roles"),
            *("path", "asks_acknowledgement", "created_at", "read_at", "ack_at", "url"),
        )
        read_only_fields = fields

    def _told(self, row: Notification) -> Told:
        known: Told | None = getattr(row, "_told", None)
        if known is None:
            known = row._told = told(row)  # type: ignore[attr-defined]
        return known

    def get_title(self, row: Notification) -> str:
        return self._told(row).words.title

    def get_text(self, row: Notification) -> str:
        return self._told(row).words.text

    def get_asks(self, row: Notification) -> str:
        return self._told(row).words.asks

    def get_marker(self, row: Notification) -> str:
        """ "[DRILL 演练]", "[REAL 真实]" or ""."""
        return self._told(row).words.marker

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_due_at(self, row: Notification) -> Any:
        due = self._told(row).due_at
        return due and serializers.DateTimeField().to_representation(due)

    @extend_schema_field(serializers.DateField(allow_null=True))
    def get_due_on(self, row: Notification) -> Any:
        due = self._told(row).due_on
        return due and due.isoformat()
