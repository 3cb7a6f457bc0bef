"""The organisation's calendar (E40): filled in by year, corrected by hand, counted with."""

from datetime import date

import pytest

from followup.domain.public_calendar import NotPublished, countries, public_days
from followup.models import CalendarDay
from followup.services.calendar_days import (
    Filled,
    change_calendar_day,
    create_calendar_day,
    delete_calendar_day,
    fill_year,
    is_published,
    working_days,
)
from lib.errors import GuardsUnmet, Refused, StaleVersion
from tests.factories import NOON, organisation

pytestmark = pytest.mark.django_db
YEAR = (date(2026, 1, 1), date(2026, 12, 31))


@pytest.fixture
def china(manager):
    return fill_year(country="CN", year=2026, by=manager, at=NOON)


def add(day, working, by, name=""):
    return create_calendar_day(day=day, is_working=working, name=name, by=by, at=NOON)


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2026, 1, 1), False),
        (date(2026, 1, 4), True),  # Sunday, worked for New Year
        (date(2026, 2, 14), True),  # Saturday, worked for Spring Festival
        (date(2026, 2, 16), False),  # Monday
        (date(2026, 2, 23), False),
        (date(2026, 2, 28), True),  # Saturday
        (date(2026, 4, 6), False),
        (date(2026, 5, 9), True),  # Saturday, worked for Labour Day
        (date(2026, 9, 20), True),  # Sunday, worked for National Day
        (date(2026, 10, 1), False),
        (date(2026, 10, 7), False),
        (date(2026, 10, 10), True),  # Saturday
        (date(2026, 11, 21), False),  # an ordinary Saturday
        (date(2026, 11, 23), True),
    ],
)
def test_china_in_2026_is_as_the_state_council_ordered(china, day, working):
    assert working_days(*YEAR).is_working(day) is working


def test_the_chinese_year_has_its_number_of_working_days(china):
    """365 days, 104 weekend days, 6 of them worked; 19 weekdays off."""
    assert working_days(*YEAR).between(date(2025, 12, 31), date(2026, 12, 31)) == 248
    assert china == Filled(written=39, removed=0, kept=[])


@pytest.mark.parametrize(
    ("day", "count", "answer"),
    [
        (date(2026, 2, 13), 2, date(2026, 2, 24)),
        (date(2026, 9, 30), 1, date(2026, 10, 8)),
        (date(2026, 10, 9), 1, date(2026, 10, 10)),
        (date(2026, 9, 30), -1, date(2026, 9, 29)),
        (date(2026, 12, 31), 1, date(2027, 1, 1)),  # not published: only weekdays count
    ],
)
def test_working_days_are_added_over_chinese_holidays(china, day, count, answer):
    assert working_days(*YEAR).add(day, count) == answer


def test_working_days_take_two_questions(china, django_assert_num_queries):
    organisation()
    with django_assert_num_queries(2):
        working_days(*YEAR)


def test_weekdays_are_those_of_the_organisation(db):
    organisation(working_days=[7, 1, 2, 3, 4])
    calendar = working_days(*YEAR)
    assert [calendar.is_working(date(2026, 3, day)) for day in (5, 6, 7, 8)] == [
        True,
        False,
        False,
        True,
    ]


def test_a_year_the_package_does_not_know_is_said_to_be_unpublished(manager):
    with pytest.raises(NotPublished):
        public_days("CN", 2099)
    with pytest.raises(GuardsUnmet) as refusal:
        fill_year(country="CN", year=2099, by=manager, at=NOON)
    assert refusal.value.problems[0].code == "not_published"
    assert "2099" in str(refusal.value.problems[0].message)
    assert not is_published(2099)


def test_without_a_country_nothing_is_filled(manager):
    with pytest.raises(GuardsUnmet) as refusal:
        fill_year(country="", year=2026, by=manager, at=NOON)
    assert refusal.value.problems[0].code == "no_country"
    with pytest.raises(GuardsUnmet) as refusal:
        fill_year(country="QQ", year=2026, by=manager, at=NOON)
    assert refusal.value.problems[0].code == "unknown_country"


def test_another_country_is_reckoned_by_rule(manager):
    fill_year(country="DE", year=2027, by=manager, at=NOON)
    calendar = working_days(date(2027, 1, 1), date(2027, 12, 31))
    assert calendar.add(date(2027, 3, 25), 1) == date(2027, 3, 30)  # over Easter
    assert CalendarDay.objects.get(day=date(2027, 10, 3)).name == "German Unity Day"


def test_weekend_days_worked_elsewhere_count_too():
    assert [one.day for one in public_days("HU", 2026) if one.is_working] == [
        date(2026, 1, 10),
        date(2026, 8, 8),
    ]


def test_every_country_offered_can_be_filled():
    assert {"CN", "DE", "US", "SG", "HK"} <= set(countries())


def test_filling_twice_changes_nothing(china, manager):
    before = list(CalendarDay.objects.values_list("day", "is_working", "name", "version"))
    assert fill_year(country="CN", year=2026, by=manager, at=NOON) == Filled(0, 0, [])
    after = list(CalendarDay.objects.values_list("day", "is_working", "name", "version"))
    assert after == before


def test_what_somebody_decided_survives_the_filling(manager):
    own = add(date(2026, 10, 8), False, manager, "Company day")
    differs = add(date(2026, 10, 1), True, manager, "Emergency duty")
    filled = fill_year(country="CN", year=2026, by=manager, at=NOON)
    own.refresh_from_db()
    differs.refresh_from_db()
    assert (own.is_working, own.name) == (False, "Company day")
    assert (differs.is_working, differs.name) == (True, "Emergency duty")
    assert filled.kept == [date(2026, 10, 1)]


def test_another_country_replaces_the_filling(china, manager):
    filled = fill_year(country="SG", year=2026, by=manager, at=NOON)
    assert filled.removed > 0
    assert set(CalendarDay.objects.values_list("source", flat=True)) == {"holidays"}


def test_a_day_changed_by_hand_is_no_longer_the_fillings(china, manager):
    row = CalendarDay.objects.get(day=date(2026, 10, 7))
    change_calendar_day(row, read_version=1, is_working=True, by=manager, at=NOON)
    assert (row.source, row.version) == ("manual", 2)
    fill_year(country="CN", year=2026, by=manager, at=NOON)
    row.refresh_from_db()
    assert row.is_working is True


def test_a_change_needs_the_version_that_was_read(manager):
    row = add(date(2026, 7, 1), False, manager)
    change_calendar_day(row, read_version=1, name="Plant closed", by=manager, at=NOON)
    with pytest.raises(StaleVersion):
        change_calendar_day(row, read_version=1, name="Open", by=manager, at=NOON)
    with pytest.raises(StaleVersion):
        delete_calendar_day(row, read_version=1, by=manager, at=NOON)
    delete_calendar_day(row, read_version=2, by=manager, at=NOON)
    assert CalendarDay.objects.count() == 0


def test_a_day_stands_once_and_within_reason(manager):
    add(date(2026, 7, 1), False, manager)
    with pytest.raises(Refused) as refusal:
        add(date(2026, 7, 1), True, manager)
    assert refusal.value.problems[0].field == "day"
    with pytest.raises(Refused) as refusal:
        add(date(1066, 10, 14), True, manager)
    assert refusal.value.problems[0].code == "out_of_range"


def test_chinese_holidays_are_named_in_the_readers_language(china):
    from django.utils.translation import override

    row = CalendarDay.objects.get(day=date(2026, 10, 1))
    with override("zh-hans"):
        assert row.shown_name == "国庆节"
    with override("en"):
        assert row.shown_name == "National Day"
