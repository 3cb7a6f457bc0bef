"""What an outage costs so far, second by second, with the source's own figures (§5)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bia.domain.losses.curve import LossCurve, curve_of_points
from bia.domain.losses.loss import LossPoint
from incidents.domain.felt import Course, Step, changed
from incidents.services.loss import cents

BEGIN = datetime(2026, 3, 2, 2, tzinfo=UTC)
MINUTE = 60
HOUR = 3600
# The road rescue of the source (T4): cumulative CNY after …
POINTS = (
    (15 * MINUTE, 10_000), (HOUR, 50_000), (4 * HOUR, 300_000), (24 * HOUR, 2_000_000),
)  # fmt: skip
RESCUE = curve_of_points([LossPoint(at_s, Decimal(amount)) for at_s, amount in POINTS])


def after(seconds: int) -> datetime:
    return BEGIN + timedelta(seconds=seconds)


def lost(course: Course, seconds: int, curve: LossCurve = RESCUE) -> Decimal:
    return cents(curve.loss_over(course.spans(after(seconds))))


FULL = Course(BEGIN, None, (Step(BEGIN),))


@pytest.mark.parametrize(
    ("minutes", "amount"),
    [
        (0, "0.00"), (5, "3333.33"), (15, "10000.00"), (30, "23333.33"), (37, "29555.56"),
        (45, "36666.67"), (60, "50000.00"), (90, "91666.67"), (120, "133333.33"),
        (240, "300000.00"), (480, "640000.00"), (1440, "2000000.00"), (1500, "2085000.00"),
    ],
)  # fmt: skip
def test_the_curve_of_road_rescue_to_the_cent(minutes, amount):
    assert lost(FULL, minutes * MINUTE) == Decimal(amount)


@pytest.mark.parametrize(
    ("minute", "amount"), [(5, "666.67"), (30, "888.89"), (120, "1388.89"), (600, "1416.67")]
)
def test_what_the_next_minute_costs(minute, amount):
    here, next_one = (RESCUE.loss(at * MINUTE) for at in (minute, minute + 1))
    assert cents(next_one - here) == Decimal(amount)


def test_half_of_the_capacity_is_half_of_the_loss():
    half = Course(BEGIN, None, (Step(BEGIN, Decimal(50)),))
    assert lost(half, HOUR) == Decimal("25000.00")


def test_a_workaround_of_60_percent_leaves_two_fifths_from_then_on():
    steps = (Step(BEGIN), Step(after(15 * MINUTE), workaround=Decimal(60)))
    assert lost(Course(BEGIN, after(58 * MINUTE), steps), 58 * MINUTE) == Decimal("25288.89")


def test_an_impact_that_ended_costs_no_more():
    ended = Course(BEGIN, after(HOUR), (Step(BEGIN),))
    assert lost(ended, 5 * HOUR) == Decimal("50000.00")


def test_two_of_three_regions_back_leave_a_third():
    back = (after(15 * MINUTE), after(15 * MINUTE))
    course = Course(BEGIN, None, (Step(BEGIN),), regions=3, back=back)
    # 10,000 in the first quarter of an hour, then a third of the 40,000 to the full hour
    assert lost(course, HOUR) == Decimal("23333.33")


def test_a_late_entry_takes_its_place_between_the_others():
    first, last = Step(BEGIN), Step(after(HOUR), workaround=Decimal(90))
    late = Step(after(15 * MINUTE), workaround=Decimal(60))
    assert changed((first, last), late) == (first, late, last)
    again = Step(after(15 * MINUTE), workaround=Decimal(70))
    assert changed((first, late, last), again) == (first, again, last)


def test_an_impact_seen_before_it_began_costs_nothing():
    later = Course(after(HOUR), None, (Step(after(HOUR)),))
    assert lost(later, HOUR) == Decimal("0.00")


shares = st.integers(0, 100).map(Decimal)
steps = st.lists(st.tuples(st.integers(1, 30 * HOUR), shares, shares), max_size=4)
seconds = st.integers(0, 40 * HOUR)


def course(rows, begin=Decimal(100)):
    made: tuple[Step, ...] = (Step(BEGIN, begin),)
    for at_s, degradation, workaround in rows:
        made = changed(made, Step(after(at_s), degradation, workaround))
    return Course(BEGIN, None, made)


@given(steps, seconds, seconds)
def test_a_loss_never_shrinks_with_time(rows, one, other):
    earlier, later = sorted([one, other])
    assert lost(course(rows), earlier) <= lost(course(rows), later)


@given(steps, seconds)
def test_a_loss_lies_between_nothing_and_that_of_the_full_outage(rows, at_s):
    assert Decimal(0) <= lost(course(rows), at_s) <= lost(FULL, at_s)


@given(steps, seconds, shares)
def test_a_better_workaround_never_costs_more(rows, at_s, more):
    better = [(at, lost_share, max(carried, more)) for at, lost_share, carried in rows]
    assert lost(course(better), at_s) <= lost(course(rows), at_s)


def exactly(at_s: int) -> Fraction:
    """The loss of a full outage, not rounded anywhere."""
    legs = list(pairwise(((0, 0), *POINTS)))
    (a_s, a), (b_s, b) = next((leg for leg in legs if at_s <= leg[1][0]), legs[-1])
    return a + Fraction(b - a, b_s - a_s) * (at_s - a_s)


@given(shares, seconds)
@example(Decimal(45), 65279)  # 675,589.375: half a cent, whose digits before the share never end
def test_a_constant_share_is_that_share_of_the_loss(share, at_s):
    in_cents = exactly(at_s) * int(share)  # percent of an amount are cents of it
    half_up = Decimal(int(in_cents + Fraction(1, 2))) / 100
    assert lost(course([], begin=share), at_s) == half_up
