"""What the calendar adds elsewhere: a December reminder, doors that close, personal data."""

from datetime import date

import pytest

from accounts.personal_parts import export_parts
from accounts.services.users import deactivate_user, reactivate_user
from followup.models import CalendarDay, CalendarFeed
from followup.services.calendar_reminder import CalendarReminder
from followup.services.feeds import create_feed, read_feed
from followup.services.personal_feeds import Feeds
from tests.factories import NOON, person, user

pytestmark = pytest.mark.django_db


def reminders(today):
    keeper = person("keeper", user=user("keeper", "administrator"))
    other = person("other", user=user("other", "auditor"))
    found = CalendarReminder().items([keeper, other], today)
    return [(pk == keeper.pk, [one.title for one in items]) for pk, items in found.items()]


@pytest.mark.parametrize(
    ("today", "told"),
    [
        (date(2026, 11, 30), []),
        (date(2026, 12, 1), [(True, ["Fill in the working days of 2027"])]),
        (date(2027, 1, 1), []),
    ],
)
def test_december_reminds_who_keeps_the_calendar(today, told):
    assert reminders(today) == told


def test_a_year_that_is_filled_in_needs_no_reminder():
    CalendarDay.objects.create(day=date(2027, 1, 1), is_working=False)
    assert reminders(date(2026, 12, 1)) == []


def test_a_feed_ends_with_the_login_and_does_not_come_back(admin, alice):
    _feed, token = create_feed(user=alice, scope="personal", by=alice, at=NOON)
    assert read_feed(token, at=NOON) is not None
    deactivate_user(alice, successor=None, by=admin, at=NOON)
    assert read_feed(token, at=NOON) is None
    reactivate_user(alice, by=admin, at=NOON)
    assert read_feed(token, at=NOON) is None
    _feed, another = create_feed(user=alice, scope="personal", by=alice, at=NOON)
    assert read_feed(another, at=NOON) is not None


def test_feeds_are_exported_and_erased_with_the_person(alice, bob):
    one = person("alice", user=alice)
    for owner in (alice, bob):
        create_feed(user=owner, scope="personal", name=owner.username, by=owner, at=NOON)
    (exported,) = export_parts(one)["calendar_feeds"]
    assert (exported["name"], "token_hash" in exported) == ("alice", False)
    Feeds().erase(one)
    assert [feed.name for feed in CalendarFeed.objects.all()] == ["bob"]
    assert Feeds().export(person("nobody")) == []
