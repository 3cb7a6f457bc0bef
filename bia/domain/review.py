"""When an approved assessment must be looked at again. Rules: docs/method.md §8."""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from bia.domain.reasons import Reason

ReviewStatus = Literal["never_approved", "current", "due", "overdue"]


@dataclass(frozen=True)
class Review:
    """`days` counts to the due date, negative once it has passed; None before any approval."""

    status: ReviewStatus
    due_on: date | None
    days: int | None
    because: Reason

    @property
    def overdue_days(self) -> int:
        return max(0, -self.days) if self.days is not None else 0


def review_of(
    approved_on: date | None,
    today: date,
    major_changes: Iterable[date] = (),
    months: int = 12,
) -> Review:
    """Due `months` after approval, or at once after a major change since then (§8).

    Pass the days of changes marked after the approval; older ones are ignored.
    """
    if approved_on is None:
        return Review("never_approved", None, None, Reason.of("review.never_approved"))
    yearly_on = add_months(approved_on, months)
    changed_on = min((day for day in major_changes if day >= approved_on), default=None)
    if changed_on is not None and changed_on < yearly_on:
        due_on, because = changed_on, Reason.of("review.major_change", changed_on=changed_on)
    else:
        due_on = yearly_on
        because = Reason.of("review.yearly", approved_on=approved_on, months=months)
    days = (due_on - today).days
    status: ReviewStatus = "current" if days > 0 else "due" if days == 0 else "overdue"
    return Review(status, due_on, days, because)


def add_months(day: date, months: int) -> date:
    """The same day of the month later, or the last one there is (29 February → 28)."""
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month0 + 1)[1]
    return date(year, month0 + 1, min(day.day, last))
