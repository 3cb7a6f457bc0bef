"""When marks are reached: arithmetic in UTC, wall clocks in their zone (TIM-2, E4, E39)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followup.domain.firing import Firing, Ticking, fire, pending
from followup.domain.marks import deadline, marks_of, next_repeat, working_day
from tests.amount import examples

POLICY: dict[str, Any] = {
    "limit_s": None,
    "limits_by_grade": {},
    "limit_working_days": None,
    "alarm_after_s": 0,
    "marks": [],
    "breach_to": ["owner"],
    "late_marks": [],
    "repeat": {},
}


def policy(**fields: Any) -> dict[str, Any]:
    return POLICY | fields


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def named(marks: list[Any]) -> list[tuple[str, str]]:
    return [(mark.name, f"{mark.at:%Y-%m-%d %H:%M:%S}") for mark in marks]


def test_two_hours_are_two_hours_on_the_night_new_york_changes_its_clocks() -> None:
    """TIM-2: 00:50 EDT on 2026-11-01 and two hours is 01:50 EST, not 02:50."""
    anchor = datetime.fromisoformat("2026-11-01T00:50:00-04:00")
    due = deadline(policy(limit_s=7200), anchor=anchor, zone="America/New_York")
    assert due == datetime.fromisoformat("2026-11-01T01:50:00-05:00")
    marks = marks_of(
        policy(marks=[{"name": "half", "percent": 50, "to": []}]),
        anchor=anchor,
        due=due,
        zone="America/New_York",
    )
    assert named(marks) == [("half", "2026-11-01 05:50:00"), ("due", "2026-11-01 06:50:00")]


def test_two_hours_are_two_hours_on_the_night_berlin_changes_its_clocks() -> None:
    anchor = datetime.fromisoformat("2027-03-28T01:30:00+01:00")
    due = deadline(policy(limit_s=7200), anchor=anchor, zone="Europe/Berlin")
    assert due == datetime.fromisoformat("2027-03-28T04:30:00+02:00")


@pytest.mark.parametrize(
    ("zone", "due", "days", "expected"),
    [
        # Nine o'clock stays nine o'clock on either side of the change.
        ("America/New_York", "2026-11-02T04:59:59", -1, "2026-10-31 13:00:00"),
        ("America/New_York", "2026-11-03T04:59:59", -1, "2026-11-01 14:00:00"),
        ("Europe/Berlin", "2027-03-29T21:59:59", -1, "2027-03-28 07:00:00"),
        ("Europe/Berlin", "2027-03-29T21:59:59", -2, "2027-03-27 08:00:00"),
        # Months end where they end.
        ("Asia/Shanghai", "2028-03-01T15:59:59", -1, "2028-02-29 01:00:00"),
        ("Asia/Shanghai", "2027-03-01T15:59:59", -1, "2027-02-28 01:00:00"),
        ("Asia/Shanghai", "2028-03-07T15:59:59", -7, "2028-02-29 01:00:00"),
        ("Asia/Shanghai", "2026-05-31T15:59:59", -30, "2026-05-01 01:00:00"),
    ],
)
def test_days_before_count_on_the_calendar_of_the_zone(
    zone: str, due: str, days: int, expected: str
) -> None:
    marks = marks_of(
        policy(marks=[{"name": "before", "days": days, "time": "09:00", "to": []}]),
        anchor=utc("2026-01-01"),
        due=utc(due),
        zone=zone,
    )
    assert named(marks)[0] == ("before", expected)


def test_a_wall_clock_time_that_is_skipped_comes_as_if_it_were_not() -> None:
    """02:30 does not exist in Berlin that night; an hour and a half after midnight does."""
    marks = marks_of(
        policy(marks=[{"name": "before", "days": 0, "time": "02:30", "to": []}]),
        anchor=utc("2027-03-01"),
        due=utc("2027-03-28T20:00:00"),
        zone="Europe/Berlin",
    )
    assert named(marks)[0] == ("before", "2027-03-28 01:30:00")


def test_warnings_before_the_anchor_or_after_the_limit_are_left_out() -> None:
    marks = marks_of(
        policy(
            marks=[
                {"name": "week", "days": -7, "to": []},
                {"name": "day", "days": -1, "to": []},
                {"name": "whole", "percent": 100, "to": []},
            ],
            late_marks=[
                {"name": "same", "days": 0, "to": []},
                {"name": "next", "days": 1, "to": []},
            ],
        ),
        anchor=utc("2026-03-01"),
        due=utc("2026-03-04T23:59:59"),
        zone="UTC",
    )
    assert [mark.name for mark in marks] == ["day", "due", "next"]


def test_an_anchor_that_is_the_deadline_leaves_the_warnings() -> None:
    marks = marks_of(
        policy(marks=[{"name": "week", "days": -7, "to": []}]),
        anchor=utc("2026-03-04"),
        due=utc("2026-03-04"),
        zone="UTC",
    )
    assert [mark.name for mark in marks] == ["week", "due"]


def test_working_days_jump_over_what_the_calendar_says() -> None:
    def closed_on_the_3rd(day: Any) -> bool:
        return day.isoweekday() < 6 and day.day != 3

    marks = marks_of(
        policy(marks=[{"name": "second", "working_days": 2, "time": "09:00", "to": []}]),
        anchor=utc("2026-03-02T12:00:00"),
        due=utc("2026-03-20"),
        zone="UTC",
        is_working=closed_on_the_3rd,
    )
    assert named(marks)[0] == ("second", "2026-03-05 09:00:00")


def test_a_calendar_without_any_working_day_ends() -> None:
    day = datetime(2026, 3, 2).date()
    assert working_day(day, 1, lambda _day: False) == day + timedelta(days=3 * 366)


@pytest.mark.parametrize(
    ("repeat", "grade", "now", "expected"),
    [
        ({"every_s": 1800}, "", "12:00:00", "12:30:00"),
        ({"every_s": 1800, "by_grade": {"I": 600}}, "I", "12:00:00", "12:10:00"),
        ({"every_s": 1800, "by_grade": {"I": 600}}, "III", "12:00:00", "12:30:00"),
        # What passed while nobody looked is not made up for.
        ({"every_s": 1800}, "", "13:45:00", "14:00:00"),
        ({"every_s": 3600, "from": "07:00", "until": "20:00"}, "", "19:00:00", "20:00:00"),
    ],
)
def test_repeats_are_counted_on_from_the_last(
    repeat: dict[str, Any], grade: str, now: str, expected: str
) -> None:
    found = next_repeat(
        {"repeat": repeat},
        last=utc("2026-03-02T12:00:00"),
        now=utc(f"2026-03-02T{now}"),
        zone="UTC",
        grade=grade,
    )
    assert found == utc(f"2026-03-02T{expected}")


def test_repeats_outside_of_their_hours_wait_for_the_morning() -> None:
    """K10: hourly until 20:00."""
    found = next_repeat(
        {"repeat": {"every_s": 3600, "from": "07:00", "until": "20:00"}},
        last=utc("2026-03-02T11:30:00"),
        now=utc("2026-03-02T11:45:00"),
        zone="Asia/Shanghai",
        grade="",
    )
    assert found == utc("2026-03-02T23:00:00")


def test_weekly_repeats_keep_their_hour_over_a_change_of_clocks() -> None:
    found = next_repeat(
        {"repeat": {"every_days": 7, "time": "09:00"}},
        last=utc("2026-10-27T03:59:59"),
        now=utc("2026-10-27T04:00:00"),
        zone="America/New_York",
        grade="",
    )
    assert found == utc("2026-11-02T14:00:00")


# --- properties -------------------------------------------------------------------------

ZONES = ["UTC", "Asia/Shanghai", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe"]


@st.composite
def policies(draw: Any) -> dict[str, Any]:
    warnings = [
        {"name": f"w{number}", "percent": percent, "to": ["owner"]}
        for number, percent in enumerate(draw(st.lists(st.integers(0, 100), max_size=4)))
    ] + [
        {"name": f"d{number}", "days": -days, "time": "09:00", "to": ["owner"]}
        for number, days in enumerate(draw(st.lists(st.integers(0, 40), max_size=3)))
    ]
    late = [
        {"name": f"l{number}", "offset_s": seconds, "to": ["manager"]}
        for number, seconds in enumerate(draw(st.lists(st.integers(1, 10**6), max_size=4)))
    ]
    repeat = draw(
        st.sampled_from(
            [
                {},
                {"every_s": 600, "to": ["owner"], "max": 3},
                {"every_s": 7200, "by_grade": {"I": 60}, "max": 2},
                {"every_days": 1, "time": "09:00", "max": 2},
                {"every_s": 3600, "from": "08:00", "until": "18:00", "max": 3},
            ]
        )
    )
    return policy(marks=warnings, late_marks=late, repeat=repeat)


def run(
    rules: dict[str, Any], anchor: datetime, due: datetime, zone: str, instants: list[datetime]
) -> list[tuple[datetime, Firing]]:
    """The clock ticked at each of `instants`."""
    marks = marks_of(rules, anchor=anchor, due=due, zone=zone)
    clock = Ticking([mark.as_json() for mark in marks], [], rules, zone, "I", False)
    told = []
    for now in instants:
        firing = fire(clock, now)
        if firing is None:
            assert all(mark.at > now for mark in pending(clock))
            continue
        told.append((now, firing))
        breached = clock.is_breached or firing.type != "warned"
        clock = Ticking(
            firing.rows, firing.fired, rules, zone, "I", breached, firing.repeats, firing.muted
        )
        assert firing.next_fire_at is None or firing.next_fire_at > now
    return told


@settings(max_examples=examples(300), deadline=None)
@given(
    rules=policies(),
    anchor=st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 31)),
    limit_s=st.integers(0, 60 * 86400),
    zone=st.sampled_from(ZONES),
    steps=st.lists(st.integers(1, 20 * 86400), min_size=1, max_size=40),
)
def test_one_mark_a_tick_in_order_and_never_twice(
    rules: dict[str, Any], anchor: datetime, limit_s: int, zone: str, steps: list[int]
) -> None:
    anchor = anchor.replace(tzinfo=UTC)
    due = anchor + timedelta(seconds=limit_s)
    instants, now = [], anchor
    for step in steps:
        now += timedelta(seconds=step)
        instants.append(now)
    told = run(rules, anchor, due, zone, instants)
    names = [firing.mark.name for _now, firing in told]
    assert len(names) == len(set(names))
    assert all(firing.mark.at <= now for now, firing in told)
    types = [firing.type for _now, firing in told]
    breach = types.index("breached") if "breached" in types else len(types)
    assert set(types[:breach]) <= {"warned"}
    assert types.count("breached") <= 1
    assert "warned" not in types[breach:]
    # Once the deadline has passed it has been told, whatever was missed.
    if instants[-1] >= due:
        assert "breached" in types
    assert types.count("muted") <= 1


@settings(max_examples=examples(100), deadline=None)
@given(rules=policies(), limit_s=st.integers(0, 60 * 86400), zone=st.sampled_from(ZONES))
def test_marks_come_in_order_with_the_deadline_among_them(
    rules: dict[str, Any], limit_s: int, zone: str
) -> None:
    anchor = utc("2026-10-20T10:00:00")
    due = anchor + timedelta(seconds=limit_s)
    marks = marks_of(rules, anchor=anchor, due=due, zone=zone)
    assert [mark.at for mark in marks] == sorted(mark.at for mark in marks)
    assert [mark.rank for mark in marks] == sorted(mark.rank for mark in marks)
    assert [mark.at for mark in marks if mark.name == "due"] == [due]
