"""How much of the programme was done (domain.md §5.14, AT-030)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from drills.domain.compliance import Held, Requirement, compliance, overall, per_year
from drills.domain.periods import Span, label_of, period_of, periods

TODAY = date(2026, 12, 31)
SINCE = date(2024, 1, 1)


def held(*days: str) -> list[Held]:
    return [Held(date.fromisoformat(one)) for one in days]


@pytest.mark.parametrize(
    ("period", "count", "yearly"),
    [("quarter", 1, 4), ("month", 1, 12), ("year", 1, 1), ("year", 2, 2), ("half_year", 1, 2)],
)
def test_frequencies_of_a_year(period: str, count: int, yearly: int) -> None:
    assert per_year(period, count) == yearly


@pytest.mark.parametrize(
    ("period", "last", "due"),
    [
        ("quarter", "2026-11-15", date(2027, 2, 15)),  # tabletop
        ("month", "2026-12-31", date(2027, 1, 31)),  # functional
        ("month", "2026-11-30", date(2026, 12, 30)),  # restore test
        ("year", "2026-03-10", date(2027, 3, 10)),  # full
        ("quarter", "2026-11-30", date(2027, 2, 28)),  # DR drill, four a year
        ("year", "2024-02-29", date(2025, 2, 28)),  # DR drill, one a year
    ],
)
def test_the_next_one_is_due_a_period_after_the_last(period: str, last: str, due: date) -> None:
    found = compliance(Requirement(period, 1, SINCE), held(last), today=TODAY)
    assert (found.next_due, found.overdue) == (due, due < TODAY)


def test_the_rate_is_done_of_required_in_a_rolling_year() -> None:
    asked = Requirement("quarter", 1, SINCE)
    found = compliance(
        asked, held("2025-12-31", "2026-02-01", "2026-05-01", "2026-08-01"), today=TODAY
    )
    assert (found.required, found.done, found.rate) == (4, 3, Decimal("0.7500"))


def test_more_than_required_is_no_more_than_all_and_more_than_wanted_is_said() -> None:
    asked = Requirement("year", 1, SINCE, max_count=2)
    found = compliance(asked, held("2026-02-01", "2026-05-01", "2026-08-01"), today=TODAY)
    assert (found.rate, found.hints) == (Decimal(1), ("too_many",))


def test_nothing_required_yet_is_no_rate() -> None:
    found = compliance(Requirement("year", 1, date(2026, 12, 1)), [], today=date(2026, 12, 30))
    assert (found.required, found.rate, found.overdue) == (0, None, False)


def test_what_is_not_evaluated_or_has_no_actions_waits() -> None:
    rows = [Held(date(2026, 2, 1), counts=False), Held(date(2026, 5, 1))]
    found = compliance(Requirement("quarter", 1, SINCE), rows, today=TODAY)
    assert (found.done, found.pending) == (1, 1)


def test_a_drill_that_found_nothing_is_suspected() -> None:
    rows = [Held(date(2026, 2, 1), findings=0)]
    assert compliance(Requirement("year", 1, SINCE), rows, today=TODAY).hints == ("too_easy",)


def test_one_policy_does_not_make_good_for_another() -> None:
    much = compliance(
        Requirement("year", 1, SINCE), held("2026-02-01", "2026-03-01", "2026-04-01"), today=TODAY
    )
    none = compliance(Requirement("quarter", 1, SINCE), [], today=TODAY)
    assert overall([much, none]) == Decimal("0.2000")


def test_a_policy_that_ended_is_not_overdue() -> None:
    asked = Requirement("month", 1, SINCE, ends_on=date(2026, 6, 30))
    found = compliance(asked, [], today=TODAY)
    assert (found.required, found.next_due, found.overdue) == (6, None, False)


@pytest.mark.parametrize(
    ("period", "first", "last", "label"),
    [
        ("month", "2028-02-01", "2028-02-29", "2028-02"),
        ("quarter", "2028-01-01", "2028-03-31", "2028-Q1"),
        ("half_year", "2028-01-01", "2028-06-30", "2028-H1"),
        ("year", "2028-01-01", "2028-12-31", "2028"),
    ],
)
def test_periods_are_those_of_the_calendar(period: str, first: str, last: str, label: str) -> None:
    span = period_of(date(2028, 2, 29), period)
    assert (f"{span.first}", f"{span.last}", label_of(span)) == (first, last, label)


def test_periods_cover_the_year_without_a_hole() -> None:
    months = periods("month", date(2026, 1, 15), date(2026, 12, 1))
    assert len(months) == 12
    assert sum(len(list(one.days())) for one in months) == 365
    assert months[0] == Span(date(2026, 1, 1), date(2026, 1, 31))
