"""Chat channels on pages and in the API: made, changed, tried; their URLs stay secret (NTF-2)."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from followup.models import Channel
from followup.services.secrets import unseal
from lib.history import event_model
from tests import factories
from tests.followup.outbox_world import allow, channel, person
from tests.servers import http_server

pytestmark = pytest.mark.django_db

KEY = "a1b2c3d4-e5f6-7890-abcd-ef1234567890"
URL = f"wecombot://{KEY}"
VALUES: dict[str, Any] = {
    "code": "crisis",
    "name": "Crisis group",
    "secret_url": URL,
    "language": "",
    "group_kinds": ["clock.*"],
    "per_minute": 1,
    "is_active": "on",
}
BODY = {"code": "crisis", "name": "Crisis group", "secret_url": URL}


def made(admin: User, **values: Any) -> Channel:
    answer = factories.login(admin).post("/channels/new/", VALUES | values)
    assert answer.status_code == 302, answer.content.decode()
    return Channel.objects.get()


def test_a_channel_is_kept_encrypted_and_shown_by_its_service(admin: User) -> None:
    row = made(admin)
    assert (row.shown_url, row.is_personal, row.group_kinds) == ("wecombot://…", False, ["clock.*"])
    assert (unseal(row.secret_url), KEY in row.secret_url) == (URL, False)


def test_the_list_says_in_words_what_a_group_gets(auditor: User, admin: User) -> None:
    made(admin)
    page = factories.login(auditor).get("/channels/").content.decode()
    assert "a group · Reminders and missed deadlines" in page


def test_the_secret_is_in_no_page_no_answer_and_no_history(admin: User, auditor: User) -> None:
    row = made(admin)
    stored = row.secret_url
    pages = [
        factories.login(one).get(path).content.decode()
        for one in (admin, auditor)
        for path in ("/channels/", "/settings/notifications/", "/audit/")
    ]
    pages.append(factories.login(admin).get("/channels/crisis/edit/").content.decode())
    pages.append(str(factories.api(admin).get("/api/v1/channels/crisis/").json()))
    pages.append(str(factories.api(auditor).get("/api/v1/channels/").json()))
    assert [page for page in pages if KEY in page or stored in page] == []
    columns = {field.column for field in event_model(Channel)._meta.concrete_fields}
    assert "secret_url" not in columns
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM followup_channelevent e WHERE to_jsonb(e)::text LIKE %s",
            [f"%{KEY}%"],
        )
        assert cursor.fetchone() == (0,)


def test_a_refused_form_does_not_bring_the_secret_back(admin: User) -> None:
    page = factories.login(admin).post("/channels/new/", VALUES | {"name": ""}).content.decode()
    assert ("This field is required." in page, KEY in page) == (True, False)
    assert not Channel.objects.exists()


def test_an_empty_url_keeps_the_stored_one(admin: User) -> None:
    row = made(admin)
    changes = VALUES | {"secret_url": "", "name": "Crisis team", "version": row.version}
    factories.login(admin).post("/channels/crisis/edit/", changes)
    row.refresh_from_db()
    assert (row.name, unseal(row.secret_url), row.version) == ("Crisis team", URL, 2)


def test_a_place_for_the_person_makes_it_personal(admin: User) -> None:
    allow("jsons", allowed_hosts=["gate.example.org"])
    row = made(admin, secret_url="jsons://gate.example.org/sms/{phone}", group_kinds=[])
    assert (row.is_personal, row.shown_url) == (True, "jsons://gate.example.org/…")


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("mailto://user:secret@example.org", "mailto:// is not among the chat services allowed"),
        ("jsons://chat.example.org/x", "jsons:// is not among the chat services allowed"),
        ("json://169.254.169.254/latest", "Its host is not among the hosts allowed"),
        ("json://127.0.0.1:6379/", "Its host is not among the hosts allowed"),
        ("json://0x7f000001/", "Its host is not among the hosts allowed"),
        ("json://[::1]/", "Its host is not among the hosts allowed"),
        ("json://other.example.net/", "Its host is not among the hosts allowed"),
        ("wecombot://", "This is no complete URL of WeCom robot."),
        ("wecombot://{password}", "Only {phone}, {email} and {username}"),
        ("wecombot:// key", "without blanks"),
        ("no url at all", "Write the service"),
    ],
)
def test_ntf_2_a_forbidden_service_or_host_is_refused_at_the_field(
    admin: User, url: str, words: str
) -> None:
    allow("json", "wecombot", allowed_hosts=["chat.example.org"])
    page = factories.login(admin).post("/channels/new/", VALUES | {"secret_url": url})
    assert page.status_code == 200
    assert words in page.content.decode()
    answer = factories.api(admin).post("/api/v1/channels/", BODY | {"secret_url": url})
    assert (answer.status_code, answer.json()["errors"][0]["attr"]) == (400, "secret_url")
    assert not Channel.objects.exists()


def test_the_platforms_own_codes_are_taken(admin: User) -> None:
    answer = factories.api(admin).post("/api/v1/channels/", BODY | {"code": "email"})
    assert (answer.status_code, answer.json()["errors"][0]["attr"]) == (400, "code")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("per_minute", 0),
        ("per_hour", 100_000),
        ("group_kinds", ["nothing.like.this"]),
        ("language", "xx"),
        ("typo", 1),
    ],
)
def test_impossible_values_are_refused(admin: User, field: str, value: Any) -> None:
    answer = factories.api(admin).post("/api/v1/channels/", BODY | {field: value})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["attr"].split(".")[0] == field


def test_the_api_writes_the_secret_and_never_reads_it(admin: User) -> None:
    api = factories.api(admin)
    answer = api.post("/api/v1/channels/", BODY | {"group_kinds": ["clock.*"]})
    assert (answer.status_code, "secret_url" in answer.json()) == (201, False)
    assert answer.json()["shown_url"] == "wecombot://…"
    changed = api.patch(
        "/api/v1/channels/crisis/",
        {"secret_url": "wecombot://another-key-of-the-robot", "code": "other", "version": 1},
    )
    assert (changed.status_code, changed.json()["code"], changed.json()["version"]) == (
        200,
        "crisis",
        2,
    )
    assert unseal(Channel.objects.get().secret_url) == "wecombot://another-key-of-the-robot"
    stale = api.patch("/api/v1/channels/crisis/", {"name": "Late", "version": 1})
    assert stale.status_code == 409
    assert api.delete("/api/v1/channels/crisis/").status_code == 405


@pytest.mark.parametrize(
    ("role", "listed", "read", "write"),
    [
        ("administrator", 1, 200, 200),
        ("continuity_manager", 1, 200, 403),
        ("auditor", 1, 200, 403),
        ("process_owner", 0, 404, 404),
        ("service_account", 0, 404, 404),
    ],
)
def test_who_may_see_and_change_through_the_api(
    admin: User, role: str, listed: int, read: int, write: int
) -> None:
    made(admin)
    api = factories.api(factories.user("visitor", role))
    assert api.get("/api/v1/channels/").json()["count"] == listed
    assert api.get("/api/v1/channels/crisis/").status_code == read
    body = {"name": "New name", "version": 1}
    assert api.patch("/api/v1/channels/crisis/", body).status_code == write
    created = api.post("/api/v1/channels/", BODY | {"code": "second"}).status_code
    assert created == (201 if role == "administrator" else 403)


@pytest.mark.parametrize(
    ("role", "seen", "changed"),
    [("continuity_manager", 200, 403), ("auditor", 200, 403), ("process_owner", 403, 404)],
)
def test_who_may_see_and_change_on_pages(admin: User, role: str, seen: int, changed: int) -> None:
    made(admin)
    client = factories.login(factories.user("visitor", role))
    assert client.get("/channels/").status_code == seen
    assert client.get("/channels/crisis/edit/").status_code == changed
    assert client.post("/channels/crisis/activity/").status_code == changed
    assert client.post("/channels/crisis/test/").status_code == changed
    assert client.get("/channels/new/").status_code == 403


def test_a_channel_is_switched_off_and_on(admin: User) -> None:
    made(admin)
    client = factories.login(admin)
    client.post("/channels/crisis/activity/")
    assert Channel.objects.get().is_active is False
    page = client.post("/channels/crisis/test/", follow=True).content.decode()
    assert "The channel is switched off." in page
    client.post("/channels/crisis/activity/")
    assert Channel.objects.get().is_active is True


def test_the_test_button_sends_for_real(admin: User) -> None:
    allow("json", internal=("127.0.0.1",))
    with http_server() as server:
        made(admin, secret_url=f"json://127.0.0.1:{server.port}/room/secret-path-part")
        page = factories.login(admin).post("/channels/crisis/test/", follow=True)
        (received,) = server.wait_for(1)
    assert "Crisis group took the test message." in page.content.decode()
    assert "Admin tried it out on" in received.json["message"]


def test_a_failing_test_says_why_without_the_url(admin: User) -> None:
    allow("json", internal=("127.0.0.1",))
    with http_server(answer=500) as server:
        made(admin, secret_url=f"json://127.0.0.1:{server.port}/room/secret-path-part")
        page = factories.login(admin).post("/channels/crisis/test/", follow=True)
    assert "Crisis group: " in page.content.decode()
    assert "secret-path-part" not in page.content.decode()


def test_what_is_no_longer_allowed_is_not_called(admin: User) -> None:
    allow("json", internal=("127.0.0.1",))
    with http_server() as server:
        made(admin, secret_url=f"json://127.0.0.1:{server.port}/room")
        allow("json")
        page = factories.login(admin).post("/channels/crisis/test/", follow=True)
        assert server.received == []
    assert "not public" in page.content.decode()


def test_a_personal_channel_needs_ones_own_number(admin: User) -> None:
    allow("json", internal=("127.0.0.1",))
    made(admin, secret_url="json://127.0.0.1:1/{phone}", group_kinds=[])
    page = factories.login(admin).post("/channels/crisis/test/", follow=True).content.decode()
    assert "Your own entry among the people has nothing for: phone" in page


@pytest.mark.parametrize(
    ("path", "number"),
    [
        ("/channels/", 7),
        ("/settings/notifications/", 7),
        ("/me/notifications/", 15),
        ("/people/admin/", 67),
        ("/api/v1/channels/", 5),
    ],
)
def test_pages_take_the_same_queries_for_one_channel_and_for_three(
    admin: User, path: str, number: int
) -> None:
    person("admin", user=admin)
    allow("jsons", allowed_hosts=["gate.example.org"])
    client: Any = factories.api(admin) if path.startswith("/api/") else factories.login(admin)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        return len(captured)

    channel("one", "jsons://gate.example.org/{phone}")
    client.get(path)
    with_one = queries()
    channel("two", "jsons://gate.example.org/{phone}")
    channel("three", "jsons://gate.example.org/room")
    assert (with_one, queries()) == (number, number)


def test_who_was_slower_does_not_pass_the_secret_on(admin: User) -> None:
    made(admin)
    client = factories.login(admin)
    client.post("/channels/crisis/edit/", VALUES | {"secret_url": "", "name": "A", "version": 1})
    other = "wecombot://key-typed-by-the-slower-one"
    answer = client.post(
        "/channels/crisis/edit/", VALUES | {"secret_url": other, "name": "B", "version": 1}
    )
    assert (answer.status_code, other in answer.content.decode()) == (409, False)
