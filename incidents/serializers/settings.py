"""The settings of incidents in JSON."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from incidents.models import IncidentSettings
from lib.api.fields import DurationField, StrictCharField
from lib.api.resources import ResourceSerializer


class LossGradeSerializer(serializers.Serializer[Any]):
    """At least this grade is suggested from a loss of `amount` on."""

    grade = StrictCharField(max_length=4)
    amount = StrictCharField(max_length=24)


class IncidentSettingsSerializer(ResourceSerializer):
    regions = serializers.ListField(
        child=StrictCharField(max_length=60), required=False, max_length=100
    )
    loss_grades = LossGradeSerializer(many=True, required=False)
    reopen_within_s = DurationField(required=False)
    unmerge_within_s = DurationField(required=False)
    dwell_s = DurationField(required=False)
    alone_after_s = DurationField(required=False)
    cancel_free_s = DurationField(required=False)
    break_glass_after_s = DurationField(required=False)

    class Meta:
        model = IncidentSettings
        fields = (
            *("version", "updated_at", "regions", "loss_grades", "reopen_within_s"),
            *("unmerge_within_s", "dwell_s", "alone_after_s", "cancel_free_s"),
            *("break_glass_after_s", "no_change_most", "workaround_counts"),
            "availability_target",
        )
        read_only_fields = ("version", "updated_at")
