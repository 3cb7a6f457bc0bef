"""What the calculators of losses are asked and what they answer."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from bia.domain.losses.distribution import MAX_PER_YEAR
from bia.domain.losses.simulation import FEWEST_RUNS, MAX_SEED, MOST_RUNS, RUNS
from bia.serializers.calculator_fields import (
    DecimalInField,
    DecimalOutField,
    RowsField,
    share_field,
)
from bia.serializers.calculators import MANY
from lib.api.fields import DurationField, StrictIntegerField

ONE = Decimal(1)


class LossPointSerializer(serializers.Serializer[Any]):
    at_s = DurationField()
    amount = DecimalInField()


class LossSegmentSerializer(serializers.Serializer[Any]):
    until_s = DurationField(allow_null=True, default=None, help_text=_("Null on the last one."))
    rate_per_hour = DecimalInField()


class LossPenaltySerializer(serializers.Serializer[Any]):
    beyond_s = DurationField()
    amount = DecimalInField()


class LossWorkaroundSerializer(serializers.Serializer[Any]):
    from_s = DurationField()
    until_s = DurationField(allow_null=True, default=None)
    capacity = share_field()


class LossOutageSerializer(serializers.Serializer[Any]):
    from_s = DurationField()
    to_s = DurationField()
    felt = share_field(default=ONE, help_text=_("The share of the loss that is felt."))


class LossObservationSerializer(serializers.Serializer[Any]):
    outage_s = DurationField()
    amount = DecimalInField(help_text=_("What the outage really cost."))


class LossCurveSerializer(serializers.Serializer[Any]):
    """A curve by points or by segments; the questions below ask about it."""

    points = RowsField(child=LossPointSerializer(), required=False, max_length=MANY)
    segments = RowsField(child=LossSegmentSerializer(), required=False, max_length=MANY)
    penalties = RowsField(child=LossPenaltySerializer(), required=False, max_length=MANY)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "points" in attrs and "segments" in attrs:
            message = _("Give either points or segments, not both.")
            raise serializers.ValidationError({"segments": message}, code="ambiguous")
        if "points" not in attrs and "segments" not in attrs:
            message = _("Give points or segments.")
            raise serializers.ValidationError({"points": message}, code="required")
        return attrs


class LossQuestionSerializer(LossCurveSerializer):
    outage_s = DurationField(required=False, help_text=_("Or give outages."))
    outages = RowsField(
        child=LossOutageSerializer(),
        required=False,
        allow_empty=False,
        max_length=MANY,
        help_text=_("Where they overlap they count once."),
    )
    degradation = share_field(default=ONE, help_text=_("The share of capacity lost."))
    workaround = LossWorkaroundSerializer(allow_null=True, default=None)
    observations = RowsField(
        child=LossObservationSerializer(),
        required=False,
        max_length=MANY,
        help_text=_("Outages that happened, to compare the curve with."),
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        attrs = super().validate(attrs)
        if "outage_s" not in attrs and "outages" not in attrs:
            message = _("Give outage_s or outages.")
            raise serializers.ValidationError({"outage_s": message}, code="required")
        if "outages" in attrs and "outage_s" in attrs:
            message = _("Give either outage_s or outages, not both.")
            raise serializers.ValidationError({"outages": message}, code="ambiguous")
        if "outages" in attrs and (attrs["workaround"] or attrs["degradation"] != ONE):
            message = _("With outages, give the share felt in each of them.")
            raise serializers.ValidationError({"outages": message}, code="ambiguous")
        return attrs


class LossComparisonSerializer(serializers.Serializer[Any]):
    outage_s = serializers.IntegerField()
    amount = DecimalOutField()
    expected = DecimalOutField()
    error = DecimalOutField(help_text=_("Actual less expected."))
    ratio = DecimalOutField(allow_null=True)


class CalibrationSerializer(serializers.Serializer[Any]):
    observations = LossComparisonSerializer(many=True)
    expected = DecimalOutField()
    actual = DecimalOutField()
    ratio = DecimalOutField(allow_null=True)
    factor = DecimalOutField(
        allow_null=True, help_text=_("What the curve should be multiplied by.")
    )
    because = serializers.CharField()


class LossAnswerSerializer(serializers.Serializer[Any]):
    loss = DecimalOutField()
    rate_per_hour = DecimalOutField()
    because = serializers.CharField()
    calibration = CalibrationSerializer(allow_null=True)


class LossDistributionQuestionSerializer(LossCurveSerializer):
    low_s = DurationField(help_text=_("Short end of the interval that holds nine outages of ten."))
    high_s = DurationField(help_text=_("Long end of the interval that holds nine outages of ten."))
    per_year = DecimalInField(limit=MAX_PER_YEAR, help_text=_("Outages per year."))
    limit_s = DurationField(allow_null=True, default=None)
    seed = StrictIntegerField(min_value=0, max_value=MAX_SEED, default=1)
    runs = StrictIntegerField(min_value=FEWEST_RUNS, max_value=MOST_RUNS, default=RUNS)


class ExceedanceSerializer(serializers.Serializer[Any]):
    chance = DecimalOutField()
    loss = DecimalOutField()


class SimulationSerializer(serializers.Serializer[Any]):
    ale = DecimalOutField()
    standard_error = DecimalOutField()
    p50 = DecimalOutField()
    p95 = DecimalOutField()
    p99 = DecimalOutField()
    p_breach_in_a_year = DecimalOutField(allow_null=True)
    exceedance = ExceedanceSerializer(many=True)
    seed = serializers.IntegerField()
    runs = serializers.IntegerField()


class LossDistributionAnswerSerializer(serializers.Serializer[Any]):
    mu = DecimalOutField(help_text=_("Of the logarithm of the hours."))
    sigma = DecimalOutField()
    median_s = serializers.IntegerField()
    mean_s = serializers.IntegerField()
    p_over_limit = DecimalOutField(allow_null=True)
    breaches_per_year = DecimalOutField(allow_null=True)
    p_breach_in_a_year = DecimalOutField(allow_null=True)
    loss_per_event = DecimalOutField()
    ale = DecimalOutField()
    simulated = SimulationSerializer()
    because = serializers.CharField()
