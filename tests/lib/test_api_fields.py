"""Fields that refuse what cannot be meant."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from rest_framework import serializers

from lib.api.fields import (
    DurationField,
    InstantField,
    StrictBooleanField,
    StrictCharField,
    StrictIntegerField,
)


def value_of(field: serializers.Field, data: Any) -> Any:
    return field.run_validation(data)


def code_of(field: serializers.Field, data: Any) -> str:
    with pytest.raises(serializers.ValidationError) as refusal:
        field.run_validation(data)
    return refusal.value.get_codes()[0]


@pytest.mark.parametrize("data", [True, False, 1.0, "7", [], {}, float("nan")])
def test_only_whole_numbers_are_whole_numbers(data: Any) -> None:
    assert code_of(StrictIntegerField(), data) == "invalid"


def test_zero_is_a_duration_and_null_is_not_set() -> None:
    field = DurationField(allow_null=True)
    assert (value_of(field, 0), value_of(field, None)) == (0, None)


@pytest.mark.parametrize(("data", "code"), [(-1, "min_value"), (10**13, "max_value")])
def test_impossible_durations_are_refused(data: int, code: str) -> None:
    assert code_of(DurationField(), data) == code


@pytest.mark.parametrize("data", ["true", 1, 0, "yes", None])
def test_only_true_and_false_are_truth_values(data: Any) -> None:
    assert code_of(StrictBooleanField(), data) in {"invalid", "null"}


@pytest.mark.parametrize("data", [5, True, ["a"], "nul\x00inside"])
def test_only_text_is_text(data: Any) -> None:
    assert code_of(StrictCharField(), data) in {"invalid", "null_characters_not_allowed"}


def test_an_instant_keeps_its_moment() -> None:
    shanghai = timezone(timedelta(hours=8))
    answer = value_of(InstantField(), "2026-03-02T20:00:00+08:00")
    assert answer == datetime(2026, 3, 2, 20, 0, tzinfo=shanghai)
    assert value_of(InstantField(), "2026-03-02T12:00:00Z") == datetime(
        2026, 3, 2, 12, 0, tzinfo=UTC
    )


@pytest.mark.parametrize("data", ["2026-03-02T12:00:00", "2026-03-02 12:00"])
def test_an_instant_without_offset_is_refused(data: str) -> None:
    assert code_of(InstantField(), data) == "naive"


@pytest.mark.parametrize(
    "data", ["yesterday", "2026-13-40T99:00:00Z", 5, "9999-12-31T23:59:59-23:59"]
)
def test_nonsense_is_no_instant(data: Any) -> None:
    assert code_of(InstantField(), data) in {"invalid", "naive", "overflow"}
