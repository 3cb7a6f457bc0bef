"""The response card of a running incident in JSON."""

from __future__ import annotations

from rest_framework import serializers

from incidents.models import CheckRun, StepRun
from lib.api.fields import InstantField, StrictCharField
from lib.api.resources import BodySerializer


class CheckSerializer(serializers.ModelSerializer[CheckRun]):
    """A box; `reason` where it is left out or failed."""

    by = serializers.CharField(source="by.username", allow_null=True, default=None)

    class Meta:
        model = CheckRun
        fields = (
            *("id", "position", "team_en", "team_zh", "text_en", "text_zh", "required", "state"),
            *("reason", "at", "by"),
        )
        read_only_fields = fields


class StepSerializer(serializers.ModelSerializer[StepRun]):
    """A frozen step; `late_s` seconds it was done after its limit."""

    limit_s = serializers.IntegerField(allow_null=True)
    every_s = serializers.IntegerField(allow_null=True)
    late_s = serializers.IntegerField()
    checks = CheckSerializer(many=True)

    class Meta:
        model = StepRun
        fields = (
            *("id", "number", "attempt", "key", "title_en", "title_zh", "limit_s", "every_s"),
            *("anchor", "anchor_at", "due_at", "state", "done_at", "done_recorded_at", "late_s"),
            "checks",
        )
        read_only_fields = fields


class TickSerializer(BodySerializer):
    """`state` "done" (default), "na", "failed" or back to "todo"; the second and third say why."""

    at = InstantField(required=False)
    state = serializers.ChoiceField(
        choices=CheckRun.State.choices, default=CheckRun.State.DONE.value
    )
    reason = StrictCharField(max_length=300, required=False, allow_blank=True)
