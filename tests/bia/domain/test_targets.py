"""RTO proposals, margins and what a pair of targets must satisfy."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bia.domain.errors import DomainError
from bia.domain.reasons import Reason
from bia.domain.targets import (
    LADDER_S,
    check_targets,
    improvement,
    margin,
    needs_comment,
    over_cap,
    suggest_rto,
)

MIN, H = 60, 3_600
HALF = Decimal("0.5")
MOST = Decimal("0.75")
seconds = st.integers(0, 10**9)
shares = st.decimals(0, 1, places=4)


def test_at_001_margin_of_road_rescue() -> None:
    assert margin(60 * MIN, 15 * MIN) == MOST
    assert check_targets(H, 15 * MIN, MOST).because.text == (
        "The margin is 75%, the tier asks for at least 75%."
    )


def test_at_002_margins_of_customer_service_and_inventory() -> None:
    assert (margin(4 * H, 2 * H), margin(8 * H, 4 * H)) == (HALF, HALF)


def test_at_003_an_rto_over_the_mtd_is_blocked_and_its_margin_shown() -> None:
    check = check_targets(4 * H, 5 * H, HALF)
    assert (check.status, check.margin, check.overrun_s) == ("blocked", Decimal("-0.25"), H)
    assert check.because.text == "The RTO of 5 h exceeds the MTD of 4 h by 1 h."


def test_at_010_suggested_rtos() -> None:
    suggested = [
        suggest_rto(mtd * MIN, share).rto_s for mtd, share in ((60, MOST), (240, HALF), (480, HALF))
    ]
    assert suggested == [15 * MIN, 120 * MIN, 240 * MIN]


def test_at_036_target_met_with_half_to_spare_and_faster_than_before() -> None:
    assert margin(2 * H, 1 * H) == HALF
    assert improvement(8 * H, 1 * H) == Decimal("0.875")
    assert improvement(8 * H, 2 * H) == MOST


def test_at_041_rto_and_blocking_wrt_overrun_the_mtd() -> None:
    check = check_targets(4 * H, 2 * H, HALF, 4 * H, wrt_blocking=True)
    assert (check.status, check.overrun_s) == ("blocked", 2 * H)
    assert check.because == Reason.of(
        "targets.rto_wrt_over_mtd", rto_s=2 * H, wrt_s=4 * H, mtd_s=4 * H, overrun_s=2 * H
    )


def test_wrt_that_does_not_block_counts_for_nothing() -> None:
    assert check_targets(4 * H, 2 * H, HALF, 4 * H, wrt_blocking=False).status == "ok"


def test_rto_and_wrt_may_fill_the_mtd_exactly() -> None:
    assert check_targets(6 * H, 2 * H, HALF, 4 * H, wrt_blocking=True).status == "ok"


def test_a_margin_under_the_tiers_minimum_warns() -> None:
    check = check_targets(60 * MIN, 40 * MIN, HALF)
    assert (check.status, check.overrun_s) == ("warning", 0)
    assert [warning.text for warning in check.warnings] == [
        "The margin is 33.33%, the tier asks for at least 50%."
    ]


def test_an_mtd_of_0_has_no_margin() -> None:
    check = check_targets(0, 0, HALF)
    assert (check.status, check.margin, check.overrun_s) == ("ok", None, 0)
    assert check_targets(0, 1, HALF).status == "blocked"


def test_what_is_not_set_compares_to_nothing() -> None:
    assert check_targets(None, 0, HALF).status == "not_set"
    assert check_targets(0, None, HALF).status == "not_set"
    assert margin(None, 0) is None


def test_wrt_shortens_the_suggestion() -> None:
    found = suggest_rto(4 * H, HALF, 3 * H + 30 * MIN)
    assert (found.feasible, found.rto_s, found.cap_s) == (True, 30 * MIN, 30 * MIN)
    assert found.because.text == (
        "The MTD of 4 h less 3 h 30 min of blocking work recovery leaves 30 min; the ladder's next"
        " step down is 30 min."
    )


def test_wrt_longer_than_the_mtd_leaves_no_rto() -> None:
    found = suggest_rto(4 * H, HALF, 5 * H)
    assert (found.feasible, found.rto_s, found.margin) == (False, None, None)
    assert found.because == Reason.of("rto.wrt_exceeds_mtd", wrt_s=5 * H, mtd_s=4 * H)


def test_an_mtd_of_0_asks_for_an_rto_of_0() -> None:
    found = suggest_rto(0, MOST)
    assert (found.feasible, found.rto_s, found.margin) == (True, 0, None)


def test_a_ladder_without_short_steps_may_have_no_answer() -> None:
    found = suggest_rto(H, MOST, ladder=(H, 2 * H))
    assert (found.feasible, found.because.code) == (False, "rto.ladder_too_coarse")


def test_a_cap_from_outside_is_a_warning() -> None:
    reason = over_cap(5 * H, 4 * H, "Contract A")
    assert reason is not None
    assert reason.text == "The MTD of 5 h exceeds what Contract A allows, 4 h."
    assert over_cap(4 * H, 4 * H, "Contract A") is None
    assert over_cap(None, 0, "Contract A") is None


@pytest.mark.parametrize(
    ("proposed_s", "decided_s", "needed"),
    [(H, H, False), (H, 2 * H, True), (None, H, True), (H, None, False), (0, 0, False)],
)
def test_a_decision_that_differs_needs_a_comment(
    proposed_s: int | None, decided_s: int | None, needed: bool
) -> None:
    assert needs_comment(proposed_s, decided_s) is needed


@pytest.mark.parametrize(
    ("mtd_s", "share", "wrt_s", "field"),
    [
        (-1, "0.5", 0, "mtd_s"),
        (10**13, "0.5", 0, "mtd_s"),
        (1, "-0.1", 0, "min_margin"),
        (1, "1.1", 0, "min_margin"),
        (1, "NaN", 0, "min_margin"),
        (1, "0.5", -1, "wrt_s"),
    ],
)
def test_impossible_values_are_refused(mtd_s: int, share: str, wrt_s: int, field: str) -> None:
    with pytest.raises(DomainError) as caught:
        suggest_rto(mtd_s, Decimal(share), wrt_s)
    assert caught.value.field == field


@given(seconds, shares, seconds)
def test_a_suggestion_always_passes_its_own_check(mtd_s: int, share: Decimal, wrt_s: int) -> None:
    found = suggest_rto(mtd_s, share, wrt_s)
    assert found.feasible is (wrt_s <= mtd_s)
    if found.rto_s is not None:
        assert found.rto_s in LADDER_S
        assert check_targets(mtd_s, found.rto_s, share, wrt_s, wrt_blocking=True).status == "ok"


@given(seconds, seconds, shares, seconds)
def test_blocked_exactly_when_rto_and_wrt_overrun(
    mtd_s: int, rto_s: int, share: Decimal, wrt_s: int
) -> None:
    check = check_targets(mtd_s, rto_s, share, wrt_s, wrt_blocking=True)
    assert (check.status == "blocked") is (rto_s + wrt_s > mtd_s)
    assert check.overrun_s == max(0, rto_s + wrt_s - mtd_s)
