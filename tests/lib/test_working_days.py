"""Working days as arithmetic on dates (E39, E40): no table, no clock."""

from datetime import date, timedelta

import pytest

from lib.working_days import WorkingDays

# Spring Festival 2026 as the State Council ordered it: nine days off, two weekend days worked.
SPRING = {date(2026, 2, 15) + timedelta(days=number): False for number in range(9)} | {
    date(2026, 2, 14): True,
    date(2026, 2, 28): True,
}
WEEK = WorkingDays()
CHINA = WorkingDays(exceptions=SPRING)


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2026, 2, 13), True),  # Friday
        (date(2026, 2, 14), True),  # Saturday, worked
        (date(2026, 2, 15), False),
        (date(2026, 2, 16), False),  # Monday, off
        (date(2026, 2, 23), False),  # the last day of the festival
        (date(2026, 2, 24), True),
        (date(2026, 2, 28), True),  # Saturday, worked
        (date(2026, 3, 1), False),  # an ordinary Sunday
    ],
)
def test_a_day_may_differ_from_its_weekday(day, working):
    assert CHINA.is_working(day) is working


@pytest.mark.parametrize(
    ("calendar", "day", "count", "answer"),
    [
        (WEEK, date(2026, 3, 6), 1, date(2026, 3, 9)),  # over a weekend
        (WEEK, date(2026, 3, 7), 1, date(2026, 3, 9)),  # from within it
        (WEEK, date(2026, 3, 9), -1, date(2026, 3, 6)),
        (WEEK, date(2026, 3, 8), -1, date(2026, 3, 6)),
        (WEEK, date(2026, 3, 7), 0, date(2026, 3, 9)),
        (WEEK, date(2026, 3, 6), 0, date(2026, 3, 6)),
        (WEEK, date(2026, 1, 30), 1, date(2026, 2, 2)),  # a month's end
        (WEEK, date(2026, 12, 31), 1, date(2027, 1, 1)),  # a year's end
        (WEEK, date(2028, 2, 28), 1, date(2028, 2, 29)),  # the leap day (E39)
        (WEEK, date(2028, 2, 29), 1, date(2028, 3, 1)),
        (WEEK, date(2026, 3, 2), 260, date(2027, 3, 1)),  # a year of weeks
        (CHINA, date(2026, 2, 13), 1, date(2026, 2, 14)),  # the worked Saturday
        (CHINA, date(2026, 2, 13), 2, date(2026, 2, 24)),  # over the festival
        (CHINA, date(2026, 2, 24), -2, date(2026, 2, 13)),
        (CHINA, date(2026, 2, 27), 1, date(2026, 2, 28)),
        (CHINA, date(2026, 2, 27), 2, date(2026, 3, 2)),
    ],
)
def test_adding_counts_worked_days_only(calendar, day, count, answer):
    assert calendar.add(day, count) == answer


@pytest.mark.parametrize(
    ("calendar", "start", "end", "count"),
    [
        (WEEK, date(2026, 3, 6), date(2026, 3, 9), 1),
        (WEEK, date(2026, 3, 9), date(2026, 3, 9), 0),
        (WEEK, date(2026, 3, 9), date(2026, 3, 6), -1),
        (WEEK, date(2026, 3, 7), date(2026, 3, 8), 0),
        (CHINA, date(2026, 2, 13), date(2026, 2, 24), 2),
        (CHINA, date(2026, 2, 24), date(2026, 2, 13), -2),
        (CHINA, date(2026, 2, 1), date(2026, 2, 28), 16),
    ],
)
def test_between_counts_the_days_after_the_first(calendar, start, end, count):
    assert calendar.between(start, end) == count


def test_adding_what_lies_between_arrives():
    start = date(2026, 2, 10)
    for number in range(60):
        end = start + timedelta(days=number)
        if CHINA.is_working(end):
            assert CHINA.add(start, CHINA.between(start, end)) == end


def test_a_long_holiday_is_crossed():
    closed = WorkingDays(
        exceptions={date(2026, 7, 1) + timedelta(days=number): False for number in range(62)}
    )
    assert closed.next_working_day(date(2026, 7, 1)) == date(2026, 9, 1)
    assert closed.add(date(2026, 6, 30), 1) == date(2026, 9, 1)


def test_other_weeks_are_possible():
    gulf = WorkingDays(weekdays=frozenset({7, 1, 2, 3, 4}))
    assert gulf.add(date(2026, 3, 5), 1) == date(2026, 3, 8)  # Thursday to Sunday
    assert WorkingDays(weekdays=frozenset({6})).add(date(2026, 3, 7), 1) == date(2026, 3, 14)


def test_without_a_weekday_nothing_can_be_counted():
    with pytest.raises(ValueError, match="weekday"):
        WorkingDays(weekdays=frozenset())
