"""NTF-7: quiet hours in the recipient's zone, over changes of clocks (E4)."""

from __future__ import annotations

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from followup.domain.quiet_hours import quiet_until

NIGHT = {"start": time(22), "end": time(7)}
SHANGHAI, NEW_YORK, BERLIN = map(ZoneInfo, ("Asia/Shanghai", "America/New_York", "Europe/Berlin"))


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    ("at", "until"),
    [
        (utc(2026, 3, 2, 13, 59), None),  # 21:59 in Shanghai
        (utc(2026, 3, 2, 14, 0), utc(2026, 3, 2, 23, 0)),  # 22:00
        (utc(2026, 3, 2, 17, 0), utc(2026, 3, 2, 23, 0)),  # 01:00 of the next day
        (utc(2026, 3, 2, 22, 59), utc(2026, 3, 2, 23, 0)),
        (utc(2026, 3, 2, 23, 0), None),  # 07:00
    ],
)
def test_a_night_over_midnight(at: datetime, until: datetime | None) -> None:
    assert quiet_until(at, zone=SHANGHAI, **NIGHT) == until


def test_hours_within_a_day() -> None:
    noon = {"start": time(12), "end": time(13, 30)}
    assert quiet_until(utc(2026, 3, 2, 4, 15), zone=SHANGHAI, **noon) == utc(2026, 3, 2, 5, 30)
    assert quiet_until(utc(2026, 3, 2, 5, 30), zone=SHANGHAI, **noon) is None


def test_the_same_time_twice_means_never() -> None:
    for of_day in (time(0), time(7)):
        assert quiet_until(utc(2026, 3, 2, 4), zone=SHANGHAI, start=of_day, end=of_day) is None


def test_a_night_with_an_hour_more_new_york_2026_11_01() -> None:
    """Clocks go back at 02:00: the night lasts ten hours and ends at 07:00 by the new offset."""
    end = utc(2026, 11, 1, 12, 0)
    assert quiet_until(utc(2026, 11, 1, 2, 0), zone=NEW_YORK, **NIGHT) == end
    assert quiet_until(utc(2026, 11, 1, 5, 30), zone=NEW_YORK, **NIGHT) == end  # first 01:30
    assert quiet_until(utc(2026, 11, 1, 6, 30), zone=NEW_YORK, **NIGHT) == end  # second 01:30
    assert quiet_until(end, zone=NEW_YORK, **NIGHT) is None


def test_an_hour_less_berlin_2027_03_28() -> None:
    """Clocks go forward at 02:00: the night lasts eight hours."""
    end = utc(2027, 3, 28, 5, 0)
    assert quiet_until(utc(2027, 3, 27, 21, 0), zone=BERLIN, **NIGHT) == end
    assert quiet_until(utc(2027, 3, 28, 4, 59), zone=BERLIN, **NIGHT) == end
    assert quiet_until(end, zone=BERLIN, **NIGHT) is None


def test_an_end_that_comes_twice_is_the_first() -> None:
    hours = {"start": time(22), "end": time(1, 30)}
    first = utc(2026, 11, 1, 5, 30)
    assert quiet_until(utc(2026, 11, 1, 5, 0), zone=NEW_YORK, **hours) == first
    # 01:10 by the clock once more, but the quiet time is over.
    assert quiet_until(utc(2026, 11, 1, 6, 10), zone=NEW_YORK, **hours) is None


def test_an_end_that_is_skipped_counts_by_the_offset_before() -> None:
    hours = {"start": time(22), "end": time(2, 30)}
    assert quiet_until(utc(2027, 3, 28, 0, 30), zone=BERLIN, **hours) == utc(2027, 3, 28, 1, 30)
