"""How a drill went, in JSON: ratings, results, observations, times, hot wash."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from bia.models import MeasurementKind
from drills.models import (
    Criterion,
    Expectation,
    HotWashNote,
    Level,
    MeasuredTime,
    Observation,
    ObservationKind,
    Rating,
    ResultSource,
)
from drills.serializers.script import KeyField
from lib.api.fields import (
    DurationField,
    InstantField,
    StrictBooleanField,
    StrictCharField,
    StrictIntegerField,
)
from lib.api.resources import BodySerializer

VERSION: dict[str, Any] = {"min_value": 0, "max_value": 2**31 - 1, "required": False}


class DrillRatingSerializer(serializers.ModelSerializer[Rating]):
    """What one evaluator says; the official result stands in `…/results/`."""

    criterion = serializers.CharField(source="criterion.key", read_only=True)
    evaluator = serializers.CharField(source="evaluator.username", read_only=True)

    class Meta:
        model = Rating
        fields = ("id", "version", "updated_at", "criterion", "evaluator", "level", "reason", "at")
        read_only_fields = fields


class RatingBodySerializer(BodySerializer):
    """One's own rating of a criterion, by its key; a later one replaces it. "na" says why."""

    at = InstantField(required=False)
    criterion = KeyField(queryset=Criterion.objects.all())
    level = serializers.ChoiceField(choices=Level.choices)
    reason = StrictCharField(max_length=2_000, required=False, allow_blank=True)
    version = StrictIntegerField(**VERSION)


class CriterionResultSerializer(serializers.Serializer[Any]):
    """The official result. `points` null: not evaluated, which is never 0. `spread` of 2 levels
    and more must be settled; `facts` are the figures it was computed from."""

    criterion = serializers.CharField()
    group = serializers.CharField()
    gate = serializers.BooleanField()
    source = serializers.ChoiceField(choices=ResultSource.choices)  # type: ignore[assignment]
    points = serializers.CharField(allow_null=True)
    level = serializers.CharField(allow_blank=True)
    na = serializers.BooleanField()
    spread = serializers.IntegerField()
    must_settle = serializers.BooleanField()
    reason = serializers.CharField(allow_blank=True)
    facts = serializers.DictField()
    ratings = DrillRatingSerializer(many=True)
    version = serializers.IntegerField(allow_null=True)


class SettlementSerializer(BodySerializer):
    """The lead evaluator decides: a `level`, or `points` of 0 to 100."""

    at = InstantField(required=False)
    level = serializers.ChoiceField(choices=Level.choices, required=False)
    points = serializers.DecimalField(
        max_digits=5, decimal_places=2, min_value=0, max_value=100, required=False
    )
    reason = StrictCharField(max_length=2_000)
    version = StrictIntegerField(**VERSION)


class RecordCountSerializer(BodySerializer):
    """Data integrity: records looked at, those that were whole, and whether the rest was repaired
    during the drill."""

    at = InstantField(required=False)
    checked = StrictIntegerField(min_value=1, max_value=2**53)
    whole = StrictIntegerField(min_value=0, max_value=2**53)
    repaired = StrictBooleanField(required=False)


class DrillObservationSerializer(serializers.ModelSerializer[Observation]):
    by = serializers.CharField(source="by.username", read_only=True)
    expectation = serializers.CharField(source="expectation.key", allow_null=True, default=None)
    criterion = serializers.CharField(source="criterion.key", allow_null=True, default=None)

    class Meta:
        model = Observation
        fields = (
            *("id", "kind", "text", "at", "recorded_at", "by", "expectation", "criterion"),
            "key",
        )
        read_only_fields = fields


class ObservationBodySerializer(BodySerializer):
    """`key`: the device's own; sent twice it is one observation."""

    at = InstantField(required=False)
    kind = serializers.ChoiceField(choices=ObservationKind.choices)
    text = StrictCharField(max_length=5_000)
    key = StrictCharField(max_length=64, required=False, allow_blank=True)
    expectation = KeyField(queryset=Expectation.objects.all(), required=False, allow_null=True)
    criterion = KeyField(queryset=Criterion.objects.all(), required=False, allow_null=True)


class MeasuredTimeSerializer(serializers.ModelSerializer[MeasuredTime]):
    """A recovery time or data gap, pauses left out. `accepted` null: nobody has looked at it;
    accepted ones become the `measurement` when the report is approved."""

    subject = serializers.SerializerMethodField()
    value_s = serializers.IntegerField(allow_null=True)
    target_s = serializers.IntegerField(allow_null=True)
    mtd_s = serializers.IntegerField(allow_null=True)
    measurement = serializers.CharField(
        source="measurement.code", allow_null=True, default=None, read_only=True
    )

    class Meta:
        model = MeasuredTime
        fields = (
            *("id", "version", "updated_at", "subject", "kind", "value_s", "pauses_s"),
            *("target_s", "mtd_s", "automatic", "accepted", "note", "measurement"),
        )
        read_only_fields = fields

    def get_subject(self, row: MeasuredTime) -> str:
        """ "process:road-rescue" or "system:dispatch"."""
        if row.process is not None:
            return f"process:{row.process.code}"
        return f"system:{row.system.code}" if row.system is not None else ""


class MeasuredBodySerializer(BodySerializer):
    """`subject`: a process or system of the drill; entered again it is put right."""

    at = InstantField(required=False)
    subject = StrictCharField(max_length=80)
    kind = serializers.ChoiceField(choices=MeasurementKind.choices)
    value_s = DurationField(max_value=10 * 366 * 86_400)
    note = StrictCharField(max_length=300, required=False, allow_blank=True)
    version = StrictIntegerField(**VERSION)


class MeasuredReviewSerializer(BodySerializer):
    """Does it count? One that does not says why."""

    at = InstantField(required=False)
    accepted = StrictBooleanField()
    note = StrictCharField(max_length=300, required=False, allow_blank=True)
    version = StrictIntegerField(**VERSION)


class HotWashSerializer(serializers.ModelSerializer[HotWashNote]):
    """Three answers of a participant; anonymous ones have no `person`, and the day only."""

    person = serializers.CharField(
        source="person.code", allow_null=True, default=None, read_only=True
    )

    class Meta:
        model = HotWashNote
        fields = ("person", "went_well", "went_badly", "change_first", "at")
        read_only_fields = fields


class HotWashBodySerializer(BodySerializer):
    """Once for each participant, until the hot wash closes."""

    at = InstantField(required=False)
    went_well = StrictCharField(max_length=4_000, required=False, allow_blank=True)
    went_badly = StrictCharField(max_length=4_000, required=False, allow_blank=True)
    change_first = StrictCharField(max_length=4_000, required=False, allow_blank=True)
    anonymous = StrictBooleanField(required=False)
