"""What the calculators are asked and what they answer."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from accounts.models import MtdPolicy
from bia.domain.mtd import DEFAULT_POLICY
from bia.serializers.calculator_fields import (
    DecimalInField,
    DecimalOutField,
    RowsField,
    share_field,
)
from lib.api.fields import DurationField, StrictBooleanField, StrictCharField

MANY = 500
"""More rows than any grid has; keeps one question cheap."""

HALF = Decimal("0.5")


class MtdPointSerializer(serializers.Serializer[Any]):
    at_s = DurationField()
    score = DecimalInField(allow_null=True, help_text=_("A rating or an amount; null: not rated."))


class MtdSeriesSerializer(serializers.Serializer[Any]):
    category = StrictCharField(max_length=200)
    threshold = DecimalInField(allow_null=True, default=None)
    points = RowsField(child=MtdPointSerializer(), max_length=MANY)


class MtdQuestionSerializer(serializers.Serializer[Any]):
    policy = serializers.ChoiceField(choices=MtdPolicy.choices, default=DEFAULT_POLICY)
    threshold = DecimalInField(allow_null=True, default=None)
    series = RowsField(child=MtdSeriesSerializer(), max_length=100)
    caps_s = serializers.ListField(child=DurationField(), default=list, max_length=MANY)


class MtdOfCategorySerializer(serializers.Serializer[Any]):
    category = serializers.CharField()
    mtd_s = serializers.IntegerField(allow_null=True)
    because = serializers.CharField()


class MtdAnswerSerializer(serializers.Serializer[Any]):
    mtd_s = serializers.IntegerField(
        allow_null=True, help_text=_("Derived from the grid; null when nothing is crossed.")
    )
    proposed_s = serializers.IntegerField(
        allow_null=True, help_text=_("The stricter of the grid and the caps.")
    )
    because = serializers.CharField()
    proposed_because = serializers.CharField()
    by_category = MtdOfCategorySerializer(many=True)
    warnings = serializers.ListField(child=serializers.CharField())


class RtoQuestionSerializer(serializers.Serializer[Any]):
    mtd_s = DurationField()
    min_margin = share_field(default=HALF)
    wrt_s = DurationField(default=0, allow_null=True, help_text=_("Blocking work recovery only."))
    ladder_s = serializers.ListField(
        child=DurationField(), required=False, allow_empty=False, max_length=MANY
    )


class RtoAnswerSerializer(serializers.Serializer[Any]):
    feasible = serializers.BooleanField()
    rto_s = serializers.IntegerField(allow_null=True)
    margin = DecimalOutField(allow_null=True)
    because = serializers.CharField()


class MarginQuestionSerializer(serializers.Serializer[Any]):
    mtd_s = DurationField()
    rto_s = DurationField()
    min_margin = share_field(default=HALF)
    wrt_s = DurationField(default=0, allow_null=True)
    wrt_blocking = StrictBooleanField(default=False)


class MarginAnswerSerializer(serializers.Serializer[Any]):
    margin = DecimalOutField(allow_null=True)
    status = serializers.ChoiceField(choices=["ok", "warning", "blocked"])
    overrun_s = serializers.IntegerField()
    because = serializers.CharField()


class RpoQuestionSerializer(serializers.Serializer[Any]):
    interval_s = DurationField()
    backup_s = DurationField(default=0, allow_null=True)
    lag_s = DurationField(default=0, allow_null=True)
    rpo_s = DurationField(default=None, allow_null=True)


class RpoAnswerSerializer(serializers.Serializer[Any]):
    worst_s = serializers.IntegerField()
    gap_s = serializers.IntegerField(allow_null=True)
    because = serializers.CharField()


class WorkRecoveryQuestionSerializer(serializers.Serializer[Any]):
    daily_volume = DecimalInField(help_text=_("Records a day."))
    rto_s = DurationField()
    rpo_s = DurationField(default=0, allow_null=True)
    seconds_per_record = DecimalInField()
    staff = serializers.IntegerField(
        min_value=1, max_value=1_000_000, allow_null=True, default=None
    )
    limit_s = DurationField(default=None, allow_null=True)


class WorkRecoveryAnswerSerializer(serializers.Serializer[Any]):
    backlog = DecimalOutField()
    wrt_s = serializers.IntegerField(allow_null=True)
    staff_needed = serializers.IntegerField(allow_null=True)
    because = serializers.CharField()


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


class LossQuestionSerializer(serializers.Serializer[Any]):
    points = RowsField(child=LossPointSerializer(), required=False, max_length=MANY)
    segments = RowsField(child=LossSegmentSerializer(), required=False, max_length=MANY)
    penalties = RowsField(child=LossPenaltySerializer(), required=False, max_length=MANY)
    outage_s = DurationField()
    degradation = share_field(default=Decimal(1), help_text=_("The share of capacity lost."))
    workaround = LossWorkaroundSerializer(allow_null=True, default=None)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "points" in attrs and "segments" in attrs:
            message = _("Give either points or segments, not both.")
            raise serializers.ValidationError({"segments": message}, code="ambiguous")
        if "points" not in attrs and "segments" not in attrs:
            message = _("Give points or segments.")
            raise serializers.ValidationError({"points": message}, code="required")
        return attrs


class LossAnswerSerializer(serializers.Serializer[Any]):
    loss = DecimalOutField()
    rate_per_hour = DecimalOutField()
    because = serializers.CharField()
