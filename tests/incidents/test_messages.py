"""What is approved and sent is what somebody has read (CON-2)."""

from __future__ import annotations

import pytest
import time_machine
from django.urls import reverse

from incidents.services import incidents as verbs
from lib.errors import StaleVersion
from tests.incidents.world import clock, responding, the

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting():
    """Carl has read "Sorry"; meanwhile Dan wrote something else and handed it in again."""
    incident = responding()
    message = verbs.draft(
        incident, audience="media", body_en="Sorry", by=the("dan"), at=clock("10:20")
    )
    verbs.submit_message(message, by=the("dan"), at=clock("10:21"))
    read = message.version
    verbs.change_message(message, body_en="Not our fault", by=the("dan"), at=clock("10:22"))
    verbs.submit_message(message, by=the("dan"), at=clock("10:23"))
    return message, read


@pytest.mark.parametrize(
    ("verb", "more"),
    [("approve_message", {}), ("refuse_message", {"comment": "Softer"})],
)
def test_what_was_changed_meanwhile_is_not_decided_unread(waiting, verb, more):
    message, read = waiting
    with pytest.raises(StaleVersion):
        getattr(verbs, verb)(message, read_version=read, by=the("carl"), at=clock("10:24"), **more)
    message.refresh_from_db()
    assert message.state == "waiting"


def test_neither_is_it_handed_in_nor_sent(waiting):
    message, read = waiting
    verbs.approve_message(message, by=the("carl"), at=clock("10:24"))
    with pytest.raises(StaleVersion):
        verbs.send_message(
            message, channel="press", read_version=read, by=the("carl"), at=clock("10:25")
        )
    verbs.change_message(message, body_en="Sorry again", by=the("dan"), at=clock("10:26"))
    with pytest.raises(StaleVersion):
        verbs.submit_message(message, read_version=read, by=the("dan"), at=clock("10:27"))


def test_the_same_texts_handed_in_again_are_what_was_read(waiting):
    message, _read = waiting
    seen = message.version
    verbs.refuse_message(message, comment="Wait", by=the("carl"), at=clock("10:24"))
    verbs.submit_message(message, by=the("dan"), at=clock("10:25"))
    verbs.approve_message(message, read_version=seen, by=the("carl"), at=clock("10:26"))
    assert message.state == "approved"


def test_the_page_shows_both_texts_and_is_about_the_new_one(waiting, client):
    message, read = waiting
    client.force_login(the("carl"))
    url = reverse("incidents:message_approval", args=[message.incident.number, 1])
    with time_machine.travel(clock("10:24"), tick=False):
        answer = client.post(url, {"version": read})
        page = answer.content.decode()
        assert (answer.status_code, "Not our fault" in page, "Sorry" in page) == (409, True, True)
        assert f'name="version" value="{message.version}"' in page
        assert client.post(url, {"version": message.version}).status_code == 303
    message.refresh_from_db()
    assert message.state == "approved"


def test_the_api_asks_for_the_version_and_answers_with_what_stands(waiting, client):
    message, read = waiting
    client.force_login(the("carl"))
    url = f"/api/v1/incidents/{message.incident.number}/messages/1/approval/"
    with time_machine.travel(clock("10:24"), tick=False):
        unread = client.post(url, {}, "application/json")
        stale = client.post(url, {"version": read}, "application/json")
        done = client.post(url, {"version": message.version}, "application/json")
    assert (unread.status_code, unread.json()["errors"][0]["attr"]) == (400, "version")
    assert (stale.status_code, stale.json()["current"]["body_en"]) == (409, "Not our fault")
    assert (done.status_code, done.json()["state"]) == (200, "approved")
