"""Root causes in JSON."""

from __future__ import annotations

from followup.models import RootCause
from lib.api.resources import ResourceSerializer


class RootCauseSerializer(ResourceSerializer):
    class Meta:
        model = RootCause
        fields = [
            *("id", "code", "version", "created_at", "updated_at", "url"),
            *("name_en", "name_zh", "is_active"),
        ]
        read_only_fields = ["id", "version", "created_at", "updated_at", "url"]
