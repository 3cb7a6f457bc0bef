"""Promise against proof, first view."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from bia.domain.gap import Confidence, Gap, Measured, view_gap
from bia.domain.tiers import Tier

MIN, H = 60, 3_600
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
YEAR = timedelta(days=365)


def measured(
    minutes: int, days_ago: int = 1, confidence: Confidence = "measured", source: str = "drill 7"
) -> Measured:
    return Measured(minutes * MIN, NOW - timedelta(days=days_ago), source, confidence)


def rescue(*results: Measured, target_s: int | None = 15 * MIN, tier: Tier | None = None) -> Gap:
    return view_gap(target_s, 60 * MIN, results, NOW, YEAR, tier)


def test_no_target_comes_first() -> None:
    gap = rescue(measured(90), target_s=None)
    assert (gap.status, gap.tested_s, gap.gap_s) == ("no_target", 90 * MIN, None)


def test_over_the_mtd_is_a_breach() -> None:
    gap = rescue(measured(75))
    assert (gap.status, gap.gap_s, gap.mtd_margin) == ("mtd_breach", H, Decimal("-0.25"))
    assert (
        gap.because.text == "1 h 15 min were measured on 2026-11-20 (drill 7), over the MTD of 1 h."
    )


def test_over_the_target_is_a_miss() -> None:
    gap = rescue(measured(55))
    assert (gap.status, gap.gap_s) == ("rto_miss", 40 * MIN)
    assert gap.mtd_margin is not None
    assert round(gap.mtd_margin, 4) == Decimal("0.0833")


def test_exactly_the_target_is_met() -> None:
    assert rescue(measured(15)).status == "met"
    assert rescue(measured(0), target_s=0).status == "met"


def test_nothing_measured_is_untested() -> None:
    gap = rescue()
    assert (gap.status, gap.tested_s, gap.because.code) == ("untested", None, "gap.untested")


def test_a_result_out_of_its_validity_proves_nothing() -> None:
    assert rescue(measured(10, days_ago=366)).status == "untested"
    assert rescue(measured(10, days_ago=365)).status == "met"


def test_a_result_of_tomorrow_proves_nothing() -> None:
    assert rescue(measured(10, days_ago=-1)).status == "untested"


def test_a_simulation_never_proves() -> None:
    gap = rescue(measured(10, confidence="simulated"))
    assert (gap.status, gap.because.code) == ("untested", "gap.only_simulated")
    assert rescue(measured(90, confidence="simulated"), measured(10)).status == "met"


def test_the_worst_of_the_last_three_speaks() -> None:
    four = [measured(m, days_ago=d) for m, d in ((90, 40), (10, 30), (20, 20), (12, 10))]
    gap = rescue(*four)
    assert (gap.status, gap.tested_s) == ("rto_miss", 20 * MIN)


def test_a_target_looser_than_its_tier_is_a_warning() -> None:
    tier = Tier("extreme", 15 * MIN, Decimal("0.75"))
    gap = rescue(measured(10), target_s=2 * H, tier=tier)
    assert (gap.status, [w.text for w in gap.warnings]) == (
        "met",
        ["The target of 2 h is looser than the 15 min of tier extreme."],
    )
