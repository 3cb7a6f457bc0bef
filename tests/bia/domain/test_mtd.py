"""Maximum tolerable downtime out of a grid."""

from decimal import Decimal

import pytest

from bia.domain.errors import DomainError
from bia.domain.mtd import POLICIES, Cap, Point, Series, derive_mtd
from bia.domain.reasons import Reason
from tests.bia.domain.grids import HORIZONS_S, series

THREE = Decimal(3)
MONEY = series(10_000, 50_000, 300_000, 2_000_000, category="financial")
LIMIT = Decimal(100_000)


def mtd_s(policy: str, threshold: str, *rows: Series) -> int | None:
    return derive_mtd(rows or [series(1, 2, 3, 4)], policy, Decimal(threshold)).mtd_s


def test_at_005_last_tolerable_gives_the_sources_hour() -> None:
    assert mtd_s("last_tolerable", "3") == 3_600


def test_at_006_every_other_policy_gives_four_hours() -> None:
    others = [policy for policy in POLICIES if policy != "last_tolerable"]
    assert [mtd_s(policy, "3") for policy in others] == [14_400] * 4


def test_at_007_interpolated_ratings() -> None:
    assert mtd_s("linear", "3") == 14_400
    assert mtd_s("linear", "2.5") == 9_000
    assert mtd_s("log_time", "2.5") == 7_200


def test_at_008_money_series() -> None:
    policies = ("linear", "log_log", "last_tolerable", "first_intolerable")
    derived = {policy: derive_mtd([MONEY], policy, LIMIT).mtd_s for policy in policies}
    assert derived == {
        "linear": 5_760,
        "log_log": 6_155,
        "last_tolerable": 3_600,
        "first_intolerable": 14_400,
    }


def test_at_009_a_threshold_never_crossed_gives_no_mtd() -> None:
    mtd = derive_mtd([series(1, 2, 3, 4)], "last_tolerable", Decimal(5))
    assert (mtd.mtd_s, mtd.proposed_s) == (None, None)
    assert mtd.because == Reason.of("mtd.grid_does_not_answer")
    assert mtd.by_category[0].because.text == (
        "overall: the threshold 5 is not reached within 24 h, the grid does not answer."
    )


def test_any_category_decides_never_the_average() -> None:
    safety = series(1, 2, 4, 4, category="safety")
    assert mtd_s("linear", "3", series(1, 2, 3, 4), safety) == 9_000
    assert mtd_s("log_time", "3", series(1, 2, 3, 4), safety) == 7_200


def test_a_category_may_carry_its_own_threshold() -> None:
    mtd = derive_mtd(
        [series(1, 2, 3, 4), Series("financial", MONEY.points, LIMIT)], "first_intolerable", THREE
    )
    assert [(one.category, one.mtd_s) for one in mtd.by_category] == [
        ("overall", 14_400),
        ("financial", 14_400),
    ]


def test_the_first_of_equal_categories_gives_the_reason() -> None:
    mtd = derive_mtd([series(1, 2, 3, 4), series(1, 2, 3, 3, category="legal")], threshold=THREE)
    assert mtd.because.text == (
        "overall: the score 2 at 1 h is the last below the threshold 3; at 4 h it is 3."
    )


def test_intolerable_at_the_first_horizon_is_0_and_a_warning() -> None:
    mtd = derive_mtd([series(3, 3, 4, 4)], "last_tolerable", THREE)
    assert mtd.mtd_s == 0
    assert mtd.because.code == "mtd.intolerable_at_once"
    assert [warning.code for warning in mtd.warnings] == ["mtd.starts_intolerable"]


def test_before_the_first_horizon_the_line_starts_at_nothing() -> None:
    assert mtd_s("linear", "3", series(4, 4, 4, 4)) == 675
    assert mtd_s("log_time", "3", series(4, 4, 4, 4)) == 675


def test_a_horizon_of_0_is_a_horizon() -> None:
    at = (0, 3_600)
    assert mtd_s("last_tolerable", "3", series(1, 3, at=at)) == 0
    assert mtd_s("log_time", "3", series(1, 3, at=at)) == 3_600
    assert mtd_s("first_intolerable", "3", series(3, 3, at=at)) == 0


def test_a_threshold_of_0_tolerates_nothing() -> None:
    assert [mtd_s(policy, "0", series(0, 0, 0, 0)) for policy in POLICIES] == [0, 900, 0, 0, 0]


def test_an_unrated_horizon_is_skipped_not_taken_as_0() -> None:
    assert mtd_s("last_tolerable", "3", series(1, None, 3, 4)) == 900
    assert mtd_s("last_tolerable", "3", series(None, None, 3, 4)) == 0
    assert mtd_s("last_tolerable", "3", series(0, None, 3, 4)) == 900


def test_nothing_rated_gives_no_mtd() -> None:
    mtd = derive_mtd([series(None, None, None, None)], threshold=THREE)
    assert mtd.mtd_s is None
    assert mtd.by_category[0].because == Reason.of("mtd.no_scores", category="overall")


def test_log_log_falls_back_where_a_logarithm_has_no_value() -> None:
    assert mtd_s("log_log", "2", series(0, 4, 4, 4)) == mtd_s("log_time", "2", series(0, 4, 4, 4))


def test_falling_scores_are_a_warning() -> None:
    mtd = derive_mtd([series(2, 1, 3, 4)], threshold=THREE)
    assert mtd.mtd_s == 3_600
    assert [warning.text for warning in mtd.warnings] == [
        "overall: the score falls from 2 at 15 min to 1 at 1 h; impact should not shrink with time."
    ]


def test_the_strictest_cap_bounds_the_proposal() -> None:
    caps = [Cap(7_200, "Contract A"), Cap(1_800, "Law B")]
    mtd = derive_mtd([series(1, 2, 3, 4)], threshold=THREE, caps=caps)
    assert (mtd.mtd_s, mtd.proposed_s) == (3_600, 1_800)
    assert (
        mtd.proposed_because.text == "Law B allows at most 30 min, less than the 1 h of the grid."
    )


def test_a_cap_alone_proposes_but_derives_nothing() -> None:
    mtd = derive_mtd([series(1, 1, 1, 1)], threshold=THREE, caps=[Cap(7_200, "Contract A")])
    assert (mtd.mtd_s, mtd.proposed_s) == (None, 7_200)
    assert mtd.proposed_because.text == "The grid does not answer; Contract A allows at most 2 h."


def test_a_cap_of_0_is_a_cap() -> None:
    mtd = derive_mtd([series(1, 2, 3, 4)], threshold=THREE, caps=[Cap(0, "Law B")])
    assert mtd.proposed_s == 0


@pytest.mark.parametrize(
    ("rows", "policy", "threshold", "field", "code"),
    [
        ([], "linear", 3, "series", "refused.empty"),
        ([series(1, 2, 3, 4)], "median", 3, "policy", "refused.unknown_policy"),
        ([series(1, 2, 3, 4)], "linear", -1, "threshold", "refused.negative"),
        ([series(1, 2, 3, 4)], "linear", "NaN", "threshold", "refused.not_a_number"),
        ([series(1, 2, 3, 4)], "linear", None, "series.0.threshold", "refused.no_threshold"),
        ([Series("a", ())], "linear", 3, "series.0.points", "refused.empty"),
        ([series(1, -2, 3, 4)], "linear", 3, "series.0.points.1.score", "refused.negative"),
        (
            [series(1, 2, at=(60, 60))],
            "linear",
            3,
            "series.0.points.1.at_s",
            "refused.duplicate_time",
        ),
        (
            [series(1, 2, at=(60, 30))],
            "linear",
            3,
            "series.0.points.1.at_s",
            "refused.not_ascending",
        ),
        ([series(1, at=(-1,))], "linear", 3, "series.0.points.0.at_s", "refused.negative"),
        ([series(1, at=(10**13,))], "linear", 3, "series.0.points.0.at_s", "refused.too_large"),
        (
            [Series("a", (Point(1, Decimal("Infinity")),))],
            "linear",
            3,
            "series.0.points.0.score",
            "refused.not_a_number",
        ),
        (
            [series(1, 2, 3, 4), series(1, 2, 3, 4)],
            "linear",
            3,
            "series.1.category",
            "refused.duplicate_category",
        ),
    ],
)
def test_what_cannot_be_true_is_refused_at_its_field(
    rows: list[Series], policy: str, threshold: int | str | None, field: str, code: str
) -> None:
    with pytest.raises(DomainError) as caught:
        derive_mtd(rows, policy, None if threshold is None else Decimal(threshold))
    assert (caught.value.field, caught.value.reason.code) == (field, code)


def test_the_horizons_are_those_of_the_source() -> None:
    assert HORIZONS_S == (900, 3_600, 14_400, 86_400)
