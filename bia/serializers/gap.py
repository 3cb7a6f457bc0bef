"""The answer of `/analysis/gaps/`."""

from __future__ import annotations

from rest_framework import serializers

from bia.gap_order import HURTS

STATUSES = (*HURTS, "infeasible")
RPO_STATUSES = ("rpo_miss", "untested", "no_target", "met")


class EvidenceSerializer(serializers.Serializer):
    """A result as it stands today."""

    measurement = serializers.CharField(help_text="Code of the measurement")
    value_s = serializers.IntegerField()
    at = serializers.DateTimeField()
    source = serializers.CharField()  # type: ignore[assignment]  # a column, not DRF's argument
    confidence = serializers.ChoiceField(["measured", "estimated", "simulated"])
    recorded_by = serializers.CharField()
    note = serializers.CharField()
    age_days = serializers.IntegerField(help_text="whole days of the organisation's zone")
    stale_since = serializers.DateField(allow_null=True, help_text="null: still valid")
    proves = serializers.BooleanField(help_text="valid and not simulated")


class GapNodeSerializer(serializers.Serializer):
    key = serializers.CharField()
    code = serializers.CharField()
    kind = serializers.ChoiceField(["process", "system"])
    name = serializers.CharField()
    critical = serializers.BooleanField()
    tier = serializers.CharField(allow_null=True)
    rto_s = serializers.IntegerField(allow_null=True)
    rpo_s = serializers.IntegerField(allow_null=True)
    mtd_s = serializers.IntegerField(allow_null=True)
    tested_s = serializers.IntegerField(allow_null=True)
    gap_s = serializers.IntegerField(allow_null=True, help_text="measured − target")
    mtd_margin = serializers.DecimalField(
        max_digits=12, decimal_places=4, allow_null=True, help_text="(MTD − measured) / MTD"
    )
    status = serializers.ChoiceField(STATUSES)
    because = serializers.CharField()
    warnings = serializers.ListField(child=serializers.CharField())
    tested_rpo_s = serializers.IntegerField(allow_null=True)
    rpo_gap_s = serializers.IntegerField(allow_null=True)
    rpo_status = serializers.ChoiceField(RPO_STATUSES)
    rpo_because = serializers.CharField()
    proof = EvidenceSerializer(allow_null=True, help_text="the result behind tested_s")
    beside = EvidenceSerializer(many=True, help_text="newer results, and those that prove nothing")
    rpo_proof = EvidenceSerializer(allow_null=True)
    rpo_beside = EvidenceSerializer(many=True)


class GapAnswerSerializer(serializers.Serializer):
    nodes = GapNodeSerializer(many=True)
