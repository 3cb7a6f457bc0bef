"""What a browser or a program may send to incidents without ever getting a 500, and what nobody
learns who does not see an incident."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from incidents.models import Incident
from incidents.services import incidents as verbs
from tests import factories
from tests.incidents import world
from tests.incidents.world import clock, the

pytestmark = pytest.mark.django_db

API = "/api/v1/incidents/"


@pytest.fixture
def carl(db: None) -> APIClient:
    world.people()
    return factories.api(the("carl"))


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("%00/feed/", 404),
        ("{number}/timeline/?search=a%00b", 200),
        ("templates/%00/edit/", 404),
        ("{number}/review/plans/%00/", 404),
    ],
    ids=["feed", "search", "template", "verdict"],
)
def test_a_nul_in_the_address(client: Client, path: str, status: int) -> None:
    row = world.declared()
    client.force_login(the("mia"))
    assert client.get(f"/incidents/{path.format(number=row.number)}").status_code == status


@pytest.mark.parametrize("query", ["until=9999-12-31", "since=9999-12-31", "until=0001-01-01"])
def test_metrics_of_a_period_that_cannot_be(client: Client, query: str) -> None:
    client.force_login(the("mia"))
    assert client.get(f"/incidents/metrics/?{query}").status_code == 200
    answer = factories.api(the("mia")).get(f"/api/v1/incident-metrics/?{query}")
    assert answer.status_code == (400 if "0001" in query else 200)


def test_half_a_character_with_a_key_is_refused(carl: APIClient) -> None:
    body = b'{"title": "\\ud800", "systems": []}'
    headers = {"Idempotency-Key": "half"}
    answer = carl.post(API, body, content_type="application/json", headers=headers)
    assert answer.status_code == 400


@pytest.mark.parametrize("text", ["a\\u0000b", "\\ud800"], ids=["nul", "half"])
def test_a_score_with_what_no_database_keeps_is_refused(carl: APIClient, text: str) -> None:
    row = world.reviewing()
    version = carl.get(f"{API}{row.number}/review/").json()["version"]
    body = f'{{"version": {version}, "scores": {{"response": {{"score": 3, "text": "{text}"}}}}}}'
    answer = carl.patch(
        f"{API}{row.number}/review/", body.encode(), content_type="application/json"
    )
    assert answer.status_code == 400


@pytest.mark.parametrize("field", ["systems", "category", "recurrence_of"])
def test_half_a_character_is_never_given_back(carl: APIClient, field: str) -> None:
    value = '["\\ud800"]' if field == "systems" else '"\\ud800"'
    body = f'{{"title": "x", "systems": [], "{field}": {value}}}'.encode()
    assert carl.post(API, body, content_type="application/json").status_code == 400


def test_a_promise_that_no_zone_can_show_is_refused(carl: APIClient) -> None:
    row = world.responding()
    with time_machine.travel(clock("10:20"), tick=False):
        for at, status in (("9999-12-31T15:00:00Z", 400), ("2026-03-03T02:00:00Z", 200)):
            row.refresh_from_db()
            body = {"version": row.version, "expected_recovery_at": at}
            answer = carl.patch(f"{API}{row.number}/", body, format="json")
            assert answer.status_code == status
    row.refresh_from_db()
    assert row.expected_recovery_at == clock("10:00", day=3)


@pytest.mark.parametrize("body", [b"[]", b"0", b"[1]"])
def test_a_body_that_is_no_object_does_nothing(carl: APIClient, body: bytes) -> None:
    row = world.declared()
    address = f"{API}{row.number}/acknowledgement/"
    answer = carl.post(address, body, content_type="application/json")
    row.refresh_from_db()
    assert (answer.status_code, row.acknowledged_at) == (400, None)


def test_a_list_of_entries_reads_no_files(carl: APIClient) -> None:
    row = world.declared()
    file = SimpleUploadedFile("a.txt", b"some words")
    sent = carl.post(f"{API}{row.number}/events/", {"attachments": file}, format="multipart")
    assert sent.status_code == 201
    for part in ("events", "feed"):
        with CaptureQueriesContext(connection) as queries:
            assert carl.get(f"{API}{row.number}/{part}/").status_code == 200
        asked = " ".join(one["sql"] for one in queries)
        assert '"incidents_attachment"."name"' in asked
        assert '"incidents_attachment"."content",' not in asked


def test_a_double_tap_on_what_came_back_declares_one(client: Client) -> None:
    row = world.closed()
    client.force_login(the("carl"))
    address = f"/incidents/{row.number}/recurrence/"
    assert b'name="key"' in client.get(address).content
    answers = [client.post(address, {"title": "Down again", "key": "k"}) for _again in range(2)]
    assert [one.status_code for one in answers] == [303, 303]
    assert Incident.objects.filter(recurrence_of=row).count() == 1


def linked_to_a_secret() -> Incident:
    """A part of a restricted whole."""
    whole = world.declared(title="The secret whole", confidentiality="restricted")
    part = world.declared(title="A part", systems=[(world.csm(), "full")])
    verbs.attach_to_parent([part], parent=whole, by=the("mia"), at=clock("10:06"))
    return part


def test_nobody_learns_the_title_of_what_they_do_not_see(client: Client) -> None:
    part = linked_to_a_secret()
    for name, title, status in (("otto", False, 403), ("mia", True, 200)):
        client.force_login(the(name))
        page = client.get(f"/incidents/{part.number}/").content.decode()
        assert ("The secret whole" in page) is title
        answer = client.get(f"/incidents/{part.number}/parent/end/")
        assert answer.status_code == status
        assert ("The secret whole" in answer.content.decode()) is title


def test_only_who_may_merge_opens_the_way_back(client: Client) -> None:
    target = world.declared()
    source = world.declared(title="Second", systems=[(world.csm(), "full")])
    verbs.merge([source], into=target, reason="One fault", by=the("mia"), at=clock("10:06"))
    with time_machine.travel(clock("10:20"), tick=False):
        for name, status in (("charlie", 403), ("mia", 200)):
            client.force_login(the(name))
            assert client.get(f"/incidents/{source.number}/unmerge/").status_code == status


@pytest.mark.parametrize("path", ["contacts/", "roles/"])
def test_pages_that_are_only_read_take_no_post(client: Client, path: str) -> None:
    row = world.declared()
    client.force_login(the("carl"))
    assert client.post(f"/incidents/{row.number}/{path}").status_code == 405


def test_the_list_says_what_time_it_is(client: Client) -> None:
    world.declared()
    client.force_login(the("carl"))
    news: Any = client.get("/incidents/?since=", headers={"HX-Request": "true"})
    since = news.content.decode().partition('"since": "')[2].partition('"')[0]
    same = client.get(f"/incidents/?since={since}", headers={"HX-Request": "true"})
    assert [one.status_code for one in (news, same)] == [200, 204]
    assert [one["Room-Now"].isdigit() for one in (news, same)] == [True, True]


def test_since_when_somebody_has_a_role_is_told_with_day_and_offset(client: Client) -> None:
    row = world.responding()
    client.force_login(the("carl"))
    assert (
        "2026-03-02 10:05 +08:00" in client.get(f"/incidents/{row.number}/roles/").content.decode()
    )


@pytest.mark.parametrize(("path", "name"), [("merger/", "sources"), ("children/", "children")])
def test_a_nul_among_the_numbers(client: Client, path: str, name: str) -> None:
    row = world.declared()
    client.force_login(the("mia"))
    sent = {name: ["a\0b"], "reason": "One fault"}
    assert client.post(f"/incidents/{row.number}/{path}", sent).status_code == 422


def test_a_nul_among_the_systems(client: Client) -> None:
    client.force_login(the("rita"))
    sent = {"title": "Down", "systems": ["a\0b"]}
    assert client.post("/incidents/declare/", sent).status_code == 422


def test_a_review_tells_nobody_what_is_for_the_command(carl: APIClient) -> None:
    row = world.reviewing()
    for visibility in ("all", "restricted"):
        entry = verbs.log(
            row, text=f"for {visibility}", visibility=visibility, by=the("carl"), at=clock("11:45")
        )
        verbs.pin(entry, by=the("carl"), at=clock("11:46"))
    verbs.change_review(
        row, read_version=None, summary="It stopped.", symptom="No orders.", root_cause="A disk.",
        treatment="Files removed.", card_helped=True, by=the("carl"), at=clock("12:00"),
    )  # fmt: skip
    verbs.submit_review(row, by=the("carl"), at=clock("12:30"))
    told = {
        name: factories.api(the(name)).get(f"{API}{row.number}/review/").json()["facts"]
        for name in ("charlie", "mia")
    }
    texts = {
        name: [one["text"] for one in facts["timeline"]["entries"] if one["type"] == "note"]
        for name, facts in told.items()
    }
    assert texts == {"charlie": ["for all"], "mia": ["for all", "for restricted"]}
    assert (told["charlie"]["timeline"]["kept_back"], "kept_back" in told["mia"]["timeline"]) == (
        1, False,
    )  # fmt: skip


@pytest.mark.parametrize(
    "title", ["2026-03-02T10:00:00", "9999-12-31T23:59:59Z", "2026-99-99T10:00"]
)
def test_a_title_that_looks_like_an_instant_stays_a_title(client: Client, title: str) -> None:
    row = world.declared()
    verbs.change_details(row, title=title, by=the("carl"), at=clock("10:06"))
    client.force_login(the("carl"))
    page = client.get(f"/incidents/{row.number}/").content.decode()
    assert f"title: Rescue dispatch down → {title}" in page
