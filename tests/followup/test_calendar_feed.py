"""Calendar feeds: secret addresses that calendar programs read without a login."""

import gzip
import hashlib
from datetime import UTC, date, datetime, timedelta

import icalendar
import pytest
from django.test import Client
from django.utils.translation import get_language

from accounts.access import forget_access
from accounts.models import RoleGrant
from followup import registry
from followup.models import CalendarFeed, FeedScope
from followup.registry import Entry
from followup.services.feeds import (
    AHEAD,
    BACK,
    TooManyReads,
    create_feed,
    read_feed,
    revoke_feed,
)
from lib.errors import GuardsUnmet, Refused
from lib.history import event_model
from tests.factories import NOON, api, login, organisation, user

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/calendar-feeds/"


class Source:
    label = "Things"

    def __init__(self):
        self.given, self.asked = [], []

    def entries(self, user, *, since, until, personal):
        self.asked.append((user.username, since, until, personal, get_language()))
        return list(self.given)


@pytest.fixture
def source(monkeypatch):
    one = Source()
    one.given = [entry()]
    monkeypatch.setattr(registry, "_calendars", {"thing": one})
    return one


def entry(uid="thing-1", title="演练: 切换; 回退, 😀", **fields):
    given = {"uid": uid, "title": title, "url": "/things/1/", "changed_at": NOON}
    if "starts_at" not in fields:
        given["day"] = date(2026, 3, 2)
    return Entry(**given | fields)


def feed(owner, scope="personal", **fields):
    made, token = create_feed(user=owner, scope=scope, by=owner, at=NOON, **fields)
    return made, token


def read(token, client=None, **headers):
    return (client or Client()).get(f"/calendar/{token}.ics", headers=headers)


def test_only_the_hash_of_the_address_is_kept(alice):
    made, token = feed(alice)
    assert made.token_hash == hashlib.sha256(token.encode()).hexdigest()
    assert len(token) == 43
    assert token not in str(CalendarFeed.objects.values())


def test_a_feed_is_read_without_a_login(alice, source):
    _made, token = feed(alice, name="Alice’s dates")
    answer = read(token)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Cache-Control"] == "private, no-cache"
    assert answer.cookies == {}
    found = icalendar.Calendar.from_ical(answer.content)
    assert str(found["X-WR-CALNAME"]) == "Alice’s dates"
    assert str(found["METHOD"]) == "PUBLISH"
    (event,) = found.walk("VEVENT")
    assert str(event["SUMMARY"]) == "演练: 切换; 回退, 😀"
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (date(2026, 3, 2), date(2026, 3, 3))


@pytest.mark.parametrize("accept", ["text/html", "application/json", "image/png", "*/*", ""])
def test_accept_does_not_matter(alice, source, accept):
    _made, token = feed(alice)
    assert read(token, accept=accept).status_code == 200


def test_head_is_answered(alice, source):
    _made, token = feed(alice)
    answer = Client().head(f"/calendar/{token}.ics")
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer["ETag"]
    assert Client().post(f"/calendar/{token}.ics").status_code == 405


def test_an_unknown_or_revoked_address_is_not_found_in_plain_text(alice, source):
    made, token = feed(alice)
    revoke_feed(made, by=alice, at=NOON)
    for one in (token, "x", "x" * 5000, "%00", "../feeds"):
        answer = read(one)
        assert answer.status_code == 404
    answer = read(token)
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.content == b"Not found.\n"
    assert answer.cookies == {}


def test_who_is_deactivated_has_no_feed(alice, source):
    _made, token = feed(alice)
    alice.is_active = False
    alice.save()
    assert read(token).status_code == 404


def test_a_personal_feed_asks_for_ones_own_dates(alice, source):
    organisation(timezone="Asia/Shanghai", language="zh-hans")
    alice.language, alice.timezone = "", "Pacific/Auckland"
    alice.save()
    _made, token = feed(alice)
    at = datetime(2026, 3, 1, 23, 0, tzinfo=UTC)  # 2 March in Auckland
    reading = read_feed(token, at=at)
    assert source.asked == [
        ("alice", date(2026, 3, 2) - BACK, date(2026, 3, 2) + AHEAD, True, "zh-hans")
    ]
    assert reading.language == "zh-hans"
    assert b"TZID:Pacific/Auckland\r\n" in reading.body


def test_an_hour_is_written_in_the_readers_zone(alice, source):
    alice.timezone = "Europe/Berlin"
    alice.save()
    source.given = [
        entry(
            starts_at=datetime(2026, 7, 1, 7, 0, tzinfo=UTC),
            ends_at=datetime(2026, 7, 1, 8, 0, tzinfo=UTC),
        )
    ]
    _made, token = feed(alice)
    body = read_feed(token, at=NOON).body
    assert b"DTSTART;TZID=Europe/Berlin:20260701T090000\r\n" in body
    assert b"DTEND;TZID=Europe/Berlin:20260701T100000\r\n" in body


def test_the_organisations_dates_are_for_who_sees_all(alice, manager, auditor, source):
    with pytest.raises(Refused) as refusal:
        feed(alice, FeedScope.ORGANISATION)
    assert refusal.value.problems[0].field == "scope"
    for one in (manager, auditor):
        _made, token = feed(one, FeedScope.ORGANISATION)
        assert read(token).status_code == 200
    assert [personal for _name, _since, _until, personal, _lang in source.asked] == [False, False]


def test_who_no_longer_sees_all_loses_the_organisations_feed(manager, source):
    _made, token = feed(manager, FeedScope.ORGANISATION)
    assert read(token).status_code == 200
    RoleGrant.objects.filter(user=manager).update(role="process_owner")
    forget_access(manager)
    assert read(token).status_code == 404


def test_an_unchanged_calendar_is_not_sent_again(alice, source):
    _made, token = feed(alice)
    first = read(token)
    again = read(token, if_none_match=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]
    assert read(token, if_modified_since=first["Last-Modified"]).status_code == 304
    source.given = [entry(title="Moved", changed_at=NOON + timedelta(hours=1))]
    assert read(token, if_none_match=first["ETag"]).status_code == 200
    assert read(token)["ETag"] != first["ETag"]


def test_a_date_that_is_gone_changes_last_modified_too(alice, source):
    source.given = [entry(), entry(uid="thing-2")]
    _made, token = feed(alice)
    at = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
    first = read_feed(token, at=at)
    same = read_feed(token, at=at + timedelta(hours=1))
    source.given = [entry()]
    less = read_feed(token, at=at + timedelta(hours=1))
    source.given = [entry(), entry(uid="thing-2")]
    back = read_feed(token, at=at + timedelta(hours=1))
    assert same.changed_at == first.changed_at
    assert less.changed_at > first.changed_at
    assert back.changed_at > less.changed_at
    assert back.etag == first.etag


def test_the_content_is_the_same_from_day_to_day(alice, source):
    _made, token = feed(alice)
    bodies = {read_feed(token, at=NOON + timedelta(days=number)).body for number in range(5)}
    assert len(bodies) == 1


def test_gzip_is_taken(alice, source):
    source.given = [entry(uid=f"thing-{number}") for number in range(50)]
    _made, token = feed(alice)
    answer = read(token, accept_encoding="gzip")
    assert answer["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.content).startswith(b"BEGIN:VCALENDAR\r\n")
    again = read(token, accept_encoding="gzip", if_none_match=answer["ETag"])
    assert again.status_code == 304


def test_reading_is_noted_at_most_every_five_minutes(alice, source):
    made, token = feed(alice)
    events = event_model(CalendarFeed).objects.count()
    times = []
    for minutes in (0, 1, 4, 5, 6):
        read_feed(token, at=NOON + timedelta(minutes=minutes))
        made.refresh_from_db()
        times.append((made.last_read_at - NOON) // timedelta(minutes=1))
    assert times == [0, 0, 0, 5, 5]
    # Reading is no history: the trail would otherwise hold the secret address.
    assert event_model(CalendarFeed).objects.count() == events


def test_reading_takes_a_constant_number_of_questions(alice, source, django_assert_num_queries):
    _made, token = feed(alice)
    read_feed(token, at=NOON)
    source.given = [entry(uid=f"thing-{number}") for number in range(3000)]
    with django_assert_num_queries(2):
        read_feed(token, at=NOON)


def test_a_program_gone_wild_is_told_to_wait(alice, source):
    _made, token = feed(alice)
    for _number in range(60):
        read_feed(token, at=NOON)
    with pytest.raises(TooManyReads):
        read_feed(token, at=NOON)
    assert read_feed(token, at=NOON + timedelta(minutes=1)) is not None
    answers = {read(token).status_code for _number in range(122)}
    assert answers == {200, 429}


def test_a_done_date_is_marked(alice, source):
    source.given = [entry(title="Pump", is_done=True, description="Spare")]
    _made, token = feed(alice)
    (event,) = icalendar.Calendar.from_ical(read(token).content).walk("VEVENT")
    assert str(event["SUMMARY"]) == "✓ Pump"
    assert str(event["DESCRIPTION"]).splitlines()[0] == "Spare"


def test_an_address_of_another_place_is_not_linked(alice, source):
    source.given = [entry(url="https://evil.example/")]
    _made, token = feed(alice)
    assert b"evil.example" not in read(token).content


def test_there_are_at_most_twenty(alice):
    for _number in range(20):
        made, _token = feed(alice)
    with pytest.raises(GuardsUnmet):
        feed(alice)
    revoke_feed(made, by=alice, at=NOON)
    feed(alice)


# --- pages ----------------------------------------------------------------------------


def test_the_address_is_shown_once(alice, source, settings):
    settings.PUBLIC_URL = "https://bcm.example.org"
    client = login(alice)
    page = client.post("/calendar/feeds/", {"scope": "personal", "name": "Mine"}, follow=True)
    address = page.context["shown"]["secret"]
    assert address.startswith("https://bcm.example.org/calendar/")
    assert address in page.content.decode()
    assert page["Cache-Control"] == "no-store"
    assert address not in client.get("/calendar/").content.decode()
    assert Client().get(address.removeprefix("https://bcm.example.org")).status_code == 200


def test_one_revokes_ones_own_and_no_others(alice, bob, source):
    made, token = feed(alice)
    assert login(bob).post(f"/calendar/feeds/{made.pk}/revoke/").status_code == 404
    assert read(token).status_code == 200
    assert login(alice).post(f"/calendar/feeds/{made.pk}/revoke/").status_code == 302
    assert read(token).status_code == 404


def test_an_owner_is_not_offered_the_organisations_dates(alice, source):
    client = login(alice)
    assert "All I may see" in client.get("/calendar/").content.decode()
    client.post("/calendar/feeds/", {"scope": "organisation"})
    assert CalendarFeed.objects.count() == 0


# --- API ------------------------------------------------------------------------------


def test_the_api_makes_lists_and_revokes_ones_own(alice, bob, source, settings):
    settings.PUBLIC_URL = "https://bcm.example.org"
    client = api(alice)
    made = client.post(ROOT, {"scope": "personal", "name": "Mine"})
    assert made.status_code == 201
    address = made.json()["address"]
    assert address.startswith("https://bcm.example.org/calendar/")
    (listed,) = client.get(ROOT).json()["results"]
    assert "address" not in listed
    assert (listed["scope"], listed["name"]) == ("personal", "Mine")
    url = f"{ROOT}{listed['id']}/"
    assert api(bob).get(ROOT).json()["count"] == 0
    assert api(bob).delete(url).status_code == 404
    assert client.patch(url, {"name": "x"}).status_code == 405
    assert client.delete(url).status_code == 204
    assert client.get(ROOT).json()["count"] == 0
    assert client.get(url).status_code == 404
    assert Client().get(address.removeprefix("https://bcm.example.org")).status_code == 404


def test_the_api_refuses_what_cannot_be(alice, manager):
    assert api().get(ROOT).status_code == 401
    refused = api(alice).post(ROOT, {"scope": "organisation"})
    assert (refused.status_code, refused.json()["errors"][0]["attr"]) == (400, "scope")
    assert api(alice).post(ROOT, {"scope": "everything"}).status_code == 400
    assert api(alice).post(ROOT, {}).status_code == 400
    assert api(manager).post(ROOT, {"scope": "organisation"}).status_code == 201


def test_a_service_account_may_have_a_feed(source):
    robot = user("robot", "service_account", is_service=True)
    _made, token = feed(robot, FeedScope.ORGANISATION)
    assert read(token).status_code == 200
