"""When an assessment must be looked at again."""

from datetime import date

import pytest

from bia.domain.review import add_months, review_of

APPROVED = date(2025, 10, 1)


def test_at_039_yearly_review_is_overdue_by_51_days() -> None:
    review = review_of(APPROVED, date(2026, 11, 21))
    assert (review.status, review.due_on) == ("overdue", date(2026, 10, 1))
    assert review.overdue_days == 51
    assert review.because.text == "Approved on 2025-10-01; a review is due after 12 months."


def test_at_039_a_major_change_makes_it_due_at_once() -> None:
    review = review_of(APPROVED, date(2026, 3, 1), [date(2026, 3, 1)])
    assert (review.status, review.due_on, review.overdue_days) == ("due", date(2026, 3, 1), 0)
    assert review.because.text == "A major change on 2026-03-01 asks for a review at once."


def test_the_first_change_since_approval_counts() -> None:
    changes = [date(2026, 5, 1), date(2026, 3, 1), date(2025, 9, 30)]
    assert review_of(APPROVED, date(2026, 6, 1), changes).due_on == date(2026, 3, 1)


def test_a_change_after_the_due_date_moves_nothing() -> None:
    late = review_of(APPROVED, date(2026, 11, 21), [date(2026, 11, 1)])
    assert late.due_on == date(2026, 10, 1)


def test_before_the_due_date_it_is_current() -> None:
    review = review_of(APPROVED, date(2026, 9, 30))
    assert (review.status, review.days, review.overdue_days) == ("current", 1, 0)


def test_what_was_never_approved_has_no_due_date() -> None:
    review = review_of(None, date(2026, 9, 30))
    assert (review.status, review.due_on, review.days) == ("never_approved", None, None)


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
