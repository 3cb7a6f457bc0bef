"""Durations and money as people type them."""

from decimal import Decimal

import pytest
from django import forms

from lib.fields import DurationField, MoneyField


@pytest.mark.parametrize(
    ("typed", "seconds"),
    [("2 h 30 min", 9000), ("90", 5400), ("0", 0), ("", None), ("15分钟", 900)],
)
def test_duration_is_read_into_seconds(typed: str, seconds: int | None) -> None:
    assert DurationField(required=False).clean(typed) == seconds


def test_duration_says_what_is_wrong() -> None:
    with pytest.raises(forms.ValidationError, match="“parsecs” is not a unit of time"):
        DurationField().clean("2 parsecs")


def test_duration_keeps_its_bounds() -> None:
    with pytest.raises(forms.ValidationError, match="Enter at most 1 h"):
        DurationField(max_s=3600).clean("2 h")


def test_duration_is_required_when_asked() -> None:
    with pytest.raises(forms.ValidationError, match="required"):
        DurationField().clean("")


def test_duration_shows_seconds_in_words_and_typed_text_as_it_was() -> None:
    class Plan(forms.Form):
        rto_s = DurationField()

    assert 'value="2 h"' in str(Plan(initial={"rto_s": 7200})["rto_s"])
    assert 'value="2 parsecs"' in str(Plan({"rto_s": "2 parsecs"})["rto_s"])


@pytest.mark.parametrize(
    ("typed", "amount"),
    [("1,250,000.00", Decimal("1250000.00")), ("￥99.5", Decimal("99.5")), ("0", 0), ("", None)],
)
def test_money_is_read_with_grouping_and_sign(typed: str, amount: Decimal | None) -> None:
    assert MoneyField(required=False).clean(typed) == amount
