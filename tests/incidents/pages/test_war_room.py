"""The war room and its feed: what it costs, what it sends, who sees it (LIV-1)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from incidents.models import Incident
from incidents.room_parts import digest_of
from incidents.services.logbook import log
from tests.incidents import world

pytestmark = pytest.mark.django_db

MOST_QUERIES = 38
# Who asks, and what stands around every page.
FROM = re.compile(r'FROM "(\w+)"')
AROUND = {"accounts_user", "accounts_organisation", "accounts_rolegrant", "followup_notification"}


@pytest.fixture
def carl(client: Client) -> Client:
    client.force_login(world.the("carl"))
    return client


def shown(page: str) -> dict[str, str]:
    """Part → digest, as the page carries them."""
    found = {}
    for piece in page.split('data-part="')[1:]:
        found[piece.split('"')[0]] = piece.split('data-digest="')[1].split('"')[0]
    return found


def header(parts: dict[str, str]) -> dict[str, Any]:
    have = ",".join(f"{name}={digest}" for name, digest in parts.items())
    return {"headers": {"Room-Have": have, "HX-Request": "true"}}


def feed(client: Client, row: Incident, since: object, have: dict[str, str]) -> Any:
    return client.get(f"/incidents/{row.number}/feed/?since={since}", **header(have))


def test_nothing_new_is_204_and_one_query_of_the_incident(carl: Client) -> None:
    row = world.responding()
    address = f"/incidents/{row.number}/feed/?since={row.seq}"
    carl.get(address)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = carl.get(address)
    asked = [one["sql"] for one in queries if "incidents_" in one["sql"]]
    assert (answer.status_code, answer.content, len(asked)) == (204, b"", 1)


def test_every_answer_says_what_time_it_is(carl: Client) -> None:
    row = world.responding()
    nothing = feed(carl, row, row.seq, {})
    news = feed(carl, row, 0, {})
    assert [one["Room-Now"].isdigit() for one in (nothing, news)] == [True, True]
    assert [one["Cache-Control"] for one in (nothing, news)] == ["no-store", "no-store"]


def test_an_entry_sends_only_the_parts_that_changed(carl: Client) -> None:
    row = world.responding()
    before = shown(carl.get(f"/incidents/{row.number}/").content.decode())
    seen = row.seq
    log(row, text="The link is up again", by=world.the("dan"), at=row.assessed_at)
    answer = feed(carl, row, seen, before).content.decode()
    sent = shown(answer)
    assert "timeline" in sent
    assert "contacts" not in sent
    assert "The link is up again" in answer
    row.refresh_from_db()
    assert f'{{"since": "{row.seq}"}}' in answer


def test_the_minute_sends_nothing_that_stayed_the_same(carl: Client) -> None:
    row = world.responding()
    before = shown(carl.get(f"/incidents/{row.number}/").content.decode())
    answer = carl.get(f"/incidents/{row.number}/feed/?since={row.seq}&minute=1", **header(before))
    assert answer.status_code == 200
    assert set(shown(answer.content.decode())) <= {"head", "grade", "clocks", "loss", "timeline"}


def test_tokens_and_keys_in_forms_are_no_news() -> None:
    hidden = '<input type="hidden" name="{}" value="{{}}">'
    form = hidden.format("csrfmiddlewaretoken") + hidden.format("key") + "x"
    assert digest_of(form.format("a", "b")) == digest_of(form.format("c", "d"))
    assert digest_of(form.format("a", "b")) != digest_of(form.replace("x", "y").format("a", "b"))


def test_the_room_takes_the_same_queries_for_one_process_as_for_three(carl: Client) -> None:
    few, many = world.responding(), world.responding(
        systems=[(world.csm(), "full"), (world.stock(), "full"), (world.bi(), "partial")],
        title="All down",
    )  # fmt: skip
    counts = []
    for row in (few, few, many):
        with CaptureQueriesContext(connection) as queries:
            assert carl.get(f"/incidents/{row.number}/").status_code == 200
        tables = [FROM.search(one["sql"]) for one in queries]
        counts.append(sum(one is not None and one[1] not in AROUND for one in tables))
    assert counts[1] == counts[2]
    assert counts[1] <= MOST_QUERIES


def test_the_grade_is_said_in_figures_and_words(carl: Client) -> None:
    row = world.responding("I")
    page = carl.get(f"/incidents/{row.number}/").content.decode()
    assert '<b class="grade-code">I</b><span class="grade-name">Critical</span>' in page


def test_who_only_reads_has_no_button_to_log(client: Client) -> None:
    row = world.responding()
    client.force_login(world.the("charlie"))
    page = client.get(f"/incidents/{row.number}/").content.decode()
    assert 'id="room-log"' not in page


def test_a_restricted_incident_is_not_there_for_others(client: Client) -> None:
    row = world.declared(confidentiality="restricted")
    client.force_login(world.the("otto"))
    pages = [f"/incidents/{row.number}/{noun}" for noun in ("", "feed/", "card/", "declared/")]
    assert [client.get(one).status_code for one in pages] == [404, 404, 404, 404]


def test_the_card_alone_can_be_read_and_ticked_without_script(carl: Client) -> None:
    row = world.responding()
    page = carl.get(f"/incidents/{row.number}/card/").content.decode()
    assert page.count('<form method="post"') + page.count("<form ") > 1
    assert list(shown(page)) == ["card"]


def test_one_big_button_logs_once_whatever_the_signal(client: Client) -> None:
    row = world.responding()
    client.force_login(world.the("dan"))
    address = f"/incidents/{row.number}/log/quick/"
    sent = {"text": "Cable found", "key": "k"}
    answers = [
        client.post(address, sent | extra, headers={"HX-Request": "true"}).status_code
        for extra in ({}, {"at": "2026-03-02T02:20:00Z"})
    ]
    assert answers == [204, 204]
    assert row.timeline.filter(type="note", text="Cable found").count() == 1


def test_without_script_the_button_leads_back_to_the_room(client: Client) -> None:
    row = world.responding()
    client.force_login(world.the("dan"))
    address = f"/incidents/{row.number}/log/quick/"
    assert client.post(address, {"text": "x"})["Location"] == f"/incidents/{row.number}/"
    assert client.post(address, {"text": " "}).status_code == 422
