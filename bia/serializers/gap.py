"""The answer of `/analysis/gaps/`, described; the view builds it as plain values."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from bia.gaps.order import HURTS

RPO_STATUSES = ("rpo_miss", "untested", "no_target", "met")
NAIVE_STATUSES = ("no_target", "mtd_breach", "rto_miss", "met")


def _seconds(words: str = "") -> Any:
    return serializers.IntegerField(allow_null=True, help_text=words or None)


def _keys(words: str) -> Any:
    """Keys of nodes; null stands for a process the reader may not see."""
    return serializers.ListField(child=serializers.CharField(allow_null=True), help_text=words)


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


class RestorableSerializer(serializers.Serializer):
    """The oldest of the newest restorable states of all data a node works with."""

    status = serializers.ChoiceField(("met", "missed", "nothing", "no_target"))
    system = serializers.CharField(allow_null=True, help_text="whose data it is")
    data_class = serializers.CharField()
    stands_at = serializers.DateTimeField(allow_null=True)
    age_s = _seconds("null: nothing could be restored")
    limit_s = _seconds("what may be lost of it")
    gap_s = _seconds("age − limit, at least 0")
    because = serializers.CharField()


class GapNodeSerializer(serializers.Serializer):
    key = serializers.CharField()
    code = serializers.CharField()
    kind = serializers.ChoiceField(["process", "system", "site", "supplier", "person"])
    system_kind = serializers.ChoiceField(
        ["application", "infrastructure", "data_set", "team", "service"], allow_null=True
    )
    name = serializers.CharField()
    critical = serializers.BooleanField(help_text="of a system: core")
    tier = serializers.CharField(allow_null=True)
    dr_level = serializers.IntegerField(allow_null=True)
    recommended_level = serializers.IntegerField(
        allow_null=True, help_text="null: nothing is asked, or no level is enough"
    )
    recommended_because = serializers.CharField(allow_blank=True)
    concentration = serializers.IntegerField(help_text="critical processes that need it")
    loss_per_hour = serializers.CharField(help_text="of all of them, at their RTO")

    rto_s = _seconds("stated target")
    mtd_s = _seconds()
    capability_s = _seconds("own restore duration by design, or by contract")
    tested_s = _seconds("own duration as measured: worst of the last three valid results")
    required_s = _seconds("back at the latest; may be negative; null: no objective reaches it")
    finish_s = _seconds("restored, workarounds left out; null: nothing is known")
    resumes_s = _seconds("in service, workarounds included")
    counted_s = _seconds("the time that is judged")
    slack_s = _seconds("required − finish (of a process: − resumes)")
    gap_s = _seconds("counted − required")
    target_gap_s = _seconds("stated target − required")
    mtd_margin = serializers.CharField(allow_null=True, help_text="(MTD − counted) / MTD")
    status = serializers.ChoiceField(HURTS)
    unknown = serializers.BooleanField(help_text="the times are lower bounds")
    proven = serializers.BooleanField(help_text="its own duration is measured")
    because = serializers.CharField()
    warnings = serializers.ListField(child=serializers.CharField())
    naive_required_s = _seconds("smallest RTO of all that need it, nothing subtracted")
    naive_finish_s = _seconds("longest restore duration below it, nothing added")
    naive_status = serializers.ChoiceField(NAIVE_STATUSES)
    naive_differs = serializers.BooleanField(help_text="one rule passes what the other fails")

    required_by = serializers.CharField(allow_null=True)
    required_chain = _keys("from the objective down to this node, at most 100 links")
    required_because = serializers.CharField(allow_blank=True)
    held_by = serializers.CharField(allow_null=True)
    held_chain = _keys("critical path, first supplier first, at most 100 links")
    finish_because = serializers.CharField()
    bridged = _keys("needs that a workaround bridges")
    degraded = _keys("needs without which it runs badly")

    rpo_s = _seconds()
    rpo_required_s = _seconds("strictest RPO of all that use its data, its own included")
    rpo_required_by = serializers.CharField(allow_null=True)
    tested_rpo_s = _seconds()
    rpo_gap_s = _seconds("measured − required")
    rpo_status = serializers.ChoiceField(RPO_STATUSES)
    rpo_because = serializers.CharField()
    restorable = RestorableSerializer(
        allow_null=True, help_text="from the backups; null: nothing it works with is backed up"
    )

    proof = EvidenceSerializer(allow_null=True, help_text="the result behind tested_s")
    beside = EvidenceSerializer(many=True, help_text="newer results, and those that prove nothing")
    rpo_proof = EvidenceSerializer(allow_null=True)
    rpo_beside = EvidenceSerializer(many=True)


class CriticalPathSerializer(serializers.Serializer):
    process = serializers.CharField()
    code = serializers.CharField()
    path = _keys("first supplier first, the process last")


class CycleSerializer(serializers.Serializer):
    members = _keys("nodes that need each other")
    deadlock = serializers.BooleanField(help_text="one of them must be up before another starts")


class GapAnswerSerializer(serializers.Serializer):
    count = serializers.IntegerField(help_text="of all nodes, whatever `limit` says")
    nodes = GapNodeSerializer(many=True)
    critical_paths = CriticalPathSerializer(many=True)
    cycles = CycleSerializer(many=True)
    currency = serializers.CharField()
