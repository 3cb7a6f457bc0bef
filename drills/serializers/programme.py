"""The programme in JSON: policies, slots, freezes, and what follows from them."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import Person
from bia.models import Process, System, Tier
from drills.models import DrillPolicy, DrillSettings, DrillSlot, DrillType, FreezeWindow
from lib.api.fields import CodeField, DurationField, StrictCharField, StrictIntegerField
from lib.api.resources import BodySerializer, ResourceSerializer
from plans.models import ResponseRole

NAMED = {"type": "string", "nullable": True}


@extend_schema_field({"type": "string", "pattern": "^[0-9]{2}:[0-9]{2}", "example": "09:30:00"})
class LocalTimeField(serializers.TimeField):
    """A time of day where the drill is held: it has no offset, as RFC 3339 would want one."""


class DrillPolicySerializer(ResourceSerializer):
    """So many drills of a type in every period, for each thing of its `scope`.

    `rrule` are the usual days as RFC 5545 writes them, expanded in `timezone`; `allowed_weekdays`
    are 1 (Monday) to 7. Without a `code` the next number is taken.
    """

    name = serializers.CharField(read_only=True)
    tiers = CodeField(queryset=Tier.objects.all(), many=True, required=False)
    processes = CodeField(queryset=Process.objects.all(), many=True, required=False)
    systems = CodeField(queryset=System.objects.all(), many=True, required=False)
    required_roles = CodeField(queryset=ResponseRole.objects.all(), many=True, required=False)
    owner = CodeField(queryset=Person.objects.all(), required=False, allow_null=True)
    satisfied_by = serializers.ListField(
        child=serializers.ChoiceField(choices=DrillType.choices), required=False, max_length=4
    )
    allowed_weekdays = serializers.ListField(
        child=StrictIntegerField(min_value=1, max_value=7), required=False, max_length=7
    )
    starts_at = LocalTimeField(required=False, allow_null=True)
    form_en = StrictCharField(max_length=10_000, required=False, allow_blank=True)
    form_zh = StrictCharField(max_length=10_000, required=False, allow_blank=True)

    class Meta:
        model = DrillPolicy
        fields = (
            *("id", "code", "version", "created_at", "updated_at", "url", "name", "name_en"),
            *("name_zh", "type", "subtype", "period", "min_count", "max_count", "scope", "tiers"),
            *("processes", "systems", "satisfied_by", "required_roles", "starts_on", "ends_on"),
            *("grace_days", "rrule", "timezone", "allowed_weekdays", "starts_at", "low_season"),
            *("duration_s", "cost", "cost_estimate", "form_en", "form_zh", "participants_en"),
            *("participants_zh", "owner", "is_active"),
        )
        read_only_fields = ("id", "version", "created_at", "updated_at")
        extra_kwargs = {"code": {"required": False}}
        validators: list[Any] = []


class DrillSlotSerializer(ResourceSerializer):
    """One drill that a policy requires in one period, for all or for one `process` or `system`.

    `met_by` is the drill, or the restore test, that met it; `proposed_on` the day the programme
    proposes.
    """

    policy = serializers.CharField(source="policy.code", read_only=True)
    type = serializers.ChoiceField(source="policy.type", choices=DrillType.choices, read_only=True)
    process = serializers.CharField(
        source="process.code", allow_null=True, default=None, read_only=True
    )
    system = serializers.CharField(
        source="system.code", allow_null=True, default=None, read_only=True
    )
    met_by = serializers.SerializerMethodField()
    waived_by = serializers.CharField(
        source="waived_by.username", allow_null=True, default=None, read_only=True
    )

    class Meta:
        model = DrillSlot
        fields = (
            *("id", "code", "version", "updated_at", "url", "policy", "type", "process"),
            *("system", "period_start", "period_end", "number", "state", "met_by", "met_at"),
            *("proposed_on", "waived_because", "waived_by"),
        )
        read_only_fields = fields

    @extend_schema_field(NAMED)
    def get_met_by(self, row: DrillSlot) -> str | None:
        return row.met_by.code if row.met_by is not None else row.met_by_code or None


class SlotWaiverSerializer(BodySerializer):
    reason = StrictCharField(max_length=300)


class FreezeSerializer(ResourceSerializer):
    """Days, the first and the last included, on which no drill is proposed; without `systems`
    for all."""

    name = serializers.CharField(read_only=True)
    systems = CodeField(queryset=System.objects.all(), many=True, required=False)

    class Meta:
        model = FreezeWindow
        fields = (
            *("id", "version", "updated_at", "url", "name", "name_en", "name_zh", "starts_on"),
            *("ends_on", "systems", "reason"),
        )
        read_only_fields = ("id", "version", "updated_at")
        validators: list[Any] = []


class DrillSettingsSerializer(ResourceSerializer):
    """How this organisation holds its drills. Weights are those of the groups of criteria."""

    start_early_s = DurationField(required=False)
    ask_after_s = DurationField(required=False)
    pause_after_s = DurationField(required=False)
    hot_wash_s = DurationField(required=False)

    class Meta:
        model = DrillSettings
        fields = (
            *("version", "updated_at", "handled_percent", "rated_percent", "weight_technical"),
            *("weight_process", "weight_business", "valid_days", "low_season_after_days"),
            *("low_season_days", "low_season_from", "start_early_s", "ask_after_s"),
            *("pause_after_s", "hot_wash_s", "draft_days", "approval_days"),
            *("complaints_tolerated", "loss_tolerated"),
        )
        read_only_fields = ("version", "updated_at")
        validators: list[Any] = []


class DrillPolicyComplianceSerializer(serializers.Serializer[Any]):
    """The rolling year of one policy. `rate` is min(1, done / required), null where nothing was
    required; `pending` were held but are not evaluated yet; `hints` of "too_easy", "too_many",
    "late"."""

    policy = serializers.CharField()
    name = serializers.CharField()
    type = serializers.ChoiceField(choices=DrillType.choices)
    things = serializers.IntegerField()
    per_year = serializers.IntegerField()
    required = serializers.IntegerField()  # type: ignore[assignment]
    done = serializers.IntegerField()
    pending = serializers.IntegerField()
    missed = serializers.IntegerField()
    rate = serializers.CharField(allow_null=True)
    last_on = serializers.DateField(allow_null=True)
    next_due_on = serializers.DateField(allow_null=True)
    overdue = serializers.BooleanField()
    hints = serializers.ListField(child=serializers.CharField())


class ProgrammeComplianceSerializer(serializers.Serializer[Any]):
    """Of the whole programme; `overdue` policies."""

    at = serializers.DateTimeField()
    rate = serializers.CharField(allow_null=True)
    required = serializers.IntegerField()  # type: ignore[assignment]
    done = serializers.IntegerField()
    overdue = serializers.IntegerField()
    policies = DrillPolicyComplianceSerializer(many=True)


class CoverageCellSerializer(serializers.Serializer[Any]):
    """`scenario` null: drilled without one of the library. `applies`: the scenario is meant for
    the process. `priority` is criticality × age × last score, 0 to 4."""

    process = serializers.CharField()
    scenario = serializers.CharField(allow_null=True)
    state = serializers.ChoiceField(choices=("fresh", "ageing", "stale", "never"))
    last_on = serializers.DateField(allow_null=True)
    age_days = serializers.IntegerField(allow_null=True)
    score = serializers.CharField(allow_null=True)
    drill = serializers.CharField(allow_null=True)
    applies = serializers.BooleanField()
    priority = serializers.CharField()


class DrillCoverageSerializer(serializers.Serializer[Any]):
    """`next`: the cells to drill first."""

    today = serializers.DateField()
    valid_days = serializers.IntegerField()
    type = serializers.CharField(allow_blank=True)
    scenarios = serializers.ListField(child=serializers.CharField())
    cells = CoverageCellSerializer(many=True)
    next = CoverageCellSerializer(many=True)


class PassedDaySerializer(serializers.Serializer[Any]):
    """A day that was passed over: a holiday, a freeze, a real incident, …"""

    day = serializers.DateField()
    why = serializers.CharField()


class DrillProposalSerializer(serializers.Serializer[Any]):
    """An open slot no drill is planned for, and the day that suits it; null: there is none."""

    slot = serializers.CharField()
    policy = serializers.CharField()
    type = serializers.ChoiceField(choices=DrillType.choices)
    process = serializers.CharField(allow_null=True)
    system = serializers.CharField(allow_null=True)
    period_start = serializers.DateField()
    period_end = serializers.DateField()
    day = serializers.DateField(allow_null=True)
    why = serializers.CharField(allow_blank=True)
    passed = PassedDaySerializer(many=True)
