"""Loss curves over patterns of outages, with penalties and peaks."""

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bia.domain.errors import DomainError
from bia.domain.figures import money_text
from bia.domain.losses.curve import (
    LossCurve,
    Span,
    curve_of_points,
    curve_of_rates,
    outages,
    sum_of_curves,
)
from bia.domain.losses.loss import LossPoint, Penalty, RateSegment, Workaround, loss_on_points
from bia.domain.losses.peaks import Peak
from tests.bia.domain.grids import rescue_curve

MIN, H, DAY = 60, 3_600, 86_400
SHANGHAI = ZoneInfo("Asia/Shanghai")
FLAT = curve_of_rates([RateSegment(None, Decimal(10))])
RESCUE = curve_of_points(rescue_curve())


def test_at_042_and_043_the_curve_of_road_rescue() -> None:
    minutes = (15, 30, 55, 60, 120, 240, 480, 1_440, 1_800)
    assert [money_text(RESCUE.loss(m * MIN)) for m in minutes] == [
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
    rates = [money_text(RESCUE.rate_per_hour(at_s)) for at_s in (0, 15 * MIN, H, 4 * H, 90 * H)]
    assert rates == ["4.00", "5.3333", "8.3333", "8.50", "8.50"]


def test_at_112_cumulative_loss_of_a_lost_site() -> None:
    """Rates per hour and minutes down as the reference states them; repair counts until 105."""
    down = {
        RESCUE: [55],
        curve_of_rates([RateSegment(None, Decimal(2))]): [75],
        curve_of_rates([RateSegment(None, Decimal(4))]): [75, 105],
        curve_of_rates([RateSegment(None, Decimal(3))]): [115, 165],
        curve_of_rates([RateSegment(None, Decimal("0.1"))]): [225, 355],
    }

    def total(at: int) -> str | None:
        return money_text(
            sum(
                curve.loss_over([Span(0, back * MIN)], until_s=at * MIN)
                for curve, backs in down.items()
                for back in backs
            )
        )

    assert [total(at) for at in (15, 30, 55, 60, 75, 105, 120, 240, 355)] == [
        "5.05",
        "10.4333",
        "19.4056",
        "20.7556",
        "24.8056",
        "29.9056",
        "31.2056",
        "33.8306",
        "34.0222",
    ]


def test_overlapping_outages_count_once() -> None:
    assert FLAT.loss_over([Span(0, 2 * H), Span(1 * H, 3 * H)]) == 30
    assert FLAT.loss_over([Span(1 * H, 3 * H), Span(0, 2 * H), Span(0, 2 * H)]) == 30


def test_outages_that_touch_are_one_and_separate_ones_start_again() -> None:
    late = curve_of_rates([RateSegment(H, Decimal(0)), RateSegment(None, Decimal(10))])
    assert late.loss_over([Span(0, H), Span(H, 2 * H)]) == 10
    assert late.loss_over([Span(0, H), Span(H + 1, 2 * H)]) == 0


def test_where_outages_overlap_the_greatest_share_is_felt() -> None:
    spans = [Span(0, 4 * H, Decimal("0.5")), Span(1 * H, 2 * H)]
    assert FLAT.loss_over(spans) == 25
    assert list(outages(spans)) == [
        [
            Span(0, H, Decimal("0.5")),
            Span(H, 2 * H, Decimal(1)),
            Span(2 * H, 4 * H, Decimal("0.5")),
        ]
    ]


def test_a_share_felt_is_a_workaround_of_the_calculator() -> None:
    spans = [Span(0, 15 * MIN), Span(15 * MIN, 2 * H, Decimal("0.4"))]
    with_workaround = loss_on_points(
        rescue_curve(), 2 * H, workaround=Workaround(15 * MIN, Decimal("0.6"))
    )
    assert RESCUE.loss_over(spans) == with_workaround.loss


def test_a_penalty_hangs_on_the_length_of_each_outage() -> None:
    fined = curve_of_rates(
        [RateSegment(None, Decimal(10))], penalties=[Penalty(2 * H, Decimal(100))]
    )
    assert fined.loss(2 * H) == 20
    assert fined.loss(2 * H + 360) == 121
    assert fined.loss_over([Span(0, 90 * MIN), Span(1 * H, 3 * H)]) == 130
    assert fined.loss_over([Span(0, 90 * MIN), Span(2 * H, 4 * H)]) == 35
    assert fined.loss_over([Span(0, 3 * H)], until_s=2 * H) == 20


def test_a_peak_scales_the_rate_while_the_local_time_matches() -> None:
    month_end = Peak(Decimal(3), month_days=(-1,), from_hour=8, until_hour=18)
    curve = LossCurve(FLAT.segments, peaks=(month_end,))
    before = datetime(2026, 11, 30, 7, 0, tzinfo=SHANGHAI)
    assert curve.loss(3 * H) == 30
    assert curve.loss(3 * H, start=before) == 10 + 2 * 30
    assert curve.loss(3 * H, start=before.replace(day=29)) == 30
    assert curve.loss(DAY, start=before) == 14 * 10 + 10 * 30


def test_of_several_peaks_the_largest_holds_and_a_quiet_night_is_cheaper() -> None:
    night = Peak(Decimal("0.2"), until_hour=6)
    sunday = Peak(Decimal(2), weekdays=(7,))
    curve = LossCurve(FLAT.segments, peaks=(night, sunday))
    monday = datetime(2026, 11, 23, 4, 0, tzinfo=SHANGHAI)
    assert curve.loss(4 * H, start=monday) == 2 * 2 + 2 * 10
    assert curve.loss(4 * H, start=datetime(2026, 11, 22, 4, 0, tzinfo=SHANGHAI)) == 80


def test_a_peak_keeps_local_hours_across_a_change_of_clocks() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    morning = Peak(Decimal(3), from_hour=8, until_hour=10)
    curve = LossCurve(FLAT.segments, peaks=(morning,))
    eve = datetime(2026, 10, 24, 22, 0, tzinfo=berlin)  # clocks go back in that night
    assert curve.loss(12 * H, start=eve) == 11 * 10 + 1 * 30


def test_a_century_of_outage_is_refused_where_peaks_are_followed() -> None:
    curve = LossCurve(FLAT.segments, peaks=(Peak(Decimal(2)),))
    with pytest.raises(DomainError) as refused:
        curve.loss(100 * 366 * DAY, start=datetime(2026, 1, 1, tzinfo=SHANGHAI))
    assert refused.value.reason.code == "refused.too_large"


def test_curves_side_by_side_add_up() -> None:
    steep = curve_of_points([LossPoint(0, Decimal(7)), LossPoint(2 * H, Decimal(9))])
    both = sum_of_curves([RESCUE, steep])
    for outage_s in (0, 900, 5_000, 20_000, 100_000):
        assert round(both.loss(outage_s), 20) == round(
            RESCUE.loss(outage_s) + steep.loss(outage_s), 20
        )


@pytest.mark.parametrize(
    ("peak", "field"),
    [
        (Peak(Decimal(-1)), "peaks.0.factor"),
        (Peak(Decimal(1), month_days=(0,)), "peaks.0.month_days"),
        (Peak(Decimal(1), month_days=(32,)), "peaks.0.month_days"),
        (Peak(Decimal(1), weekdays=(8,)), "peaks.0.weekdays"),
        (Peak(Decimal(1), from_hour=24), "peaks.0.from_hour"),
        (Peak(Decimal(1), until_hour=25), "peaks.0.until_hour"),
        (Peak(Decimal(1), from_hour=9, until_hour=9), "peaks.0.until_hour"),
    ],
)
def test_a_peak_that_cannot_be_is_refused(peak: Peak, field: str) -> None:
    with pytest.raises(DomainError) as refused:
        curve_of_rates([RateSegment(None, Decimal(1))], peaks=[peak])
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("span", "field"),
    [
        (Span(-1, 5), "outages.0.from_s"),
        (Span(5, 4), "outages.0.to_s"),
        (Span(0, 10**13), "outages.0.to_s"),
        (Span(0, 1, Decimal(2)), "outages.0.felt"),
    ],
)
def test_a_span_that_cannot_be_is_refused(span: Span, field: str) -> None:
    with pytest.raises(DomainError) as refused:
        FLAT.loss_over([span])
    assert refused.value.field == field


spans = st.lists(
    st.builds(lambda a, length: Span(a, a + length), st.integers(0, 10**5), st.integers(0, 10**5)),
    max_size=6,
)


@given(spans, st.integers(0, 3 * 10**5), st.integers(0, 10**5))
def test_loss_never_falls_with_time(given_spans: list[Span], at_s: int, later: int) -> None:
    assert RESCUE.loss_over(given_spans, until_s=at_s) <= RESCUE.loss_over(
        given_spans, until_s=at_s + later
    )


@given(spans)
def test_the_order_of_outages_does_not_matter(given_spans: list[Span]) -> None:
    assert RESCUE.loss_over(given_spans) == RESCUE.loss_over(given_spans[::-1])


@given(spans)
def test_a_flat_rate_costs_the_seconds_of_the_union(given_spans: list[Span]) -> None:
    seconds = set().union(*(range(s.from_s, s.to_s) for s in given_spans)) if given_spans else set()
    assert round(FLAT.loss_over(given_spans), 15) == round(Decimal(len(seconds)) * 10 / 3_600, 15)
