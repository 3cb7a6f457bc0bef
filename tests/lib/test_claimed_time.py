"""Claimed times beside the server's (TIM-3), and days in zones (TIM-2, E4)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from lib.claimed_time import claim
from lib.days import day_in, end_of_day
from lib.errors import Refused

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "clamped_s", "late_s"),
    [(0, 0, 0), (1, 1, 0), (120, 120, 0), (-1, 0, 0), (-300, 0, 0), (-301, 0, 301)],
)
def test_a_little_ahead_is_now_and_long_ago_is_late(
    seconds: int, clamped_s: int, late_s: int
) -> None:
    found = claim(NOW + timedelta(seconds=seconds), NOW)
    assert (found.clamped_s, found.late_s) == (clamped_s, late_s)
    assert found.at == NOW + timedelta(seconds=min(0, seconds))


def test_more_than_two_minutes_ahead_is_refused() -> None:
    """E6."""
    with pytest.raises(Refused) as refusal:
        claim(NOW + timedelta(seconds=121), NOW)
    assert [(one.code, one.field) for one in refusal.value.problems] == [("in_future", "at")]


def test_more_than_ten_years_back_is_a_slip() -> None:
    with pytest.raises(Refused) as refusal:
        claim(datetime(1, 1, 1, tzinfo=UTC), NOW)
    assert [(one.code, one.field) for one in refusal.value.problems] == [("too_long_ago", "at")]


@pytest.mark.parametrize(
    ("day", "zone", "ends"),
    [
        (date(2026, 3, 2), "UTC", datetime(2026, 3, 2, 23, 59, 59, tzinfo=UTC)),
        (date(2026, 3, 2), "Asia/Shanghai", datetime(2026, 3, 2, 15, 59, 59, tzinfo=UTC)),
        # The day the clocks go back has 25 hours, the day they go forward 23.
        (date(2026, 11, 1), "America/New_York", datetime(2026, 11, 2, 4, 59, 59, tzinfo=UTC)),
        (date(2027, 3, 28), "Europe/Berlin", datetime(2027, 3, 28, 21, 59, 59, tzinfo=UTC)),
    ],
)
def test_a_day_ends_in_its_zone(day: date, zone: str, ends: datetime) -> None:
    assert end_of_day(day, zone) == ends
    assert day_in(ends, zone) == day
    assert day_in(ends + timedelta(seconds=1), zone) == day + timedelta(days=1)
