"""What holds for every grid."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from bia.domain.mtd import POLICIES, Cap, Point, Series, derive_mtd

scores = st.one_of(st.none(), st.decimals(0, 10**6, places=3))
times = st.lists(st.integers(0, 10**9), min_size=1, max_size=8, unique=True).map(sorted)
thresholds = st.decimals(0, 10**6, places=3)
policies = st.sampled_from(POLICIES)


@st.composite
def series(draw: st.DrawFn) -> Series:
    return Series("overall", tuple(Point(at_s, draw(scores)) for at_s in draw(times)))


@st.composite
def rising_series(draw: st.DrawFn) -> Series:
    at = draw(times)
    rising = sorted(
        draw(st.lists(st.decimals(0, 10**6, places=3), min_size=len(at), max_size=len(at)))
    )
    return Series("overall", tuple(Point(a, s) for a, s in zip(at, rising, strict=True)))


@given(series(), thresholds)
def test_every_policy_lies_between_the_two_horizons(one: Series, threshold: Decimal) -> None:
    derived = {policy: derive_mtd([one], policy, threshold).mtd_s for policy in POLICIES}
    low, high = derived["last_tolerable"], derived["first_intolerable"]
    if low is None or high is None:
        assert set(derived.values()) == {None}
        return
    assert all(value is not None and low <= value <= high for value in derived.values())


@given(series(), policies, thresholds, thresholds)
def test_a_stricter_threshold_never_lengthens_the_mtd(
    one: Series, policy: str, a: Decimal, b: Decimal
) -> None:
    strict, loose = (derive_mtd([one], policy, t).mtd_s for t in sorted((a, b)))
    if loose is not None:
        assert strict is not None
        assert strict <= loose


@given(rising_series(), policies, thresholds)
def test_rising_scores_give_no_warning_but_the_start(
    one: Series, policy: str, threshold: Decimal
) -> None:
    codes = {warning.code for warning in derive_mtd([one], policy, threshold).warnings}
    assert codes <= {"mtd.starts_intolerable"}


@given(series(), series(), policies, thresholds)
def test_another_category_never_lengthens_the_mtd(
    one: Series, other: Series, policy: str, threshold: Decimal
) -> None:
    alone = derive_mtd([one], policy, threshold).mtd_s
    both = derive_mtd([one, Series("other", other.points)], policy, threshold).mtd_s
    if alone is not None:
        assert both is not None
        assert both <= alone


@given(series(), policies, thresholds, st.lists(st.integers(0, 10**9), max_size=3))
def test_a_proposal_honours_every_cap(
    one: Series, policy: str, threshold: Decimal, limits: list[int]
) -> None:
    mtd = derive_mtd([one], policy, threshold, [Cap(limit, "A cap") for limit in limits])
    known = [value for value in (mtd.mtd_s, *limits) if value is not None]
    assert mtd.proposed_s == min(known, default=None)
    assert mtd.proposed_because.text
