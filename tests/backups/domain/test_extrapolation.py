"""Measured phases at full size, and what a row of clean restores still allows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backups.domain.extrapolation import Estimate, Sample, extrapolate, failure_bound, total

GB = 10**9


def test_one_sample_is_scaled_and_says_no_interval() -> None:
    assert extrapolate([Sample(10 * GB, 600)], 100 * GB) == Estimate(
        6000, None, None, 1, "proportional"
    )


def test_samples_of_that_size_are_their_mean_within_an_interval() -> None:
    found = extrapolate([Sample(GB, 90), Sample(GB, 100), Sample(GB, 110)], GB)

    # mean 100, deviation 10, t(2) = 4.303, half width 4.303 · 10 · √(4/3) = 49.69
    assert found is not None
    assert (found.seconds, found.samples, found.because) == (100, 3, "measured")
    assert (found.low, found.high) == (
        pytest.approx(50.31, abs=0.01),
        pytest.approx(149.69, abs=0.01),
    )


def test_a_line_keeps_its_fixed_part() -> None:
    found = extrapolate([Sample(n * GB, 30 + 6 * n) for n in (1, 2, 3, 4)], 10 * GB)

    assert found is not None
    assert found.because == "line"
    assert found.seconds == pytest.approx(90)
    assert (found.low, found.high) == (pytest.approx(90), pytest.approx(90))


def test_the_interval_widens_with_the_distance() -> None:
    noisy = [Sample(1 * GB, 37), Sample(2 * GB, 41), Sample(3 * GB, 49), Sample(4 * GB, 53)]
    near, far = extrapolate(noisy, 5 * GB), extrapolate(noisy, 50 * GB)

    assert near is not None
    assert far is not None
    assert near.high is not None
    assert far.high is not None
    assert far.high - far.seconds > 5 * (near.high - near.seconds)


def test_more_bytes_never_take_less_time() -> None:
    found = extrapolate([Sample(GB, 20), Sample(2 * GB, 10)], 100 * GB)

    assert found is not None
    assert found.seconds == 15


def test_phases_add_up_and_their_errors_as_squares() -> None:
    parts = [Estimate(10, 7, 13, 5, "line"), Estimate(20, 16, 24, 4, "measured")]

    assert total(parts) == Estimate(30, 25, 35, 4, "line")
    assert total([*parts, Estimate(1, None, None, 1, "proportional")]) == Estimate(
        31, None, None, 1, "line"
    )
    assert total([]) is None


@pytest.mark.parametrize(
    ("clean", "bound"), [(0, 1.0), (1, 0.95), (12, 0.2209), (59, 0.0495), (300, 0.00994)]
)
def test_clean_restores_bound_the_rate_of_failure(clean: int, bound: float) -> None:
    assert failure_bound(clean) == pytest.approx(bound, rel=1e-3)


@given(st.integers(1, 10_000))
def test_the_bound_is_where_such_a_row_has_a_chance_of_five_percent(clean: int) -> None:
    assert (1 - failure_bound(clean)) ** clean == pytest.approx(0.05)
