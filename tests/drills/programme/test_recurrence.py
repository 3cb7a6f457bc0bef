"""Usual days: in local time, with the days and times that do not exist put right (DRL-2, E39)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from drills.domain.periods import Span
from drills.domain.recurrence import BadRule, check, normal, occurrences

YEAR = Span(date(2026, 1, 1), date(2026, 12, 31))


def days(rule: str, *, span: Span = YEAR, starts_on: date = date(2026, 1, 1)) -> list[str]:
    found = occurrences(rule, starts_on=starts_on, span=span, zone="Asia/Shanghai")
    return [f"{one.day:%m-%d}{'*' if one.moved else ''}" for one in found]


def test_the_31st_is_the_last_day_where_it_is_missing_and_says_so() -> None:
    assert days("FREQ=MONTHLY;BYMONTHDAY=31") == [
        "01-31", "02-28*", "03-31", "04-30*", "05-31", "06-30*", "07-31", "08-31", "09-30*",
        "10-31", "11-30*", "12-31",
    ]  # fmt: skip


def test_a_rule_that_begins_on_the_31st_means_it_too() -> None:
    assert days("FREQ=MONTHLY", starts_on=date(2026, 1, 31))[:3] == ["01-31", "02-28*", "03-31"]


@pytest.mark.parametrize(
    ("year", "day"), [(2026, "02-28*"), (2027, "02-28*"), (2028, "02-29"), (2100, "02-28*")]
)
def test_29_february_is_28_february_of_other_years(year: int, day: str) -> None:
    span = Span(date(year, 1, 1), date(year, 12, 31))
    rule = "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29"
    assert days(rule, span=span, starts_on=date(2024, 2, 29)) == [day]


@pytest.mark.parametrize(
    ("rule", "found"),
    [
        ("FREQ=MONTHLY;BYDAY=1TU", ["01-06", "02-03", "03-03"]),
        ("FREQ=MONTHLY;BYDAY=-1FR", ["01-30", "02-27", "03-27"]),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", ["01-31", "02-28", "03-31"]),
        ("FREQ=MONTHLY;INTERVAL=3;BYDAY=2WE", ["01-14", "04-08", "07-08"]),
        ("FREQ=MONTHLY;BYMONTHDAY=30,31", ["01-30", "01-31", "02-28*"]),
        ("RRULE:freq=monthly;bymonthday=31;count=2", ["01-31", "02-28*"]),
        ("FREQ=MONTHLY;BYMONTHDAY=31;UNTIL=20260228T000000Z", ["01-31", "02-28*"]),
    ],
)
def test_the_first_days_of_a_rule(rule: str, found: list[str]) -> None:
    assert days(rule)[:3] == found


@pytest.mark.parametrize(
    ("zone", "day", "at", "instant", "shifted_s"),
    [
        # Clocks go forward: 02:30 does not exist, 03:30 is meant.
        ("America/New_York", date(2026, 3, 8), time(2, 30), (3, 8, 7, 30), 3600),
        ("Europe/Berlin", date(2026, 3, 29), time(2, 30), (3, 29, 1, 30), 3600),
        # They go back: of the two 01:30 the first.
        ("America/New_York", date(2026, 11, 1), time(1, 30), (11, 1, 5, 30), 0),
        ("Asia/Shanghai", date(2026, 3, 8), time(2, 30), (3, 7, 18, 30), 0),
    ],
)
def test_local_times_are_converted_after_expanding(
    zone: str, day: date, at: time, instant: tuple[int, int, int, int], shifted_s: int
) -> None:
    (found,) = occurrences(
        "FREQ=DAILY", starts_on=date(2026, 1, 1), span=Span(day, day), zone=zone, at=at
    )
    assert (found.at, found.shifted_s) == (datetime(2026, *instant, tzinfo=UTC), shifted_s)


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ("", "syntax"),
        ("monthly", "syntax"),
        ("FREQ=HOURLY", "frequency"),
        ("FREQ=MONTHLY;FREQ=DAILY", "syntax"),
        ("FREQ=DAILY;BYHOUR=3", "part"),
        ("FREQ=MONTHLY;INTERVAL=0", "interval"),
        ("FREQ=MONTHLY;BYMONTHDAY=32", "syntax"),
        ("FREQ=MONTHLY;BYDAY=XX", "syntax"),
        ("FREQ=MONTHLY;COUNT=2;UNTIL=20260101", "syntax"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;BYDAY=MO", "never"),
    ],
)
def test_rules_that_mean_nothing_are_refused(rule: str, code: str) -> None:
    with pytest.raises(BadRule) as refused:
        check(rule)
    assert refused.value.args[0] == code


def test_a_rule_is_kept_in_one_spelling() -> None:
    assert normal(" rrule:freq=monthly;byday=1tu ") == "FREQ=MONTHLY;BYDAY=1TU"
