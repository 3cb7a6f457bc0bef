"""The next number of a series (CON-4, E50)."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import connection

from accounts.models import Organisation


def next_number(prefix: str, *, at: datetime) -> str:
    """ "ACT-2026-0001": counted per year of the organisation's zone.

    Call inside the transaction that uses it: the counter's row stays locked until its end, so
    numbers have no holes and two callers wait for each other.
    """
    (number,) = next_numbers(prefix, 1, at=at)
    return number


def next_numbers(prefix: str, count: int, *, at: datetime) -> list[str]:
    """The next `count` numbers in one step, in order; as `next_number`."""
    year = at.astimezone(ZoneInfo(Organisation.current().timezone)).year
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO followup_numberseries AS series (prefix, year, last) VALUES (%s, %s, %s)"
            " ON CONFLICT (prefix, year) DO UPDATE SET last = series.last + excluded.last"
            " RETURNING last",
            [prefix, year, count],
        )
        (last,) = cursor.fetchone()
    return [f"{prefix}-{year}-{number:04d}" for number in range(last - count + 1, last + 1)]
