"""Impacts in JSON, and what is said of them."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from bia.models import Process, System
from incidents.models import Impact, IncidentSystem
from incidents.serializers.incident import LONGEST, RegionsField
from incidents.serializers.second_names import SecondNamesSerializer
from lib.api.fields import (
    CodeField,
    InstantField,
    StrictBooleanField,
    StrictCharField,
    StrictIntegerField,
)
from lib.api.resources import BodySerializer
from plans.models import RecoveryLevel


class PercentField(serializers.DecimalField):
    """0 to 100, as a string of a decimal."""

    def __init__(self, **kwargs: Any):
        super().__init__(
            max_digits=5, decimal_places=2, min_value=0, max_value=100, normalize_output=True,
            **kwargs,
        )  # fmt: skip

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, bool):
            self.fail("invalid")
        return super().to_internal_value(data)


class MoneyField(serializers.DecimalField):
    """An amount from 0, in the currency of the impact."""

    def __init__(self, **kwargs: Any):
        super().__init__(max_digits=18, decimal_places=2, min_value=0, **kwargs)

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, bool):
            self.fail("invalid")
        return super().to_internal_value(data)


class StepOfImpactSerializer(serializers.Serializer[Any]):
    """From `at` on so much of the capacity is lost, and so much a workaround carries."""

    at = serializers.DateTimeField()
    degradation = PercentField()
    workaround = PercentField()


class ImpactSerializer(serializers.ModelSerializer[Impact]):
    """`rto_s` … `life_safety` are the BIA as it stood when the impact was opened.
    `degradation_pct` is `degradation_percent`, `workaround_capacity_pct` `workaround_percent`."""

    incident = serializers.CharField(source="incident.number", read_only=True)
    code = serializers.CharField(read_only=True)
    process = serializers.CharField(source="process.code", read_only=True)
    system = serializers.CharField(source="system.code", allow_null=True, default=None)
    degradation_percent = PercentField(read_only=True)
    workaround_percent = PercentField(read_only=True)
    degradation_pct = PercentField(source="degradation_percent", read_only=True)
    workaround_capacity_pct = PercentField(source="workaround_percent", read_only=True)
    mbco_percent = PercentField(read_only=True)
    steps = StepOfImpactSerializer(many=True, read_only=True)
    rto_s = serializers.IntegerField(allow_null=True, read_only=True)
    mtd_s = serializers.IntegerField(allow_null=True, read_only=True)
    rpo_s = serializers.IntegerField(allow_null=True, read_only=True)
    achieved_rto_s = serializers.SerializerMethodField()
    achieved_rpo_s = serializers.IntegerField(allow_null=True, read_only=True)
    ended_regions = serializers.DictField(read_only=True)
    again_of = serializers.IntegerField(source="again_of_id", allow_null=True, default=None)

    class Meta:
        model = Impact
        fields = (
            *("id", "code", "version", "created_at", "updated_at", "incident", "process", "system"),
            *("regions", "ended_regions", "kind", "degradation_percent", "degradation_pct"),
            *("start_at", "end_at", "workaround_started_at", "workaround_percent"),
            *("workaround_capacity_pct", "steps", "level", "confirmed"),
            *("bia_version", "rto_s", "mtd_s", "rpo_s", "mbco_percent", "currency", "life_safety"),
            *("last_good_data_at", "no_data_lost", "data_loss_note", "achieved_rto_s"),
            *("achieved_rpo_s", "estimated_loss", "actual_loss", "actual_loss_unknown"),
            *("complaints", "again_of"),
        )
        read_only_fields = fields

    @extend_schema_field({"type": "integer", "nullable": True})
    def get_achieved_rto_s(self, row: Impact) -> int | None:
        """From its end on; it is measured for good when the incident is closed."""
        if row.achieved_rto_s is None and row.end_at is not None:
            return row.down_s(row.end_at)
        return row.achieved_rto_s


class OpenImpactSerializer(SecondNamesSerializer):
    """`at` or `start_at`: since when the process suffers (default: since the incident began)."""

    second_names: ClassVar[dict[str, str]] = {
        "start_at": "at", "degradation_pct": "degradation_percent",
    }  # fmt: skip
    process = CodeField(queryset=Process.objects.all())
    system = CodeField(queryset=System.objects.all(), required=False, allow_null=True)
    at = InstantField(required=False)
    kind = serializers.ChoiceField(choices=IncidentSystem.Extent.choices, required=False)
    regions = RegionsField(required=False)
    start_at = InstantField(required=False)
    degradation_percent = PercentField(required=False)
    degradation_pct = PercentField(required=False)


class ImpactChangeSerializer(SecondNamesSerializer):
    """Capacity lost and carried change from `at` on (default: now; what is lost of an impact
    nobody has confirmed yet: from its beginning, and that confirms it). `workaround_started_at`
    is the `at` of the workaround alone. `end_at` ends an open impact; the instants of one that
    has ended, and every `start_at`, are corrected with a `reason`."""

    second_names: ClassVar[dict[str, str]] = {
        "degradation_pct": "degradation_percent", "workaround_capacity_pct": "workaround_percent",
    }  # fmt: skip
    version = StrictIntegerField(min_value=0, max_value=2**31 - 1)
    at = InstantField(required=False)
    reason = StrictCharField(max_length=500, required=False, allow_blank=True)
    start_at = InstantField(required=False)
    end_at = InstantField(required=False, allow_null=True)
    degradation_percent = PercentField(required=False)
    degradation_pct = PercentField(required=False)
    workaround_percent = PercentField(required=False)
    workaround_capacity_pct = PercentField(required=False)
    workaround_started_at = InstantField(required=False, allow_null=True)
    regions = RegionsField(required=False)
    kind = serializers.ChoiceField(choices=IncidentSystem.Extent.choices, required=False)
    level = serializers.ChoiceField(choices=RecoveryLevel.choices, required=False)
    last_good_data_at = InstantField(required=False, allow_null=True)
    no_data_lost = StrictBooleanField(required=False)
    data_loss_note = StrictCharField(max_length=LONGEST, required=False, allow_blank=True)
    actual_loss = MoneyField(required=False, allow_null=True)
    actual_loss_unknown = StrictBooleanField(required=False)
    complaints = StrictIntegerField(
        min_value=0, max_value=2**31 - 1, required=False, allow_null=True
    )


class ImpactEndSerializer(BodySerializer):
    """`region`: only that one came back."""

    at = InstantField(required=False)
    region = StrictCharField(max_length=60, required=False, allow_null=True)


class LossOfImpactSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    process = serializers.CharField()
    loss = serializers.CharField(allow_null=True)
    next_30_min = serializers.CharField(allow_null=True)


class LossSerializer(serializers.Serializer[Any]):
    """Estimates of the BIA's curves; processes of `unknown` have none and count as unknown,
    never as 0. `shared_with` are incidents on the same processes."""

    at = serializers.DateTimeField()
    total = serializers.CharField(allow_null=True)
    next_30_min = serializers.CharField(allow_null=True)
    currency = serializers.CharField()
    beyond_horizon = serializers.BooleanField()
    per_impact = LossOfImpactSerializer(many=True)
    unknown = serializers.ListField(child=serializers.CharField())
    shared_with = serializers.ListField(child=serializers.CharField())
