"""`/api/v1/notifications/`: one's own messages, read and acknowledged."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from followup.models import Notification
from tests import factories
from tests.followup.outbox_world import subject, tell

pytestmark = pytest.mark.django_db

ROOT = "/api/v1/notifications/"
LIST_QUERIES = 4


def told(user: User, what: str = "brakes", **fields: object) -> Notification:
    tell(user, what=what, **fields)  # type: ignore[arg-type]
    return Notification.objects.filter(user=user, channel="in_app").latest("pk")


def test_a_message_is_read_in_ones_language_and_zone(alice: User) -> None:
    alice.timezone = "Asia/Shanghai"
    alice.save()
    row = told(
        alice,
        about=subject(exercise=False, grade="I"),
        params={"what": "brakes", "due": {"at": "2026-03-02T12:00:00+00:00"}},
        asks_acknowledgement=True,
    )
    answer = factories.api(alice).get(f"{ROOT}{row.pk}/").json()
    assert {name: answer[name] for name in answer if name not in ("id", "url", "created_at")} == {
        "kind": "trial",
        "marker": "[REAL 真实]",
        "title": "Trial of brakes",
        "text": answer["text"],
        "asks": "Look at brakes",
        "due_at": "2026-03-02T20:00:00+08:00",
        "due_on": None,
        "subject_kind": "trial",
        "subject_code": "road-rescue",
        "subject_title": "Road rescue",
        "grade": "I",
        "exercise": False,
        "roles": ["owner"],
        "path": "/trials/road-rescue/",
        "asks_acknowledgement": True,
        "read_at": None,
        "ack_at": None,
    }


def test_reading_and_acknowledging(alice: User) -> None:
    row = told(alice, asks_acknowledgement=True)
    api = factories.api(alice)
    first = api.post(f"{ROOT}{row.pk}/read/")
    again = api.post(f"{ROOT}{row.pk}/read/")
    assert (first.status_code, first.json()["read_at"]) == (200, again.json()["read_at"])
    done = api.post(f"{ROOT}{row.pk}/acknowledgement/")
    assert (done.status_code, done.json()["ack_at"] is not None) == (200, True)
    assert api.post(f"{ROOT}{row.pk}/acknowledgement/").status_code == 409


def test_what_was_not_asked_is_409(alice: User) -> None:
    row = told(alice)
    assert factories.api(alice).post(f"{ROOT}{row.pk}/acknowledgement/").status_code == 409


def test_other_peoples_messages_are_not_there(alice: User, admin: User) -> None:
    row = told(alice)
    api = factories.api(admin)
    assert api.get(ROOT).json()["count"] == 0
    assert api.get(f"{ROOT}{row.pk}/").status_code == 404
    assert api.post(f"{ROOT}{row.pk}/read/").status_code == 404
    assert api.post(f"{ROOT}{row.pk}/acknowledgement/").status_code == 404
    assert factories.api().get(ROOT).status_code == 401


def test_nobody_writes_messages_by_hand(alice: User) -> None:
    api = factories.api(alice)
    row = told(alice)
    assert api.post(ROOT, {"title": "x"}).status_code == 405
    assert [
        api.patch(f"{ROOT}{row.pk}/", {}).status_code,
        api.delete(f"{ROOT}{row.pk}/").status_code,
    ] == [405, 405]


def test_filters_search_and_strange_numbers(alice: User) -> None:
    first = told(alice, "one")
    told(alice, "two", about=subject("ferry", title="Night ferry"), asks_acknowledgement=True)
    api = factories.api(alice)
    api.post(f"{ROOT}{first.pk}/read/")
    counts = [
        api.get(f"{ROOT}?{query}").json()["count"]
        for query in ("unread=true", "unread=false", "to_acknowledge=true", "search=ferry", "")
    ]
    assert counts == [1, 1, 1, 1, 2]
    assert api.get(f"{ROOT}{'9' * 18}/").status_code == 404
    assert api.get(f"{ROOT}{'9' * 30}/").status_code == 404
    assert api.get(f"{ROOT}x/").status_code == 404


def test_the_list_takes_the_same_queries_for_one_and_for_three(alice: User) -> None:
    api = factories.api(alice)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert api.get(ROOT).status_code == 200
        return len(captured)

    told(alice, "one")
    api.get(ROOT)
    with_one = queries()
    told(alice, "two")
    told(alice, "three")
    assert (with_one, queries()) == (LIST_QUERIES, LIST_QUERIES)
