"""What a stranger learns of a report whose digest they have."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from lib.api.fields import InstantField


class ReportVerificationSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    kind = serializers.CharField()
    as_of = InstantField()
    made_at = InstantField()
    sha256 = serializers.CharField()
    organisation = serializers.CharField()
    deleted = serializers.BooleanField(help_text="No longer on the shelf.")
