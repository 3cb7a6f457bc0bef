"""Cumulative loss on the rescue curve and on rates."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bia.domain.errors import DomainError
from bia.domain.figures import money_text
from bia.domain.losses.loss import (
    LossPoint,
    Penalty,
    RateSegment,
    Workaround,
    loss_on_points,
    loss_on_rates,
)
from tests.bia.domain.grids import rescue_curve

MIN, H = 60, 3_600
amounts = st.decimals(0, 10**9, places=2)
shares = st.decimals(0, 1, places=3)
outages = st.integers(0, 10**7)


def rescue_at(outage_s: int) -> str | None:
    return money_text(loss_on_points(rescue_curve(), outage_s).loss)


def test_at_042_cumulative_loss_of_road_rescue() -> None:
    minutes = (15, 30, 55, 60, 120, 240, 480, 1_440, 1_800)
    assert [rescue_at(m * MIN) for m in minutes] == [
        "1.00",
        "2.3333",
        "4.5556",
        "5.00",
        "13.3333",
        "30.00",
        "64.00",
        "200.00",
        "251.00",
    ]


def test_at_043_marginal_rates_of_road_rescue() -> None:
    rates = [
        money_text(loss_on_points(rescue_curve(), at_s).rate_per_hour)
        for at_s in (0, 15 * MIN, 1 * H, 4 * H)
    ]
    assert rates == ["4.00", "5.3333", "8.3333", "8.50"]


def test_the_workaround_carries_its_share_from_its_start() -> None:
    found = loss_on_points(rescue_curve(), 2 * H, workaround=Workaround(15 * MIN, Decimal("0.6")))
    assert (money_text(found.loss), money_text(found.rate_per_hour)) == ("5.9333", "3.3333")


def test_a_workaround_may_end() -> None:
    half = Workaround(0, Decimal("0.5"), until_s=1 * H)
    flat = [RateSegment(None, Decimal(10))]
    found = loss_on_rates(flat, 2 * H, workaround=half)
    assert (found.loss, found.rate_per_hour) == (15, 10)
    assert loss_on_rates(flat, 1 * H, workaround=half).rate_per_hour == 10


def test_a_workaround_that_comes_later_changes_nothing() -> None:
    later = Workaround(3 * H, Decimal(1))
    assert loss_on_rates([RateSegment(None, Decimal(10))], 2 * H, workaround=later).loss == 20


def test_a_degradation_scales_the_loss() -> None:
    found = loss_on_points(rescue_curve(), 4 * H, degradation=Decimal("0.5"))
    assert (found.loss, found.rate_per_hour) == (15, Decimal("4.25"))


def test_a_penalty_falls_due_only_beyond_its_limit() -> None:
    rates = [RateSegment(2 * H, Decimal(15)), RateSegment(None, Decimal(40))]
    fine = [Penalty(8 * H, Decimal(250))]
    assert loss_on_rates(rates, 8 * H, penalties=fine).loss == 270
    assert loss_on_rates(rates, 9 * H, penalties=fine).loss == 560


def test_at_a_kink_the_rate_is_the_one_to_come() -> None:
    rates = [RateSegment(2 * H, Decimal(15)), RateSegment(None, Decimal(40))]
    assert loss_on_rates(rates, 2 * H).rate_per_hour == 40


def test_an_amount_at_0_is_lost_at_once() -> None:
    points = [LossPoint(0, Decimal(7)), LossPoint(H, Decimal(9))]
    found = loss_on_points(points, 0)
    assert (found.loss, found.rate_per_hour) == (7, 2)
    assert loss_on_points(points[:1], H).loss == 7


def test_one_point_makes_a_straight_line() -> None:
    assert loss_on_points([LossPoint(H, Decimal(9))], 2 * H).loss == 18


@pytest.mark.parametrize(
    ("points", "field", "code"),
    [
        ([], "points", "refused.empty"),
        ([(0, 1), (0, 2)], "points.1.at_s", "refused.duplicate_time"),
        ([(9, 1), (3, 2)], "points.1.at_s", "refused.not_ascending"),
        ([(1, 2), (2, 1)], "points.1.amount", "refused.falling_amount"),
        ([(1, -2)], "points.0.amount", "refused.negative"),
        ([(-1, 2)], "points.0.at_s", "refused.negative"),
    ],
)
def test_an_impossible_curve_is_refused(
    points: list[tuple[int, int]], field: str, code: str
) -> None:
    with pytest.raises(DomainError) as caught:
        loss_on_points([LossPoint(at_s, Decimal(amount)) for at_s, amount in points], H)
    assert (caught.value.field, caught.value.reason.code) == (field, code)


@pytest.mark.parametrize(
    ("segments", "field", "code"),
    [
        ([], "segments", "refused.empty"),
        ([(H, 1)], "segments.0.until_s", "refused.open_segment"),
        ([(None, 1), (None, 2)], "segments.0.until_s", "refused.open_segment"),
        ([(0, 1), (None, 2)], "segments.0.until_s", "refused.duplicate_time"),
        ([(9, 1), (3, 2), (None, 2)], "segments.1.until_s", "refused.not_ascending"),
        ([(None, -1)], "segments.0.rate_per_hour", "refused.negative"),
    ],
)
def test_impossible_rates_are_refused(
    segments: list[tuple[int | None, int]], field: str, code: str
) -> None:
    with pytest.raises(DomainError) as caught:
        loss_on_rates([RateSegment(until_s, Decimal(rate)) for until_s, rate in segments], H)
    assert (caught.value.field, caught.value.reason.code) == (field, code)


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ({"degradation": Decimal("1.1")}, "degradation"),
        ({"workaround": Workaround(0, Decimal(2))}, "workaround.capacity"),
        ({"workaround": Workaround(-1, Decimal(1))}, "workaround.from_s"),
        ({"workaround": Workaround(5, Decimal(1), 5)}, "workaround.until_s"),
        ({"penalties": [Penalty(-1, Decimal(1))]}, "penalties.0.beyond_s"),
        ({"penalties": [Penalty(1, Decimal("NaN"))]}, "penalties.0.amount"),
    ],
)
def test_impossible_circumstances_are_refused(options: dict[str, object], field: str) -> None:
    with pytest.raises(DomainError) as caught:
        loss_on_points(rescue_curve(), H, **options)  # type: ignore[arg-type]
    assert caught.value.field == field


@st.composite
def curves(draw: st.DrawFn) -> list[LossPoint]:
    times = sorted(draw(st.sets(st.integers(0, 10**6), min_size=1, max_size=6)))
    rising = sorted(draw(st.lists(amounts, min_size=len(times), max_size=len(times))))
    return [LossPoint(at_s, amount) for at_s, amount in zip(times, rising, strict=True)]


@given(curves(), outages, outages, shares)
def test_loss_never_falls_with_time(
    points: list[LossPoint], a: int, b: int, share: Decimal
) -> None:
    workaround = Workaround(1_000, share, 5_000)
    early, late = (
        loss_on_points(points, outage_s, degradation=share, workaround=workaround).loss
        for outage_s in sorted((a, b))
    )
    assert early <= late


@given(curves())
def test_the_curve_passes_through_its_points(points: list[LossPoint]) -> None:
    for point in points:
        assert loss_on_points(points, point.at_s).loss == point.amount


@given(curves(), outages, shares)
def test_a_workaround_never_costs(points: list[LossPoint], outage_s: int, share: Decimal) -> None:
    helped = loss_on_points(points, outage_s, workaround=Workaround(0, share)).loss
    assert helped <= loss_on_points(points, outage_s).loss
