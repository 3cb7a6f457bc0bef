from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from backups.domain.windows import BadWindow, check_windows, is_open

NIGHT = [{"days": [1, 2, 3, 4, 5], "from": "22:00", "to": "06:00"}]


def _at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (_at(2, 21, 59), False),  # Monday
        (_at(2, 22), True),
        (_at(3, 5, 59), True),
        (_at(3, 6), False),
        (_at(7, 3), True),  # Saturday, still Friday's night
        (_at(7, 22), False),
        (_at(2, 3), False),  # Monday, Sunday's night is none
    ],
)
def test_a_night_ends_on_the_day_after(at: datetime, expected: bool) -> None:
    assert is_open(NIGHT, "UTC", at) is expected


def test_no_window_is_always() -> None:
    assert is_open([], "UTC", _at(2, 12))


def test_hours_are_those_of_the_zone() -> None:
    assert is_open([{"from": "20:00", "to": "21:00"}], "Asia/Shanghai", _at(2, 12, 30))


def test_the_whole_day_may_be_written_from_midnight_to_24() -> None:
    assert is_open([{"days": [1], "from": "00:00", "to": "24:00"}], "UTC", _at(2, 23, 59))
    assert not is_open([{"days": [1], "from": "00:00", "to": "24:00"}], "UTC", _at(4, 1))


@pytest.mark.parametrize(
    ("window", "code"),
    [
        ({"from": "25:00", "to": "06:00"}, "hours"),
        ({"from": "22:00"}, "hours"),
        ({"from": "22:00", "to": "06:00", "days": []}, "days"),
        ({"from": "22:00", "to": "06:00", "days": [8]}, "days"),
        ({"from": "22:00", "to": "22:00"}, "empty"),
        ({"from": "22:00", "to": "06:00"}, "days"),
        ({"from": "22:00", "to": "06:00", "days": [1, 1]}, "days"),
        ({"from": "22:00", "to": "06:00", "days": [True]}, "days"),
        ({"from": "22:00", "to": "06:00", "days": [1], "zone": "UTC"}, "shape"),
        ("22:00-06:00", "shape"),
    ],
)
def test_what_no_clock_can_follow_is_refused(window: Any, code: str) -> None:
    with pytest.raises(BadWindow) as refused:
        check_windows([window])
    assert refused.value.code == code
