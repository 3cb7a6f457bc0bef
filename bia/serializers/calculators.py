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
