"""Cells of a sheet: times, plates, phones, masks, twins."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from plans.domain.paper_values import (
    BadTime,
    Cell,
    is_phone,
    is_plate,
    judge,
    masked,
    place,
    read_plate,
    read_time,
    twins,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
BEGAN = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)  # 22:00 in Shanghai


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("10:30", "10:30"), ("9:05", "09:05"), ("1030", "10:30"), ("10.30", "10:30"),
        ("10点30分", "10:30"), ("１０：３０", "10:30"), ("10:30:59", "10:30"), ("37800 s", "10:30"),
        ("0:00", "00:00"), ("23:59", "23:59"),
    ],
)  # fmt: skip
def test_times_as_people_write_them(text: str, shown: str) -> None:
    assert f"{read_time(text):%H:%M}" == shown


@pytest.mark.parametrize(
    ("text", "hint"),
    [("24:00", "00:00"), ("24:10", "00:10"), ("25:61", ""), ("10:60", ""), ("soon", ""), ("", "")],
)
def test_times_that_do_not_exist(text: str, hint: str) -> None:
    with pytest.raises(BadTime) as bad:
        read_time(text)
    assert bad.value.hint == hint


@pytest.mark.parametrize(
    ("text", "day", "hour"),
    [("22:10", 2, 14), ("21:30", 2, 13), ("01:15", 2, 17), ("2026-03-03 00:20", 2, 16)],
)
def test_a_time_of_day_is_the_first_since_the_activation(text: str, day: int, hour: int) -> None:
    until = BEGAN + timedelta(hours=8)
    _shown, instant = place(text, since=BEGAN, until=until, zone=SHANGHAI)
    assert instant is not None
    assert (instant.astimezone(UTC).day, instant.astimezone(UTC).hour) == (day, hour)


def test_a_time_that_has_not_come_yet_means_no_instant() -> None:
    until = BEGAN + timedelta(hours=1)
    assert place("20:00", since=BEGAN, until=until, zone=SHANGHAI) == ("20:00", None)


@pytest.mark.parametrize("plate", ["京A12345", "沪AD12345", "粤Z1234港", "川A1234警"])
def test_usual_plates(plate: str) -> None:
    assert is_plate(plate)


@pytest.mark.parametrize("plate", ["A12345", "京I12345", "京A1234", "京A12345678", ""])
def test_unusual_plates(plate: str) -> None:
    assert not is_plate(plate)


def test_plates_are_kept_in_one_spelling() -> None:
    assert read_plate(" 京a·123 45 ") == "京A12345"


@pytest.mark.parametrize(
    ("text", "usual"),
    [
        ("13812345678", True), ("+86 138 1234 5678", True), ("010-88886666", True),
        ("4008123123", True), ("+49 30 901820", True), ("138xxx", False), ("12345", False),
    ],
)  # fmt: skip
def test_phone_numbers(text: str, usual: bool) -> None:
    assert is_phone(text) is usual


def test_odd_values_warn_and_only_impossible_ones_are_wrong() -> None:
    cells = [
        Cell("time", "time", required=True), Cell("plate", "plate"), Cell("phone", "phone"),
        Cell("kind", "choice", choices=("rescue",)), Cell("count", "number"), Cell("note"),
    ]  # fmt: skip
    given = {"time": "24:30", "plate": "?", "phone": "1", "kind": "x", "count": "many"}
    found = judge(cells, given | {"note": "x" * 501})
    assert found.warnings == {
        "plate": "unusual_plate", "phone": "unusual_phone", "kind": "not_a_choice",
        "count": "unusual_number",
    }  # fmt: skip
    assert [(one.column, one.code, one.hint) for one in found.wrong] == [
        ("time", "impossible_time", "00:30"),
        ("note", "too_long", ""),
    ]


@pytest.mark.parametrize(
    ("text", "type", "shown"),
    [
        ("13812345678", "phone", "138****5678"), ("12345", "phone", "*****"),
        ("京A12345", "plate", "京A***45"), ("A1", "plate", "***"), ("张先生", "text", "张**"),
        ("", "text", ""),
    ],
)  # fmt: skip
def test_masks(text: str, type: str, shown: str) -> None:
    assert masked(text, type) == shown


def test_twins_are_within_fifteen_minutes() -> None:
    def at(minutes: int) -> datetime:
        return BEGAN + timedelta(minutes=minutes)

    rows = [(1, "A", at(0)), (2, "A", at(15)), (3, "A", at(31)), (4, "B", at(0)), (5, "", at(0))]
    assert twins([*rows, (6, "A", None)]) == {1: 2, 2: 1}
