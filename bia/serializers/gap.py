"""The answer of `/analysis/gaps/`."""

from __future__ import annotations

from rest_framework import serializers

from bia.gap_order import HURTS

STATUSES = (*HURTS, "infeasible")
RPO_STATUSES = ("rpo_miss", "untested", "no_target", "met")


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


class GapAnswerSerializer(serializers.Serializer):
    nodes = GapNodeSerializer(many=True)
