"""Other incidents an incident names: restricted ones only to those who may see them."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from incidents.models import Confidentiality, Incident

NUMBER = {"type": "string", "nullable": True}


class LinkedNumbersSerializer(serializers.ModelSerializer[Incident]):
    """Without a reader (webhooks) no restricted one is named."""

    merged_into = serializers.SerializerMethodField()
    parent: Any = serializers.SerializerMethodField()
    recurrence_of: Any = serializers.SerializerMethodField()
    related = serializers.SerializerMethodField()

    @extend_schema_field(NUMBER)
    def get_merged_into(self, row: Incident) -> str | None:
        return self._named(row.merged_into)

    @extend_schema_field(NUMBER)
    def get_parent(self, row: Incident) -> str | None:
        return self._named(row.parent)

    @extend_schema_field(NUMBER)
    def get_recurrence_of(self, row: Incident) -> str | None:
        return self._named(row.recurrence_of)

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_related(self, row: Incident) -> list[str]:
        return [number for one in row.related.all() if (number := self._named(one)) is not None]

    def _named(self, other: Incident | None) -> str | None:
        if other is None:
            return None
        hidden = other.confidentiality == Confidentiality.RESTRICTED and not self._sees(other)
        return None if hidden else other.number

    def _sees(self, other: Incident) -> bool:
        """One query for each restricted one that is named, once a request."""
        request = self.context.get("request")
        if request is None:
            return False
        context: Any = self.context
        known: dict[int, bool] = context.setdefault("sees_incident", {})
        if other.pk not in known:
            rows = Incident.objects.visible_to(request.user).filter(pk=other.pk)
            known[other.pk] = rows.exists()
        return known[other.pk]
