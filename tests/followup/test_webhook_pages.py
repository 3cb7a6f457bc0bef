"""Pages of webhooks: the secret seen once, the log, and who may do what."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from accounts.models import User
from followup.models import WebhookDelivery, WebhookEndpoint
from tests import factories
from tests.followup.webhook_world import endpoint, event

pytestmark = pytest.mark.django_db

BODY = {
    "name": "Data lake",
    "url": "https://hooks.example.org/in",
    "event_types": ["assessment.*", "clock.breached"],
    "is_active": "on",
}


@pytest.fixture
def browser(admin: User) -> Client:
    return factories.login(admin)


def shown(response: Any) -> str:
    text: str = response.content.decode()
    return text


def test_a_new_endpoint_shows_its_secret_once(browser: Client) -> None:
    made = browser.post("/webhooks/new/", BODY)
    row = WebhookEndpoint.objects.get()
    assert (made.status_code, made["Location"]) == (302, "/webhooks/WH-2026-0001/")
    assert (row.name, row.event_types) == ("Data lake", ["assessment.*", "clock.breached"])
    assert all("whsec_" not in str(one.get_decoded()) for one in Session.objects.all())
    first, second = browser.get(made["Location"]), browser.get(made["Location"])
    assert shown(first).count("whsec_") == 2  # the secret, and the sample of code
    assert shown(second).count("whsec_") == 1
    assert "no-store" in first["Cache-Control"]


def test_a_refused_url_is_said_at_the_field_and_nothing_is_lost(browser: Client) -> None:
    response = browser.post("/webhooks/new/", BODY | {"url": "http://127.0.0.1:6379/"})
    assert response.status_code == 422
    assert "not public" in shown(response)
    assert 'value="http://127.0.0.1:6379/"' in shown(response)
    assert 'value="Data lake"' in shown(response)
    assert WebhookEndpoint.objects.count() == 0


def test_an_endpoint_is_edited(browser: Client) -> None:
    one, _ = endpoint()
    page = browser.get(f"/webhooks/{one.code}/edit/")
    assert 'name="version" value="1"' in shown(page)
    response = browser.post(f"/webhooks/{one.code}/edit/", BODY | {"version": 1, "is_active": ""})
    one.refresh_from_db()
    assert (response.status_code, one.name, one.is_active) == (302, "Data lake", False)


def test_two_edits_at_once_are_shown_side_by_side(browser: Client) -> None:
    one, _ = endpoint()
    browser.post(f"/webhooks/{one.code}/edit/", BODY | {"version": 1, "name": "Theirs"})
    response = browser.post(f"/webhooks/{one.code}/edit/", BODY | {"version": 1, "name": "Mine"})
    assert response.status_code == 409
    assert "Theirs" in shown(response)
    assert "Mine" in shown(response)


def test_a_rotation_is_confirmed_and_shows_the_new_secret_once(browser: Client) -> None:
    one, old = endpoint()
    assert browser.get(f"/webhooks/{one.code}/secret/").status_code == 200
    one.refresh_from_db()
    assert one.version == 1  # asking changes nothing
    browser.post(f"/webhooks/{one.code}/secret/")
    page = shown(browser.get(f"/webhooks/{one.code}/"))
    assert page.count("whsec_") == 2
    assert old not in page


def test_a_test_event_leads_to_its_delivery(browser: Client) -> None:
    one, _ = endpoint()
    response = browser.post(f"/webhooks/{one.code}/test/")
    row = WebhookDelivery.objects.get()
    assert response["Location"] == f"/webhooks/{one.code}/deliveries/{row.pk}/"
    page = shown(browser.get(response["Location"]))
    assert "webhook.test" in page
    assert row.event.uid in page


def test_a_delivery_shows_what_was_sent_and_what_came_back(browser: Client) -> None:
    one, _ = endpoint()
    event(code="BIA-1", name="<script>道路救援</script>")
    WebhookDelivery.objects.update(
        state="failed", attempts=10, status_code=500, response="<b>no</b>", duration_ms=0
    )
    row = WebhookDelivery.objects.get()
    page = shown(browser.get(row.get_absolute_url()))
    assert "&lt;script&gt;道路救援&lt;/script&gt;" in page
    assert "&lt;b&gt;no&lt;/b&gt;" in page
    assert "0 ms" in page
    response = browser.post(f"{row.get_absolute_url()}replay/")
    again = WebhookDelivery.objects.get(replay_of=row)
    assert response["Location"] == again.get_absolute_url()


def test_what_cannot_be_replayed_says_why(browser: Client) -> None:
    endpoint()
    event()
    row = WebhookDelivery.objects.get()
    page = browser.post(f"{row.get_absolute_url()}replay/", follow=True)
    assert "still on its way" in shown(page)
    assert WebhookDelivery.objects.count() == 1


def test_deliveries_are_filtered_on_the_page(browser: Client) -> None:
    one, _ = endpoint()
    event("assessment.approved")
    event("assessment.submitted")
    page = browser.get(f"/webhooks/{one.code}/?type=assessment.approved")
    assert [row.event.type for row in page.context["listing"].rows] == ["assessment.approved"]


def test_an_endpoint_is_deleted_after_a_look(browser: Client) -> None:
    one, _ = endpoint()
    assert browser.get(f"/webhooks/{one.code}/delete/").status_code == 200
    assert browser.post(f"/webhooks/{one.code}/delete/")["Location"] == "/webhooks/"
    assert WebhookEndpoint.objects.count() == 0


PAGES = ["/webhooks/new/", "/webhooks/{}/edit/", "/webhooks/{}/secret/", "/webhooks/{}/delete/"]
STEPS = ["/webhooks/{}/test/", "/webhooks/{}/deliveries/{}/replay/"]


def test_readers_see_and_strangers_do_not(manager: User, auditor: User, alice: User) -> None:
    one, _ = endpoint()
    event()
    row = WebhookDelivery.objects.get()
    for reader in (manager, auditor):
        client = factories.login(reader)
        reading = ["/webhooks/", one.get_absolute_url(), row.get_absolute_url()]
        assert [client.get(page).status_code for page in reading] == [200] * 3
        assert [client.get(page.format(one.code)).status_code for page in PAGES] == [403] * 4
        assert [client.post(page.format(one.code, row.pk)).status_code for page in STEPS] == [
            403,
            403,
        ]
        assert "New secret" not in shown(client.get(one.get_absolute_url()))
    stranger = factories.login(alice)
    assert stranger.get("/webhooks/").status_code == 403
    assert stranger.get(one.get_absolute_url()).status_code == 404
    assert stranger.get(row.get_absolute_url()).status_code == 404
    assert [stranger.post(page.format(one.code, row.pk)).status_code for page in STEPS] == [404] * 2


@pytest.mark.parametrize("count", [1, 3])
def test_pages_take_as_many_queries_for_one_as_for_three(
    browser: Client, count: int, django_assert_num_queries: Any
) -> None:
    made = [endpoint(f"https://hooks.example.org/{number}")[0] for number in range(count)]
    for _number in range(count):
        event()
    row = WebhookDelivery.objects.first()
    assert row is not None
    browser.get("/webhooks/")
    with django_assert_num_queries(7):
        browser.get("/webhooks/")
    with django_assert_num_queries(8):
        browser.get(made[0].get_absolute_url())
    with django_assert_num_queries(8):
        browser.get(row.get_absolute_url())
