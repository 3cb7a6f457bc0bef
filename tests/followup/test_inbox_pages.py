"""The bell and the inbox: one's own messages, read, searched and acknowledged (NTF-2, NTF-3)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from followup.models import Notification
from tests import factories
from tests.followup.outbox_world import MIDDAY, allow, channel, subject, tell

pytestmark = pytest.mark.django_db

PAGE_QUERIES = 7


@pytest.fixture
def reader(db: None) -> User:
    factories.organisation(timezone="Asia/Shanghai")
    return factories.user("reader")


@pytest.fixture
def page(reader: User) -> Client:
    return factories.login(reader)


def told(user: User, what: str = "brakes", **fields: Any) -> Notification:
    """One message in the app."""
    tell(user, what=what, **fields)
    return Notification.objects.filter(user=user, channel="in_app").latest("pk")


def text(client: Client, path: str = "/messages/") -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())


def queries(client: Client, path: str = "/messages/") -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def test_ntf_3_a_message_says_what_is_asked_by_when_and_as_what(reader: User, page: Client) -> None:
    told(
        reader,
        about=subject(exercise=True, grade="II"),
        params={"what": "brakes", "due": {"at": "2026-03-02T12:00:00+00:00"}},
    )
    shown = text(page)
    for words in (
        "[DRILL 演练]",
        "Trial of brakes",
        "Grade II · road-rescue · Road rescue",
        "Look at brakes",
        "Told you as owner",
        "2026-03-02 20:00 +08:00",
    ):
        assert words in shown


def test_ntf_3_real_is_marked_by_the_platform(reader: User, page: Client) -> None:
    told(reader, about=subject(exercise=False))
    assert "[REAL 真实]" in text(page)


def test_typed_words_stay_words(reader: User, page: Client) -> None:
    told(
        reader,
        params={"what": "<script>alert(1)</script>", "name": "<b>bold</b>"},
        about=subject(title="<img src=x onerror=alert(1)>"),
    )
    shown = text(page)
    assert [tag for tag in ("<script>alert", "<b>bold", "<img src=x") if tag in shown] == []
    assert "&lt;script&gt;alert(1)" in shown


def test_a_number_too_large_is_no_message(page: Client) -> None:
    assert page.get(f"/messages/{'9' * 30}/").status_code == 404


def test_the_newest_message_stands_first(reader: User, page: Client) -> None:
    told(reader, "first")
    told(reader, "second")
    shown = text(page)
    assert shown.index("Trial of second") < shown.index("Trial of first")


def test_the_bell_counts_what_is_unread(reader: User, page: Client) -> None:
    assert "Messages: none unread" in text(page, "/me/")
    told(reader, "one")
    told(reader, "two")
    assert "Messages: 2 unread" in text(page, "/me/")


def test_the_bell_asks_again_and_is_told_only_what_is_new(reader: User, page: Client) -> None:
    told(reader)
    assert page.get("/messages/bell/?shown=1").status_code == 204
    answer = page.get("/messages/bell/?shown=0")
    assert (answer.status_code, "Messages: 1 unread" in answer.content.decode()) == (200, True)
    assert Client().get("/messages/bell/?shown=0").status_code == 204


def test_the_bell_costs_one_query(reader: User, page: Client) -> None:
    told(reader)
    page.get("/messages/bell/")
    with CaptureQueriesContext(connection) as captured:
        page.get("/messages/bell/?shown=1")
    counts = [one["sql"] for one in captured if "followup_notification" in one["sql"]]
    assert len(counts) == 1


def test_following_a_message_marks_it_read_and_leads_to_its_subject(
    reader: User, page: Client
) -> None:
    row = told(reader)
    answer = page.get(f"/messages/{row.pk}/")
    row.refresh_from_db()
    assert (answer.status_code, answer["Location"]) == (302, "/trials/road-rescue/")
    assert row.read_at is not None


@pytest.mark.parametrize(
    "url",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", ""],
)
def test_a_message_leads_to_own_pages_only(url: str, reader: User, page: Client) -> None:
    row = told(reader, about=subject(url=url))
    assert page.get(f"/messages/{row.pk}/")["Location"] == "/messages/"


def test_other_peoples_messages_are_not_there(reader: User) -> None:
    row = told(reader)
    stranger = factories.login(factories.user("charlie", "administrator"))
    assert "Trial of brakes" not in text(stranger)
    assert stranger.get(f"/messages/{row.pk}/").status_code == 404
    for deed in ("read", "acknowledgement"):
        assert stranger.post(f"/messages/{row.pk}/{deed}/").status_code == 404
    row.refresh_from_db()
    assert (row.read_at, row.ack_at) == (None, None)


def test_one_is_marked_read_then_all(reader: User, page: Client) -> None:
    first, second = told(reader, "one"), told(reader, "two")
    answer = page.post(f"/messages/{first.pk}/read/", {"next": "/messages/?unread=true"})
    assert answer["Location"] == "/messages/?unread=true"
    assert Notification.objects.unread(reader).get() == second
    page.post("/messages/read/", {"next": "https://evil.example/messages/"})
    assert Notification.objects.unread(reader).count() == 0


def test_reading_needs_a_post(page: Client, reader: User) -> None:
    row = told(reader)
    paths = (f"/messages/{row.pk}/read/", f"/messages/{row.pk}/acknowledgement/", "/messages/read/")
    assert [page.get(path).status_code for path in paths] == [405, 405, 405]


def test_unread_can_be_filtered_and_words_searched(reader: User, page: Client) -> None:
    old = told(reader, "one", about=subject("ferry", title="Night ferry"))
    told(reader, "two")
    page.post(f"/messages/{old.pk}/read/")
    assert "Trial of one" not in text(page, "/messages/?unread=true")
    assert "Trial of two" not in text(page, "/messages/?search=ferry")
    assert "Trial of one" in text(page, "/messages/?search=night+ferry")
    # The kind's words are made on the page, and still found.
    assert "Trial of two" in text(page, "/messages/?search=Trial")
    assert "Nothing matches" in text(page, "/messages/?search=unknownword")


def test_ntf_8_a_message_is_acknowledged_in_the_app_once(reader: User, page: Client) -> None:
    row = told(reader, asks_acknowledgement=True)
    assert "To acknowledge" in text(page)
    page.post(f"/messages/{row.pk}/acknowledgement/")
    row.refresh_from_db()
    first = row.ack_at
    assert (first is not None, row.read_at is not None) == (True, True)
    again = page.post(f"/messages/{row.pk}/acknowledgement/", follow=True)
    assert "acknowledged already" in again.content.decode()
    row.refresh_from_db()
    assert row.ack_at == first


def test_what_was_not_asked_cannot_be_acknowledged(reader: User, page: Client) -> None:
    row = told(reader)
    answer = page.post(f"/messages/{row.pk}/acknowledgement/", follow=True)
    assert "You are not asked to acknowledge this message." in answer.content.decode()


def test_the_inbox_takes_the_same_queries_for_one_and_for_three(reader: User, page: Client) -> None:
    told(reader, "one")
    page.get("/messages/")
    with_one = queries(page)
    for number, what in enumerate(("two", "three")):
        told(reader, what, about=subject(f"s-{number}"), asks_acknowledgement=True)
    assert (with_one, queries(page)) == (PAGE_QUERIES, PAGE_QUERIES)


@pytest.mark.slow
def test_ten_thousand_messages_are_paged_at_the_same_cost(reader: User, page: Client) -> None:
    row = told(reader)
    Notification.objects.bulk_create(
        Notification(
            dedup_key=f"many:{number}",
            kind="trial",
            user=reader,
            channel="in_app",
            state="sent",
            not_before=row.not_before,
            created_at=MIDDAY + timedelta(seconds=number),
        )
        for number in range(10_000)
    )
    page.get("/messages/")
    assert queries(page) == PAGE_QUERIES
    assert queries(page, "/messages/?offset=5000") == PAGE_QUERIES
    assert "10001" in text(page).replace(",", "")


def test_the_inbox_speaks_chinese(reader: User, page: Client) -> None:
    reader.language = "zh-hans"
    reader.save()
    told(reader)
    answer = page.get("/messages/")
    assert (answer.status_code, answer["Content-Language"]) == (200, "zh-hans")


def test_a_test_message_arrives_in_the_app_and_on_the_first_channel(
    reader: User, page: Client
) -> None:
    allow("jsons")
    channel("sms", "jsons://gate.example.org/{phone}")
    factories.person("reader", user=reader)
    page.post("/me/notifications/test/")
    page.post("/me/notifications/test/")
    assert sorted(Notification.objects.values_list("kind", "channel")) == [
        ("test", "email"),
        ("test", "email"),
        ("test", "in_app"),
        ("test", "in_app"),
    ]
