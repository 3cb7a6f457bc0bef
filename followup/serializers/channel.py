"""Chat channels as the API shows them: the URL goes in and never comes out."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from accounts.forms.choices import language_choices
from followup.models import Channel
from lib.api.fields import StrictCharField
from lib.api.resources import ResourceSerializer


class ChannelSerializer(ResourceSerializer):
    """`secret_url` is write-only; `shown_url` is what everybody may read of it."""

    secret_url = StrictCharField(write_only=True, max_length=2000, trim_whitespace=True)
    language = serializers.ChoiceField(choices=language_choices(""), required=False)
    group_kinds = serializers.ListField(
        child=StrictCharField(max_length=60), required=False, max_length=50
    )

    class Meta:
        model = Channel
        fields = (
            *("id", "code", "name", "secret_url", "shown_url", "is_personal", "language"),
            *("group_kinds", "per_minute", "per_quarter_hour", "per_hour", "is_active"),
            *("version", "created_at", "updated_at", "url"),
        )
        read_only_fields = (
            *("id", "shown_url", "is_personal", "version", "created_at", "updated_at"),
        )

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        # What preferences and messages refer to stays.
        fields["code"].read_only = self.instance is not None and not isinstance(self.instance, list)
        return fields
