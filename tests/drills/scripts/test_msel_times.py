"""Times of an MSEL as spreadsheets write them."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from drills.domain.msel_time import BadTime, read_clock, read_offset

SHANGHAI = ZoneInfo("Asia/Shanghai")
NINE = datetime(2026, 12, 1, 9, 0, tzinfo=SHANGHAI)

OFFSETS = {
    "0": 0, "15 min": 900, "+00:15": 900, "0:15": 900, "90": 5400, "1:30:00": 5400,
    "1 小时 30 分": 5400, "30:00": 108_000, "900 s": 900, "+1 h": 3600,
}  # fmt: skip
CLOCKS = {
    "09:15": 900, "2026-12-01 09:15": 900, "2026-12-01T09:15:00": 900, "2026/12/2 8:30": 84_600,
    "D+1 08:30": 84_600, "Day 1 08:30": 84_600, "第2天 08:30": 84_600, "第1天8时30分": None,
    "33300 s": 900, "2026-12-01T01:15Z": 900, "2026-12-01 10:15+09:00": 900, "９：１５": 900,
    "2026-12-02": 54_000,
}  # fmt: skip
BAD_CLOCKS = {
    "25:61": "hours", "24:00": "midnight", "09:60": "minutes", "": "unreadable",
    "明天": "unreadable", "09:15 pm": "unreadable", "08:00": "before_start",
    "2026-02-30 09:00": "no_date", "2027-12-01 09:00": "too_long", "90000 s": "hours",
}  # fmt: skip


@pytest.mark.parametrize("text", OFFSETS)
def test_times_after_the_start(text: str) -> None:
    assert read_offset(text) == OFFSETS[text]


@pytest.mark.parametrize(
    ("text", "code"),
    [("25:61", "minutes"), ("abc", "unreadable"), ("-5 min", "unreadable"), ("99 d", "too_long")],
)
def test_what_is_no_time_after_the_start(text: str, code: str) -> None:
    with pytest.raises(BadTime) as raised:
        read_offset(text)
    assert raised.value.code == code


@pytest.mark.parametrize("text", [text for text, seconds in CLOCKS.items() if seconds is not None])
def test_clock_times(text: str) -> None:
    assert read_clock(text, start=NINE, zone=SHANGHAI) == CLOCKS[text]


@pytest.mark.parametrize("text", BAD_CLOCKS)
def test_what_is_no_clock_time(text: str) -> None:
    with pytest.raises(BadTime) as raised:
        read_clock(text, start=NINE, zone=SHANGHAI)
    assert raised.value.code == BAD_CLOCKS[text]


def test_no_zone_is_guessed() -> None:
    with pytest.raises(BadTime) as raised:
        read_clock("09:15", start=NINE, zone=None)
    assert raised.value.code == "no_zone"
    assert read_clock("09:15+08:00", start=NINE, zone=None) == 900


def test_a_clock_time_needs_a_start() -> None:
    with pytest.raises(BadTime) as raised:
        read_clock("09:15", start=None, zone=SHANGHAI)
    assert raised.value.code == "no_start"


def test_hours_of_daylight_saving() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    spring = datetime(2027, 3, 28, 0, 0, tzinfo=berlin)
    with pytest.raises(BadTime) as left_out:
        read_clock("02:30", start=spring, zone=berlin)
    assert left_out.value.code == "no_such_time"
    assert read_clock("03:30", start=spring, zone=berlin) == 9000
    york = ZoneInfo("America/New_York")
    autumn = datetime(2026, 11, 1, 0, 0, tzinfo=york)
    with pytest.raises(BadTime) as twice:
        read_clock("01:30", start=autumn, zone=york)
    assert twice.value.code == "twice"
    assert read_clock("01:30 -05:00", start=autumn, zone=york) == 9000
    assert read_clock("03:30", start=autumn, zone=york) == 16_200


def test_a_file_of_another_zone_than_the_drill() -> None:
    start = NINE.astimezone(UTC)
    assert read_clock("10:15", start=start, zone=ZoneInfo("Asia/Tokyo")) == 900
