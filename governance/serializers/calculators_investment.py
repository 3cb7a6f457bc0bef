"""What the calculators of investment are asked and what they answer.

Money is of one currency; shares and rates are 0.08, never 8; answers have four decimals at most,
null where a figure is not defined.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from bia.serializers.calculator_fields import (
    DecimalInField,
    DecimalOutField,
    RowsField,
    share_field,
)
from lib.api.fields import DurationField, StrictCharField, StrictIntegerField

YEARS, MOST = 50, 100
AMOUNT = Decimal("1e15")
FREQUENT = Decimal(1_000)


def amount(**options: Any) -> DecimalInField:
    return DecimalInField(limit=AMOUNT, **options)


def figure(**options: Any) -> DecimalOutField:
    return DecimalOutField(allow_null=True, **options)


class RoiQuestionSerializer(serializers.Serializer[Any]):
    investment = amount()
    running_per_year = amount(default=Decimal(0))
    loss_per_year = amount(help_text=_("What outages cost a year without the investment."))
    effectiveness = share_field(default=Decimal(1), help_text=_("The share of it prevented."))
    years = StrictIntegerField(min_value=1, max_value=YEARS, default=5)
    discount_rate = share_field(default=Decimal("0.08"))


class CashYearSerializer(serializers.Serializer[Any]):
    year = serializers.IntegerField()
    flow = DecimalOutField()
    total = DecimalOutField()
    discounted = DecimalOutField()
    discounted_total = DecimalOutField()


class RoiAnswerSerializer(serializers.Serializer[Any]):
    """`payback_gross_years` leaves the running cost out, `payback_net_years` counts it."""

    benefit_per_year = DecimalOutField()
    net_per_year = DecimalOutField()
    total_cost = DecimalOutField()
    payback_gross_years = figure()
    payback_net_years = figure()
    net_benefit = DecimalOutField()
    roi = figure()
    benefit_cost = figure()
    npv = DecimalOutField()
    irr = figure()
    discounted_payback_years = figure()
    break_even_effectiveness = figure()
    years = CashYearSerializer(many=True)


class SplitClassSerializer(serializers.Serializer[Any]):
    name = StrictCharField(max_length=200)
    amount = amount()


class SplitQuestionSerializer(serializers.Serializer[Any]):
    classes = RowsField(child=SplitClassSerializer(), min_length=1, max_length=MOST)
    one_size_amount = amount(allow_null=True, default=None)


class SplitShareSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    share = figure()


class SplitAnswerSerializer(serializers.Serializer[Any]):
    total = DecimalOutField()
    shares = SplitShareSerializer(many=True)
    extra = figure()
    saving_share = figure()


class SourcingOptionQuestionSerializer(serializers.Serializer[Any]):
    """Its own costs, or `base` (the name of another one) and what share of that it saves."""

    name = StrictCharField(max_length=200)
    initial_low = amount(allow_null=True, default=None)
    initial_high = amount(allow_null=True, default=None)
    yearly_low = amount(allow_null=True, default=None)
    yearly_high = amount(allow_null=True, default=None)
    base = StrictCharField(max_length=200, allow_null=True, default=None)
    saving_low = share_field(allow_null=True, default=None)
    saving_high = share_field(allow_null=True, default=None)


class SourcingQuestionSerializer(serializers.Serializer[Any]):
    options = RowsField(child=SourcingOptionQuestionSerializer(), min_length=1, max_length=MOST)
    years = StrictIntegerField(min_value=1, max_value=YEARS, default=5)


class CostRangeSerializer(serializers.Serializer[Any]):
    low = DecimalOutField()
    high = DecimalOutField()
    middle = DecimalOutField()


class SourcingTotalSerializer(serializers.Serializer[Any]):
    """`missing` says what there is no cost without: "costs", "base" or "saving"."""

    name = serializers.CharField()
    cost = CostRangeSerializer(allow_null=True)
    at_low = CostRangeSerializer(allow_null=True)
    at_high = CostRangeSerializer(allow_null=True)
    against_first = figure()
    missing = serializers.CharField()


class SourcingAnswerSerializer(serializers.Serializer[Any]):
    options = SourcingTotalSerializer(many=True)


class AvailabilityQuestionSerializer(serializers.Serializer[Any]):
    """Either `availability`, or `down_s` in `period_s` (a year of 365 days without it)."""

    availability = share_field(allow_null=True, default=None)
    down_s = DurationField(allow_null=True, default=None)
    period_s = DurationField(default=365 * 86_400, min_value=1)


class AvailabilityAnswerSerializer(serializers.Serializer[Any]):
    """What may be lost of a month (30 days) and of a year (365 days) at this availability."""

    availability = DecimalOutField()
    month_s = DecimalOutField()
    year_s = DecimalOutField()


class DesignQuestionSerializer(serializers.Serializer[Any]):
    name = StrictCharField(max_length=200)
    cost = amount()
    rto_s = DurationField()
    rpo_s = DurationField()


class ComparisonQuestionSerializer(serializers.Serializer[Any]):
    designs = RowsField(child=DesignQuestionSerializer(), min_length=2, max_length=MOST)
    outages_per_year = DecimalInField(limit=FREQUENT, default=Decimal(1))


class ComparedDesignSerializer(serializers.Serializer[Any]):
    """Against the first design; `rto_cut` is a share, `rto_ratio` how many times faster."""

    name = serializers.CharField()
    availability = DecimalOutField()
    extra = DecimalOutField()
    cost_change = figure()
    rto_cut = figure()
    rto_ratio = figure()
    rpo_cut = figure()
    rpo_ratio = figure()


class ComparisonAnswerSerializer(serializers.Serializer[Any]):
    designs = ComparedDesignSerializer(many=True)
