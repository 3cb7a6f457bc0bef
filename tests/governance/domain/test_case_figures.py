"""What follows from the figures of a case (docs/method.md §49)."""

from __future__ import annotations

from decimal import Decimal

from governance.domain.case_figures import CaseFigures, case_figures

D = Decimal
HOUR = 3600


def test_at_036_an_hour_instead_of_eight():
    found = case_figures(
        outage_s=HOUR, target_s=2 * HOUR, baseline_s=8 * HOUR, recovered_percent=None
    )
    assert found == CaseFigures(True, D("50"), D("87.5"), D("75"), None, D("1"))


def test_at_045_five_days_and_four_fifths():
    found = case_figures(
        outage_s=5 * 86_400, target_s=None, baseline_s=None, recovered_percent=D("80")
    )
    assert found == CaseFigures(None, None, None, None, D("20"), D("120"))


def test_a_missed_target_has_a_margin_below_zero():
    found = case_figures(outage_s=3 * HOUR, target_s=HOUR, baseline_s=0, recovered_percent=D("0"))
    assert (found.met, found.margin, found.improvement, found.lost) == (
        False, D("-200"), None, D("100"),
    )  # fmt: skip


def test_no_outage_at_all_is_a_value():
    found = case_figures(outage_s=0, target_s=HOUR, baseline_s=HOUR, recovered_percent=None)
    assert (found.met, found.margin, found.improvement) == (True, D("100"), D("100"))
