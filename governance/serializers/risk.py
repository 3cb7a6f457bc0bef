"""Risks in JSON."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from accounts.models import Person
from bia.models import Process, System
from governance.domain.risk import FROM, level
from governance.models import Change, Risk
from lib.api.fields import CodeField, StrictCharField, StrictIntegerField
from lib.api.resources import BodySerializer, ResourceSerializer

LONG = 10_000
LEVELS = [name for _least, name in FROM]


class RiskSerializer(ResourceSerializer):
    """`value` is likelihood × impact; `left` after the treatment, null while it is not rated;
    `level` of what counts now. Rated anew, an accepted risk is open again."""

    title = StrictCharField(max_length=200)
    text = StrictCharField(max_length=LONG, required=False, allow_blank=True)
    measures = StrictCharField(max_length=LONG, required=False, allow_blank=True)
    processes = CodeField(queryset=Process.objects.all(), many=True, required=False)
    systems = CodeField(queryset=System.objects.all(), many=True, required=False)
    owner = CodeField(queryset=Person.objects.all(), required=False, allow_null=True)
    change = CodeField(queryset=Change.objects.all(), required=False, allow_null=True)
    likelihood = StrictIntegerField(min_value=1, max_value=5)
    impact = StrictIntegerField(min_value=1, max_value=5)
    left_likelihood = StrictIntegerField(min_value=1, max_value=5, required=False, allow_null=True)
    left_impact = StrictIntegerField(min_value=1, max_value=5, required=False, allow_null=True)
    value = serializers.IntegerField(read_only=True)
    left = serializers.IntegerField(read_only=True, allow_null=True)
    level = serializers.SerializerMethodField()
    decided_by = serializers.CharField(
        source="decided_by.username", allow_null=True, default=None, read_only=True
    )

    class Meta:
        model = Risk
        fields = (
            *("id", "code", "version", "created_at", "updated_at", "url", "title", "text"),
            *("threat", "processes", "systems", "likelihood", "impact", "value", "treatment"),
            *("measures", "left_likelihood", "left_impact", "left", "level", "owner"),
            *("next_review", "change", "state", "reason", "decided_by", "decided_at"),
        )
        read_only_fields = (
            *("id", "version", "created_at", "updated_at", "state", "reason", "decided_at"),
        )
        extra_kwargs = {"code": {"required": False}}
        validators: list[Any] = []

    def get_level(self, row: Risk) -> str:
        return level(row.left if row.left is not None else row.value)


@extend_schema_serializer(component_name="RegisteredRiskAcceptance")
class RiskAcceptanceSerializer(BodySerializer):
    """Until `next_review` it is lived with."""

    reason = StrictCharField(max_length=LONG)
    next_review = serializers.DateField()


class RiskTreatmentSerializer(BodySerializer):
    measures = StrictCharField(max_length=LONG, required=False)
    left_likelihood = StrictIntegerField(min_value=1, max_value=5, required=False)
    left_impact = StrictIntegerField(min_value=1, max_value=5, required=False)


class RiskReasonSerializer(BodySerializer):
    reason = StrictCharField(max_length=LONG)


class RiskMaybeReasonSerializer(BodySerializer):
    reason = StrictCharField(max_length=LONG, required=False, allow_blank=True)
