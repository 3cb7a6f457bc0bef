"""What the calculators of drills are asked and what they answer."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from bia.serializers.calculator_fields import DecimalInField, DecimalOutField, RowsField
from drills.domain.scoring import LEVELS, NEEDED_PERCENT, RANK
from drills.models import CriterionGroup, Period
from lib.api.fields import StrictBooleanField, StrictCharField, StrictIntegerField

MOST = 500
GROUPS = CriterionGroup.choices
GIVEN_LEVELS = (*LEVELS, "na")


class RatedCriterionSerializer(serializers.Serializer[Any]):
    """`points`, or the `levels` its evaluators gave it; neither: not evaluated."""

    key = StrictCharField(max_length=64)
    group = serializers.ChoiceField(choices=GROUPS)
    points = DecimalInField(limit=Decimal(100), allow_null=True, default=None)
    levels = serializers.ListField(
        child=serializers.ChoiceField(choices=GIVEN_LEVELS), max_length=50, default=list
    )
    weight = DecimalInField(
        allow_null=True, default=None, help_text=_("In its group; null: an equal share.")
    )
    gate = StrictBooleanField(default=False)
    na = StrictBooleanField(default=False, help_text=_("Not applicable: left out."))


class GroupWeightsSerializer(serializers.Serializer[Any]):
    technical = StrictIntegerField(min_value=0, max_value=1000, default=50)
    process = StrictIntegerField(min_value=0, max_value=1000, default=30)
    business = StrictIntegerField(min_value=0, max_value=1000, default=20)


class DrillScoreQuestionSerializer(serializers.Serializer[Any]):
    criteria = RowsField(child=RatedCriterionSerializer(), max_length=MOST)
    group_weights = GroupWeightsSerializer(required=False)
    needed_percent = StrictIntegerField(min_value=1, max_value=100, default=NEEDED_PERCENT)


class GroupScoreSerializer(serializers.Serializer[Any]):
    group = serializers.ChoiceField(choices=GROUPS)
    weight = DecimalOutField()
    points = DecimalOutField(allow_null=True)
    rated = serializers.IntegerField()
    of = serializers.IntegerField()


class DrillScoreAnswerSerializer(serializers.Serializer[Any]):
    """`score` null: less than `needed_percent` of the weight is rated. `verdict` is "" without
    one; a failed gate caps it at "partly". `passed`: every technical criterion is met, null while
    one of them is not evaluated."""

    score = DecimalOutField(allow_null=True)
    verdict = serializers.ChoiceField(choices=RANK, allow_blank=True)
    uncapped = serializers.ChoiceField(choices=RANK, allow_blank=True)
    failed_gates = serializers.ListField(child=serializers.CharField())
    rated_percent = DecimalOutField()
    needed_percent = serializers.IntegerField()
    weights = serializers.DictField(child=serializers.CharField())
    used = serializers.DictField(child=serializers.CharField())
    groups = GroupScoreSerializer(many=True)
    met = serializers.IntegerField()
    of = serializers.IntegerField()
    passed = serializers.BooleanField(allow_null=True)
    unrated = serializers.ListField(child=serializers.CharField())
    must_settle = serializers.ListField(child=serializers.CharField())


class HeldSerializer(serializers.Serializer[Any]):
    """A drill that was held. `counts`: evaluated, and its findings have actions."""

    day = serializers.DateField()
    counts = StrictBooleanField(default=True)
    findings = StrictIntegerField(min_value=0, max_value=100_000, allow_null=True, default=None)
    late = StrictBooleanField(default=False)


class DrillPolicyQuestionSerializer(serializers.Serializer[Any]):
    key = StrictCharField(max_length=64)
    period = serializers.ChoiceField(choices=Period.choices)
    min_count = StrictIntegerField(min_value=1, max_value=31, default=1)
    max_count = StrictIntegerField(min_value=1, max_value=10_000, allow_null=True, default=None)
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(allow_null=True, default=None)
    things = StrictIntegerField(
        min_value=1, max_value=100_000, default=1,
        help_text=_("Of how many processes or systems each one is required."),
    )  # fmt: skip
    held = RowsField(child=HeldSerializer(), max_length=MOST, required=False)


class DrillComplianceQuestionSerializer(serializers.Serializer[Any]):
    today = serializers.DateField(required=False, help_text=_("Left out: today."))
    policies = RowsField(child=DrillPolicyQuestionSerializer(), max_length=MOST)


class PolicyComplianceSerializer(serializers.Serializer[Any]):
    """Of the year up to today. `rate` null: nothing was required, which is not 100 %."""

    key = serializers.CharField()
    per_year = serializers.IntegerField()
    required = serializers.IntegerField()  # type: ignore[assignment]
    done = serializers.IntegerField()
    pending = serializers.IntegerField()
    rate = DecimalOutField(allow_null=True)
    last_on = serializers.DateField(allow_null=True)
    next_due_on = serializers.DateField(allow_null=True)
    overdue = serializers.BooleanField()
    hints = serializers.ListField(child=serializers.CharField())


class DrillComplianceAnswerSerializer(serializers.Serializer[Any]):
    rate = DecimalOutField(allow_null=True)
    per_year = serializers.IntegerField()
    policies = PolicyComplianceSerializer(many=True)
