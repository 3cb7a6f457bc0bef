"""Coverage mathematics (docs/method.md §30): exact for rotation, by probability for samples."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest

from backups.domain.coverage import (
    Impossible,
    detection_chance,
    rotation_rounds,
    sampled,
)


@pytest.mark.parametrize(
    ("share", "rounds"),
    [("0.01", 100), ("0.1", 10), ("1", 1), (Fraction(1, 3), 3), ("0.03", 34), ("0.25", 4)],
)
def test_rotation_has_read_everything_after_exactly_so_many_rounds(
    share: str | Fraction, rounds: int
) -> None:
    assert rotation_rounds(share) == rounds


def test_one_percent_a_day_for_a_year_is_expected_to_read_97_4_percent() -> None:
    assert round(sampled(100, 0.01, 365).expected, 3) == 0.974


def test_the_chance_that_all_were_read_is_another_thing() -> None:
    assert round(sampled(100, 0.01, 365).every, 3) == 0.075
    assert f"{sampled(2_467, 0.01, 365).every:.0e}" == "2e-28"


def test_ten_samples_of_a_tenth_leave_a_third_unread() -> None:
    assert round(sampled(1_000, 0.1, 10).expected, 2) == 0.65


def test_a_whole_sample_reads_everything() -> None:
    found = sampled(5_000, 1.0, 1)
    assert (found.expected, found.every) == (1.0, 1.0)


def test_nothing_read_proves_nothing_unless_there_is_nothing() -> None:
    assert (sampled(10, 0.5, 0).expected, sampled(10, 0.5, 0).every) == (0.0, 0.0)
    assert sampled(0, 0.5, 3).every == 1.0


def test_detection_is_hypergeometric() -> None:
    assert math.isclose(
        detection_chance(1_000, 50, 10), 1 - math.comb(990, 50) / math.comb(1_000, 50)
    )
    assert detection_chance(10, 10, 1) == 1.0
    assert (detection_chance(10, 0, 1), detection_chance(10, 5, 0)) == (0.0, 0.0)


@pytest.mark.parametrize("share", ["0", "1.5", "-1"])
def test_an_impossible_share_is_refused(share: str) -> None:
    with pytest.raises(Impossible):
        rotation_rounds(share)
