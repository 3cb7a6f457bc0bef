"""Durations typed by people and shown to them."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.durations import MAX_SECONDS, DurationError, format_duration, parse_duration


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("2 h 30 min", 9_000),
        ("2h30m", 9_000),
        ("1d", 86_400),
        ("90", 5_400),
        ("0", 0),
        ("0 h", 0),
        ("1.5 h", 5_400),
        ("2小时", 7_200),
        ("2个小时", 7_200),
        ("15分钟", 900),
        ("1 小时 30 分", 5_400),
        ("1天12小时", 129_600),
        ("２小时", 7_200),
        ("  1 Week ", 604_800),
        ("45 seconds", 45),
        ("3 days, 4 hours", 273_600),
    ],
)
def test_a_duration_is_read_in_either_language(text: str, seconds: int) -> None:
    assert parse_duration(text) == seconds


def test_a_bare_number_counts_in_the_unit_the_caller_names() -> None:
    assert parse_duration("90", bare="s") == 90


@pytest.mark.parametrize(
    ("text", "code", "value"),
    [
        ("", "empty", ""),
        ("   ", "empty", ""),
        ("soon", "unreadable", "soon"),
        ("-5 min", "unreadable", "-5 min"),
        ("2 h 30", "unreadable", "2 h 30"),
        ("1:30", "unreadable", "1:30"),
        ("5 apples", "unknown_unit", "apples"),
        ("1 h 2 h", "repeated", "h"),
        ("0.5 s", "fraction", "0.5 s"),
        ("99999999999999 d", "too_long", "99999999999999 d"),
        ("nan", "unreadable", "nan"),
        ("1e3", "unknown_unit", "e"),
    ],
)
def test_what_is_no_duration_says_why(text: str, code: str, value: str) -> None:
    with pytest.raises(DurationError) as caught:
        parse_duration(text)
    assert (caught.value.code, caught.value.value) == (code, value)


@pytest.mark.parametrize(
    ("seconds", "english", "chinese"),
    [
        (0, "0 min", "0 分钟"),
        (30, "30 s", "30 秒"),
        (900, "15 min", "15 分钟"),
        (5_400, "1 h 30 min", "1 小时 30 分"),
        (86_400, "24 h", "24 小时"),
        (259_200, "72 h", "72 小时"),
        (604_800, "7 d", "7 天"),
        (273_661, "3 d 4 h 1 min 1 s", "3 天 4 小时 1 分 1 秒"),
        (-1_500, "−25 min", "−25 分钟"),
    ],
)
def test_seconds_are_written_compactly(seconds: int, english: str, chinese: str) -> None:
    assert format_duration(seconds, "en") == english
    assert format_duration(seconds, "zh-hans") == chinese


@given(st.integers(0, MAX_SECONDS), st.sampled_from(["en", "zh-hans"]))
def test_what_is_written_is_read_back(seconds: int, language: str) -> None:
    assert parse_duration(format_duration(seconds, language)) == seconds


@given(st.text(max_size=60))
def test_any_text_is_a_duration_or_a_duration_error(text: str) -> None:
    with contextlib.suppress(DurationError):
        assert parse_duration(text) >= 0
