"""RPO proposals and the worst loss of data."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bia.domain.errors import DomainError
from bia.domain.rpo import suggest_rpo, worst_data_loss

MIN, H, D = 60, 3_600, 86_400
seconds = st.integers(0, 10**9)


def test_800_of_5000_transactions_a_day_allow_two_hours() -> None:
    found = suggest_rpo(Decimal(5_000), Decimal(800))
    assert (found.rpo_s, found.limit, found.limit_s) == (2 * H, "tolerated_loss", 13_824)
    assert found.because.text == (
        "The tolerated loss allows 3 h 50 min 24 s; the ladder's next step down is 2 h."
    )


def test_the_strictest_limit_decides() -> None:
    found = suggest_rpo(Decimal(5_000), Decimal(800), Decimal(200), legal_limit_s=H)
    assert (found.rpo_s, found.limit) == (30 * MIN, "reentry_capacity")
    assert suggest_rpo(Decimal(5_000), Decimal(800), legal_limit_s=H).rpo_s == H


def test_no_transaction_may_be_lost() -> None:
    assert suggest_rpo(Decimal(5_000), Decimal(0)).rpo_s == 0


def test_no_known_limit_proposes_nothing() -> None:
    assert suggest_rpo(None, Decimal(800)).rpo_s is None
    assert suggest_rpo(Decimal(0), Decimal(800)).because.code == "rpo.no_limit"
    assert suggest_rpo(legal_limit_s=0).rpo_s == 0


@pytest.mark.parametrize(
    ("interval_min", "rpo_min", "gap_min"),
    [(1_440, 60, 1_380), (1_440, 240, 1_200), (10_080, 1_440, 8_640), (0, 5, 0)],
)
def test_at_024_worst_loss_against_the_plan(interval_min: int, rpo_min: int, gap_min: int) -> None:
    found = worst_data_loss(interval_min * MIN, rpo_s=rpo_min * MIN)
    assert (found.gap_s, found.met) == (gap_min * MIN, gap_min == 0)


def test_duration_and_lag_add_to_the_interval() -> None:
    found = worst_data_loss(D, 2 * H, 30 * MIN, rpo_s=D)
    assert (found.worst_s, found.gap_s) == (95_400, 9_000)


def test_an_rpo_of_0_is_a_target_and_none_is_not() -> None:
    assert worst_data_loss(0, rpo_s=0).met is True
    assert worst_data_loss(1, rpo_s=0).met is False
    assert worst_data_loss(0).met is None


def test_a_negative_interval_is_refused() -> None:
    with pytest.raises(DomainError) as caught:
        worst_data_loss(-1)
    assert caught.value.field == "interval_s"


@given(seconds, seconds, seconds, seconds)
def test_worst_is_never_better_than_any_part(
    interval_s: int, backup_s: int, lag_s: int, rpo_s: int
) -> None:
    found = worst_data_loss(interval_s, backup_s, lag_s, rpo_s)
    assert found.worst_s >= max(interval_s, backup_s, lag_s)
    assert found.gap_s == max(0, found.worst_s - rpo_s)
