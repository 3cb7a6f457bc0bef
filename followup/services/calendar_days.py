"""The organisation's calendar: which days are worked."""

from __future__ import annotations

from datetime import date

from accounts.models import Organisation
from followup.models import CalendarDay
from lib.working_days import WorkingDays


def working_days(since: date, until: date) -> WorkingDays:
    """The working days between two dates (with both): beyond them only weekdays count.

    Two queries: the organisation's weekdays, and the days that differ from them.
    """
    days = CalendarDay.objects.filter(day__range=(since, until))
    return WorkingDays(
        weekdays=frozenset(Organisation.current().working_days) or frozenset(range(1, 8)),
        exceptions=dict(days.values_list("day", "is_working")),
    )
