"""The calculator of samples in JSON."""

from __future__ import annotations

from decimal import Decimal

from rest_framework import serializers

from lib.api.fields import StrictCharField, StrictIntegerField
from lib.api.resources import BodySerializer

MOST = 1_000_000


def _share(least: str, most: str) -> serializers.DecimalField:
    return serializers.DecimalField(
        max_digits=6, decimal_places=5, min_value=Decimal(least), max_value=Decimal(most)
    )


class SamplingQuestionSerializer(BodySerializer):
    """Shares between 0 and 1. With `population` as a number the sample is of so many, drawn
    without putting back; with `codes` and a `seed` it is drawn as well."""

    confidence = _share("0.5", "0.9999")
    rate = _share("0.0001", "0.9999")
    population = StrictIntegerField(
        min_value=0, max_value=MOST, required=False, allow_null=True, default=None
    )
    codes = serializers.ListField(
        child=StrictCharField(max_length=200), max_length=20_000, required=False, default=list
    )
    seed = StrictCharField(max_length=200, required=False, default="", allow_blank=True)


class SamplingAnswerSerializer(BodySerializer):
    """`size` out of a large population, `size_of_population` out of the one given; `reached`: the
    confidence that `size` gives; `drawn`: the codes, in order."""

    size = serializers.IntegerField()
    size_of_population = serializers.IntegerField(allow_null=True)
    reached = serializers.CharField()
    drawn = serializers.ListField(child=serializers.CharField())
