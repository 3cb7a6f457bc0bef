"""Clocks and their policies in JSON."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from followup.models import Clock, ClockEvent, ClockPolicy
from lib.api.fields import DurationField, StrictCharField, StrictIntegerField
from lib.api.resources import BodySerializer, ResourceSerializer


class ClockMarkSerializer(serializers.Serializer[Any]):
    """One instant at which somebody is told."""

    name = serializers.CharField()
    at = serializers.DateTimeField()
    to = serializers.ListField(child=serializers.CharField())
    state = serializers.ChoiceField(["ahead", "told", "passed_over"])


class ClockSerializer(ResourceSerializer):
    subject = serializers.CharField(
        source="subject_key", help_text="“kind:code”, empty for none.", read_only=True
    )
    responsible = serializers.SlugRelatedField[Any](
        slug_field="code", read_only=True, allow_null=True
    )
    overdue = serializers.SerializerMethodField()

    class Meta:
        model = Clock
        fields: Any = (
            *("id", "url", "kind", "subject", "title", "state", "overdue", "generation"),
            *("anchor_at", "first_due_at", "due_at", "zone", "next_fire_at", "paused_at"),
            *("snoozed_until", "breached_at", "met_at", "repeats", "muted", "failure"),
            *("grade", "exercise", "responsible", "policy_version", "created_at"),
        )
        read_only_fields = fields

    def get_overdue(self, clock: Clock) -> bool:
        return clock.is_overdue(timezone.now())


class ClockEventSerializer(serializers.ModelSerializer[ClockEvent]):
    by = serializers.SlugRelatedField[Any](slug_field="username", read_only=True, allow_null=True)

    class Meta:
        model = ClockEvent
        fields = ("type", "at", "mark", "by", "reason", "payload")


class ClockDetailSerializer(ClockSerializer):
    """With its marks and what happened to it."""

    marks = serializers.SerializerMethodField()
    events = serializers.SerializerMethodField()

    class Meta(ClockSerializer.Meta):
        fields = (*ClockSerializer.Meta.fields, "marks", "events")
        read_only_fields = fields

    @extend_schema_field(ClockMarkSerializer(many=True))
    def get_marks(self, clock: Clock) -> list[dict[str, Any]]:
        return [
            {
                "name": row["name"],
                "at": row["at"],
                "to": row["to"],
                "state": "told"
                if row["name"] in clock.fired_marks
                else "passed_over"
                if row.get("passed_over")
                else "ahead",
            }
            for row in clock.marks
        ]

    @extend_schema_field(ClockEventSerializer(many=True))
    def get_events(self, clock: Clock) -> Any:
        return ClockEventSerializer(clock.events.select_related("by"), many=True).data


class PauseSerializer(BodySerializer):
    reason = StrictCharField(max_length=500)


class SnoozeSerializer(PauseSerializer):
    for_s = DurationField(help_text="At most `snooze_max_s` of the policy it started with.")


class ClockPolicySerializer(ResourceSerializer):
    """Durations in seconds. Marks name `to` (roles) and one of `percent`, `offset_s`, `days`,
    `working_days`, the last two with an optional `time`."""

    limits_by_grade = serializers.DictField(child=StrictIntegerField(), required=False)
    alarm_after_s = DurationField(required=False)
    snooze_max_s = DurationField(required=False)
    marks = serializers.ListField(child=serializers.DictField(), required=False)
    late_marks = serializers.ListField(child=serializers.DictField(), required=False)
    breach_to = serializers.ListField(child=StrictCharField(max_length=40), required=False)
    repeat = serializers.DictField(required=False)

    class Meta:
        model = ClockPolicy
        fields: Any = (
            *("id", "code", "version", "created_at", "updated_at", "url", "number"),
            *("name_en", "name_zh", "anchor_en", "anchor_zh", "stops_en", "stops_zh"),
            *("limit_s", "limits_by_grade", "limit_working_days", "alarm_after_s", "marks"),
            *("breach_to", "late_marks", "repeat", "pausable", "snooze_max_s", "quiet_rule"),
            "urgent",
        )
        read_only_fields = ("id", "code", "version", "created_at", "updated_at", "url", "number")
