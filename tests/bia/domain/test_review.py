"""When an assessment must be looked at again."""

from datetime import date

import pytest

from bia.domain.review import (
    ReviewStatus,
    add_months,
    days_overdue,
    due_after_approval,
    due_after_change,
    review_status,
)

APPROVED = date(2025, 10, 1)
DUE = date(2026, 10, 1)


def test_at_039_yearly_review_is_overdue_by_51_days() -> None:
    today = date(2026, 11, 21)
    assert due_after_approval(APPROVED) == DUE
    assert review_status(True, DUE, today) == "overdue"
    assert days_overdue(DUE, today) == 51


def test_at_039_a_major_change_makes_it_due_at_once() -> None:
    today = date(2026, 3, 1)
    due_on = due_after_change(DUE, today)
    assert due_on == today
    assert (review_status(True, due_on, today), days_overdue(due_on, today)) == ("due", 0)


def test_the_first_change_since_approval_counts() -> None:
    first = due_after_change(DUE, date(2026, 3, 1))
    assert due_after_change(first, date(2026, 5, 1)) == date(2026, 3, 1)


def test_a_change_after_the_due_date_moves_nothing() -> None:
    assert due_after_change(DUE, date(2026, 11, 1)) == DUE


def test_a_change_before_any_due_date_sets_one() -> None:
    assert due_after_change(None, date(2026, 3, 1)) == date(2026, 3, 1)


@pytest.mark.parametrize(
    ("approved", "due_on", "warning_days", "status"),
    [
        (True, date(2026, 9, 30), 30, "overdue"),
        (True, DUE, 0, "due"),
        (True, date(2026, 10, 2), 0, "current"),
        (True, date(2026, 10, 31), 30, "due"),
        (True, date(2026, 11, 1), 30, "current"),
        (True, None, 30, "current"),
        (False, date(2026, 9, 30), 30, "never"),
        (False, None, 0, "never"),
    ],
)
def test_the_state_of_a_review(
    approved: bool, due_on: date | None, warning_days: int, status: ReviewStatus
) -> None:
    assert review_status(approved, due_on, DUE, warning_days) == status


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2025, 8, 31), 6, date(2026, 2, 28)),
        (date(2025, 12, 1), 1, date(2026, 1, 1)),
        (date(2025, 12, 1), 0, date(2025, 12, 1)),
    ],
)
def test_months_later(day: date, months: int, later: date) -> None:
    assert add_months(day, months) == later
