"""How old a result is and until when it proves something (docs/method.md §9.1)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bia.domain.evidence import Validity, beside
from bia.domain.gap import Confidence, Measured, view_gap

# 00:30 of 22 November in Shanghai: still the 21st in UTC.
NOW = datetime(2026, 11, 21, 16, 30, tzinfo=UTC)
YEAR = Validity(NOW, 365, "Asia/Shanghai")


def measured(at: datetime, confidence: Confidence = "measured", value_s: int = 600) -> Measured:
    return Measured(value_s, at, "drill", confidence)


def days_ago(days: int) -> datetime:
    return NOW - timedelta(days=days)


@pytest.mark.parametrize(
    ("at", "age", "since"),
    [
        (NOW, 0, None),
        (days_ago(1), 1, None),
        # The boundary: the whole day 365 days back still proves, the day before it does not.
        (datetime(2025, 11, 21, 16, 0, tzinfo=UTC), 365, None),
        (datetime(2025, 11, 21, 15, 59, 59, tzinfo=UTC), 366, date(2026, 11, 22)),
        (days_ago(412), 412, date(2026, 10, 7)),
    ],
)
def test_a_result_is_out_of_date_the_day_after_its_last_valid_one(
    at: datetime, age: int, since: date | None
) -> None:
    found = YEAR.judge(measured(at))
    assert (found.age_days, found.stale_since) == (age, since)
    assert found.why_not == ("stale" if since else "")


def test_the_gap_counts_exactly_what_the_evidence_calls_valid() -> None:
    last = datetime(2025, 11, 21, 16, 0, tzinfo=UTC)
    for at, status in ((last, "met"), (last - timedelta(seconds=1), "untested")):
        assert view_gap(900, None, [measured(at)], NOW, YEAR.span).status == status


def test_a_simulated_result_proves_nothing_even_when_it_is_fresh() -> None:
    found = YEAR.judge(measured(days_ago(1), "simulated"))
    assert (found.why_not, found.proves) == ("simulated", False)


def test_an_estimated_result_counts_and_is_called_so() -> None:
    found = YEAR.judge(measured(days_ago(1), "estimated"))
    assert (found.proves, found.measured.confidence) == (True, "estimated")


def test_what_counts_stands_apart_from_what_is_newer_and_proves_nothing() -> None:
    proof, table = measured(days_ago(40)), measured(days_ago(2), "simulated")
    shown = beside(proof, [proof, table], YEAR)
    assert [(one.measured, one.proves) for one in shown] == [(table, False)]


def test_without_proof_the_newest_and_the_newest_real_result_are_shown() -> None:
    old, table = measured(days_ago(412)), measured(days_ago(2), "simulated")
    shown = beside(None, [old, table], YEAR)
    assert [(one.measured, one.why_not) for one in shown] == [
        (table, "simulated"),
        (old, "stale"),
    ]


def test_a_newer_better_result_is_shown_beside_the_worst_that_counts() -> None:
    worst, newest = measured(days_ago(40), value_s=3300), measured(days_ago(2), value_s=600)
    shown = beside(worst, [newest], YEAR)
    assert [(one.measured.value_s, one.proves) for one in shown] == [(600, True)]


def test_the_gap_names_the_result_that_counts() -> None:
    worst, newest = measured(days_ago(40), value_s=3300), measured(days_ago(2), value_s=600)
    assert view_gap(900, None, [newest, worst], NOW, YEAR.span).counted == worst
