"""When an approved assessment must be looked at again. Rules: docs/method.md §8."""

import calendar
from datetime import date, timedelta
from typing import Literal

ReviewStatus = Literal["never", "current", "due", "overdue"]


def due_after_approval(approved_on: date, months: int = 12) -> date:
    """`months` after an approval, or after "nothing changed" was said (§8)."""
    return add_months(approved_on, months)


def due_after_change(due_on: date | None, changed_on: date) -> date:
    """A major change asks for a review at once; what is due already stays so (§8)."""
    return changed_on if due_on is None else min(due_on, changed_on)


def review_status(
    approved: bool, due_on: date | None, today: date, warning_days: int = 0
) -> ReviewStatus:
    """Overdue from the day after the due date, due within the days of warning before it (§8).

    `bia.filters.review` states the same in SQL; a test holds the two together.
    """
    if not approved:
        return "never"
    if due_on is None or due_on > today + timedelta(days=warning_days):
        return "current"
    return "overdue" if due_on < today else "due"


def days_overdue(due_on: date | None, today: date) -> int:
    """Whole days since the due date; 0 up to that day and without one."""
    return 0 if due_on is None else max(0, (today - due_on).days)


def add_months(day: date, months: int) -> date:
    """The same day of the month later, or the last one there is (29 February → 28)."""
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month0 + 1)[1]
    return date(year, month0 + 1, min(day.day, last))
