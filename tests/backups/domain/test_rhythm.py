"""When backups are due, and how far apart restore points lie at worst."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backups.domain.rhythm import (
    BadSchedule,
    check_schedule,
    interval_s,
    last_before,
    next_after,
    occurrences,
    pitfalls,
    spacing_s,
)
from backups.domain.worst_loss import Plan, worst_gap_s, worst_loss_s
from tests.amount import examples

SINCE = datetime(2026, 11, 22, tzinfo=UTC)
HOUR, DAY = 3600, 86_400
SUNDAY = "FREQ=WEEKLY;BYDAY=SU;BYHOUR=2;BYMINUTE=0"
DAILY = "FREQ=DAILY;BYHOUR=2;BYMINUTE=0"
WORKING = "FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR,SA;BYHOUR=2;BYMINUTE=0"
HALF_PAST_TWO = "FREQ=DAILY;BYHOUR=2;BYMINUTE=30"


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc, arg-type]


def plan(rule: str, zone: str = "UTC", method: str = "full", duration_s: int | None = None) -> Plan:
    return Plan(method, rule, zone, duration_s)


@pytest.mark.parametrize(
    ("plans", "worst_s"),
    [
        ([plan(SUNDAY, "Asia/Shanghai")], 168 * HOUR),
        ([plan(SUNDAY, "Asia/Shanghai"), plan(WORKING, "Asia/Shanghai", "incremental")], DAY),
        ([plan(DAILY, duration_s=1800)], DAY + 1800),
        ([plan("FREQ=HOURLY;INTERVAL=4;BYMINUTE=0")], 4 * HOUR),
        ([plan("FREQ=MINUTELY;INTERVAL=15")], 900),
        ([plan("FREQ=MONTHLY;BYMONTHDAY=-1")], 31 * DAY),
        ([plan("FREQ=MONTHLY;BYMONTHDAY=31")], 61 * DAY),
        ([Plan("realtime", lag_s=5)], 5),
        ([Plan("realtime"), plan(SUNDAY)], 0),
        # By hand: nobody knows when.
        ([Plan("full")], None),
        ([plan(DAILY, method="incremental")], None),
        ([], None),
    ],
)
def test_worst_loss_of_a_plan(plans: list[Plan], worst_s: int | None) -> None:
    """AT-024: interval and duration; real-time copies only lag behind."""
    assert worst_loss_s(plans, SINCE) == worst_s


def test_a_long_full_does_not_hold_up_what_ends_before_it() -> None:
    """Each counts from its end: the full of six hours is overtaken by the next increment."""
    plans = [
        plan(SUNDAY, duration_s=6 * HOUR),
        plan("FREQ=HOURLY;BYMINUTE=0", method="incremental"),
    ]
    assert worst_loss_s(plans, SINCE) == HOUR


def test_the_night_the_clocks_go_back_lasts_an_hour_longer() -> None:
    assert worst_loss_s([plan(DAILY, "Europe/Berlin")], SINCE) == 25 * HOUR
    assert worst_loss_s([plan("FREQ=HOURLY;INTERVAL=4", "Europe/Berlin")], SINCE) == 5 * HOUR
    assert worst_loss_s([plan("FREQ=HOURLY", "Europe/Berlin")], SINCE) == HOUR


def test_a_time_that_does_not_exist_comes_an_hour_later() -> None:
    found = occurrences(HALF_PAST_TWO, "Europe/Berlin", at(2026, 3, 28), at(2026, 3, 30, 12))
    assert found == [at(2026, 3, 28, 1, 30), at(2026, 3, 29, 1, 30), at(2026, 3, 30, 0, 30)]


def test_a_time_that_exists_twice_comes_once() -> None:
    found = occurrences(HALF_PAST_TWO, "Europe/Berlin", at(2026, 10, 24), at(2026, 10, 26, 12))
    assert found == [at(2026, 10, 24, 0, 30), at(2026, 10, 25, 0, 30), at(2026, 10, 26, 1, 30)]


def test_hourly_runs_in_both_of_two_equal_hours() -> None:
    night = at(2026, 10, 24, 22), at(2026, 10, 25, 3)
    found = occurrences("FREQ=HOURLY;BYMINUTE=0", "Europe/Berlin", *night)
    assert found == [night[0] + timedelta(hours=number) for number in range(6)]


def test_day_31_is_skipped_in_short_months_and_said_to_be() -> None:
    rule = "FREQ=MONTHLY;BYMONTHDAY=31;BYHOUR=1;BYMINUTE=0"
    found = occurrences(rule, "UTC", at(2026, 1, 1), at(2026, 6, 1))
    assert [one.month for one in found] == [1, 3, 5]
    assert pitfalls(rule) == ["skips_short_months"]
    assert pitfalls("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29") == ["skips_years"]
    assert pitfalls("FREQ=MONTHLY;BYMONTHDAY=-1") == pitfalls("FREQ=MONTHLY;BYMONTHDAY=28") == []


def test_intervals_are_counted_from_a_fixed_week() -> None:
    rule = "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU;BYHOUR=2;BYMINUTE=0"
    first = next_after(rule, "UTC", SINCE)
    assert first is not None
    assert next_after(rule, "UTC", first) == first + timedelta(days=14)
    assert last_before(rule, "UTC", first) == first - timedelta(days=14)
    later = occurrences(rule, "UTC", first + timedelta(days=1), first + timedelta(days=60))
    assert later[0] == first + timedelta(days=14)


def test_intervals_and_spacing() -> None:
    monday = at(2026, 11, 23, 2)
    assert interval_s(WORKING, "UTC", monday) == 2 * DAY
    # After the weekend the shorter of the two intervals around tells what comes too often.
    assert spacing_s(WORKING, "UTC", monday + timedelta(hours=1)) == DAY


@pytest.mark.parametrize(
    ("rule", "zone", "code"),
    [
        ("", "UTC", "bad_rule"),
        ("FREQ=DAILY;COUNT=3", "UTC", "bad_rule"),
        ("FREQ=DAILY;UNTIL=20270101T000000Z", "UTC", "bad_rule"),
        ("FREQ=DAILY;BYHOUR=99", "UTC", "bad_rule"),
        ("FREQ=DAILY;FREQ=WEEKLY", "UTC", "bad_rule"),
        ("FREQ=DAILY;INTERVAL=0", "UTC", "bad_rule"),
        ("DTSTART=20260101T000000\nFREQ=DAILY", "UTC", "bad_rule"),
        ("FREQ=SECONDLY", "UTC", "too_often"),
        ("FREQ=MINUTELY;BYSECOND=0,30", "UTC", "too_often"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "UTC", "never"),
        (DAILY, "Mars/Olympus", "bad_zone"),
        (DAILY, "../etc/passwd", "bad_zone"),
    ],
)
def test_what_is_no_schedule_is_refused(rule: str, zone: str, code: str) -> None:
    with pytest.raises(BadSchedule) as refused:
        check_schedule(rule, zone)
    assert refused.value.code == code


FREQUENT = st.builds(
    lambda freq, every, minute: f"FREQ={freq};INTERVAL={every};BYMINUTE={minute}",
    st.sampled_from(["HOURLY"]), st.sampled_from([1, 2, 3, 5, 7]), st.integers(0, 59),
)  # fmt: skip
DAYS = st.builds(
    lambda days, hour, minute: f"FREQ=WEEKLY;BYDAY={','.join(sorted(days))};BYHOUR={hour};BYMINUTE={minute}",  # noqa: E501
    st.sets(st.sampled_from(["MO", "TU", "WE", "TH", "FR", "SA", "SU"]), min_size=1),
    st.integers(0, 23), st.integers(0, 59),
)  # fmt: skip
ZONES = st.sampled_from(["UTC", "Asia/Shanghai", "Europe/Berlin", "America/St_Johns"])
TIMED = st.lists(
    st.tuples(FREQUENT | DAYS, ZONES, st.sampled_from([0, 600, 7200])), min_size=1, max_size=3
)


@settings(max_examples=examples(25), deadline=None)
@given(TIMED)
def test_the_worst_gap_is_that_of_a_walk_minute_by_minute(
    timed: list[tuple[str, str, int]],
) -> None:
    """Brute force: at each minute, the age of the newest backup that has ended."""
    start, end = at(2026, 10, 18), at(2026, 11, 1)
    begun = [
        (one + timedelta(seconds=duration_s), one)
        for rule, zone, duration_s in timed
        for one in occurrences(rule, zone, start, end)
    ]
    ends = sorted(begun)
    worst, newest = 0, None
    for ended, stands_for in ends:
        if newest is None:
            newest = stands_for
        elif stands_for > newest:
            # The minute before it ends, the old one is as old as ever, and a moment older.
            worst = max(worst, int((ended - newest).total_seconds()))
            newest = stands_for
    ages = []
    moment = ends[0][0] if ends else end
    last = max((ended for ended, _one in ends), default=start)
    while moment < last:
        known = max(one for ended, one in ends if ended <= moment)
        ages.append(int((moment - known).total_seconds()))
        moment += timedelta(hours=1)
    found = worst_gap_s(timed, start, end)
    assert (found or 0) == worst
    assert all(age <= (found or 0) for age in ages if found is not None)


@settings(max_examples=examples(25), deadline=None)
@given(DAYS | FREQUENT, ZONES, st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)))
def test_next_and_last_agree_with_the_list(rule: str, zone: str, when: datetime) -> None:
    moment = when.replace(tzinfo=UTC, microsecond=0)
    around = occurrences(rule, zone, moment - timedelta(days=9), moment + timedelta(days=9))
    assert next_after(rule, zone, moment) == min(one for one in around if one > moment)
    assert last_before(rule, zone, moment) == max(one for one in around if one < moment)
