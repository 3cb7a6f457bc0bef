"""Calendar feeds as the API shows them: never the address, except once."""

from __future__ import annotations

from rest_framework import serializers

from followup.models import CalendarFeed
from lib.api.resources import ResourceSerializer


class CalendarFeedSerializer(ResourceSerializer):
    class Meta:
        model = CalendarFeed
        fields: tuple[str, ...] = ("id", "scope", "name", "created_at", "last_read_at", "url")
        read_only_fields = ("id", "created_at", "last_read_at")


class NewCalendarFeedSerializer(CalendarFeedSerializer):
    """`address` is shown in the answer to the creation, and never again."""

    address = serializers.CharField(read_only=True)

    class Meta(CalendarFeedSerializer.Meta):
        fields: tuple[str, ...] = (*CalendarFeedSerializer.Meta.fields, "address")
