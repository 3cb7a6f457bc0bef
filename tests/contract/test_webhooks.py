"""`webhook-endpoints` as the contract has them."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from followup.models import WebhookDelivery
from followup.services.webhooks import publish
from tests import factories
from tests.contract.world import path, problems

pytestmark = pytest.mark.django_db

BODY = {"url": "https://hooks.example.org/in", "events": ["assessment.*"], "name": "Data lake"}
DELIVERY = {
    *("id", "endpoint", "webhook_id", "type", "event_at", "subject", "state", "attempts"),
    *("status_code", "response", "error", "reason", "duration_ms", "next_attempt_at"),
    *("created_at", "delivered_at", "replay_of", "payload"),
}


@pytest.fixture
def client(admin: User) -> APIClient:
    return factories.api(admin)


@pytest.fixture
def made(client: APIClient) -> dict[str, Any]:
    response = client.post(path("webhook-endpoints"), BODY)
    assert response.status_code == 201, response.content
    answer: dict[str, Any] = response.json()
    return answer


def of(made: dict[str, Any], rest: str = "") -> str:
    return f"{path('webhook-endpoints', made['code'])}{rest}"


def an_event(type: str = "assessment.approved") -> WebhookDelivery:
    event = publish(
        type=type,
        subject_kind="assessment",
        subject_code="BIA-1",
        data={"code": "BIA-1"},
        at=factories.NOON,
    )
    assert event is not None
    return event.deliveries.get()


def test_an_endpoint_is_made_with_its_secret(client: APIClient, made: dict[str, Any]) -> None:
    assert made["secret"].startswith("whsec_")
    shown = {name: made[name] for name in ("url", "events", "active", "name", "state", "version")}
    assert shown == BODY | {"active": True, "state": "active", "version": 1}
    assert client.get(made["href"]).json()["id"] == made["id"]


def test_the_secret_is_answered_only_then(client: APIClient, made: dict[str, Any]) -> None:
    changed = client.patch(of(made), {"name": "Lake", "version": 1})
    listed = client.get(path("webhook-endpoints"))
    assert changed.status_code == 200
    for response in (client.get(of(made)), changed, listed):
        assert made["secret"] not in response.content.decode()
        assert "whsec_" not in response.content.decode()
    assert "secret" not in client.get(of(made)).json()


def test_what_was_answered_can_be_given_back(client: APIClient, made: dict[str, Any]) -> None:
    response = client.patch(of(made), made | {"active": False})
    assert response.status_code == 200
    assert response.json()["state"] == "inactive"


@pytest.mark.parametrize(
    ("change", "code", "attr"),
    [
        ({"url": "http://127.0.0.1/"}, "address_not_allowed", "url"),
        ({"url": "http://localhost/"}, "host_not_allowed", "url"),
        ({"url": "file:///etc/passwd"}, "scheme_not_allowed", "url"),
        ({"url": "x" * 501}, "max_length", "url"),
        ({"url": 5}, "invalid", "url"),
        ({"url": ""}, "blank", "url"),
        ({"events": []}, "required", "events"),
        ({"events": ["weather.changed"]}, "unknown_type", "events"),
        ({"events": "assessment.*"}, "not_a_list", "events"),
        ({"events": [5]}, "invalid", "events.0"),
        ({"active": "yes"}, "invalid", "active"),
        ({"evnets": ["*"]}, "invalid", "evnets"),
    ],
)
def test_impossible_values_are_refused_at_their_field(
    client: APIClient, change: dict[str, Any], code: str, attr: str
) -> None:
    response = client.post(path("webhook-endpoints"), BODY | change)
    assert response.status_code == 400
    assert problems(response) == [(code, attr)]


def test_an_url_is_checked_when_it_is_changed(client: APIClient, made: dict[str, Any]) -> None:
    response = client.patch(of(made), {"url": "http://10.0.0.1/", "version": 1})
    assert (response.status_code, problems(response)) == (400, [("address_not_allowed", "url")])


def test_a_stale_version_is_a_conflict(client: APIClient, made: dict[str, Any]) -> None:
    client.patch(of(made), {"name": "One", "version": 1})
    response = client.patch(of(made), {"name": "Two", "version": 1})
    assert response.status_code == 409
    assert response.json()["current"]["name"] == "One"
    assert "whsec_" not in response.content.decode()


def test_a_rotation_answers_a_new_secret(client: APIClient, made: dict[str, Any]) -> None:
    response = client.post(of(made, "secret/"))
    assert response.status_code == 201
    assert set(response.json()) == {"secret", "previous_until", "version"}
    assert response.json()["secret"] not in ("", made["secret"])


def test_a_test_event_waits_to_be_sent(client: APIClient, made: dict[str, Any]) -> None:
    response = client.post(of(made, "test/"))
    assert response.status_code == 201
    assert (response.json()["type"], response.json()["state"]) == ("webhook.test", "pending")


def test_deliveries_are_listed_and_filtered(client: APIClient, made: dict[str, Any]) -> None:
    first = an_event("assessment.submitted")
    second = an_event("assessment.approved")
    WebhookDelivery.objects.filter(pk=first.pk).update(state="failed", status_code=500)

    def listed(query: str = "") -> list[int]:
        body = client.get(of(made, f"deliveries/{query}")).json()
        assert set(body) == {"count", "next", "previous", "results"}
        return [one["id"] for one in body["results"]]

    assert listed() == [second.pk, first.pk]
    assert listed("?state=failed") == [first.pk]
    assert listed("?type=assessment.approved") == [second.pk]
    assert listed("?limit=1") == [second.pk]
    shown = client.get(of(made, f"deliveries/{first.pk}/")).json()
    assert set(shown) == DELIVERY
    assert shown["payload"] == {
        "type": "assessment.submitted",
        "timestamp": "2026-03-02T12:00:00Z",
        "data": {"code": "BIA-1"},
    }
    assert client.get(of(made, "deliveries/?state=lost")).status_code == 400


def test_a_delivery_is_replayed_with_its_id(client: APIClient, made: dict[str, Any]) -> None:
    row = an_event()
    waiting = client.post(of(made, f"deliveries/{row.pk}/replay/"))
    assert (waiting.status_code, problems(waiting)) == (409, [("still_waiting", None)])
    WebhookDelivery.objects.update(state="failed")
    again = client.post(of(made, f"deliveries/{row.pk}/replay/"))
    assert again.status_code == 201
    assert again.json()["id"] != row.pk
    assert again.json()["replay_of"] == row.pk
    assert again.json()["webhook_id"] == row.event.uid


def test_a_delivery_of_another_endpoint_is_not_there(
    client: APIClient, made: dict[str, Any]
) -> None:
    row = an_event()
    other = client.post(path("webhook-endpoints"), BODY | {"events": ["clock.breached"]}).json()
    assert client.get(of(other, f"deliveries/{row.pk}/")).status_code == 404
    assert client.post(of(other, f"deliveries/{row.pk}/replay/")).status_code == 404
    assert client.get(of(made, f"deliveries/{10**18 - 1}/")).status_code == 404
    assert client.get(of(made, f"deliveries/{10**30}/")).status_code == 404


def test_an_endpoint_switched_off_sends_nothing(client: APIClient, made: dict[str, Any]) -> None:
    row = an_event()
    client.patch(of(made), {"active": False, "version": 1})
    for step in ("test/", f"deliveries/{row.pk}/replay/"):
        response = client.post(of(made, step))
        assert (response.status_code, problems(response)) == (409, [("not_active", None)])


def test_an_endpoint_is_deleted(client: APIClient, made: dict[str, Any]) -> None:
    an_event()
    assert client.delete(of(made)).status_code == 204
    assert client.get(of(made)).status_code == 404


def test_types_are_listed_with_words(client: APIClient) -> None:
    types = client.get(f"{path('webhook-event-types')}").json()
    assert {"type", "description"} == set(types[0])
    assert "assessment.approved" in {one["type"] for one in types}


def test_readers_see_and_change_nothing(
    client: APIClient, made: dict[str, Any], manager: User, auditor: User, alice: User
) -> None:
    row = an_event()
    WebhookDelivery.objects.update(state="failed")
    steps = ("secret/", "test/", f"deliveries/{row.pk}/replay/")
    for reader in (manager, auditor):
        api = factories.api(reader)
        assert api.get(of(made)).status_code == 200
        assert api.get(of(made, "deliveries/")).status_code == 200
        assert api.post(path("webhook-endpoints"), BODY).status_code == 403
        assert api.patch(of(made), {"name": "x", "version": 1}).status_code == 403
        assert api.delete(of(made)).status_code == 403
        assert [api.post(of(made, step)).status_code for step in steps] == [403] * 3
    stranger = factories.api(alice)
    assert stranger.get(path("webhook-endpoints")).json()["count"] == 0
    assert stranger.get(of(made)).status_code == 404
    assert stranger.get(of(made, "deliveries/")).status_code == 404
    assert [stranger.post(of(made, step)).status_code for step in steps] == [404] * 3
    assert stranger.get(path("webhook-event-types")).status_code == 403
    assert factories.api().get(path("webhook-endpoints")).status_code == 401


def test_an_answer_with_a_secret_is_not_kept(client: APIClient) -> None:
    """An Idempotency-Key would keep it; creation pays no attention to one."""
    from accounts.models import IdempotencyKey

    client.post(path("webhook-endpoints"), BODY, headers={"Idempotency-Key": "one"})
    assert IdempotencyKey.objects.count() == 0


@pytest.mark.parametrize("count", [1, 3])
def test_lists_take_as_many_queries_for_one_as_for_three(
    admin: User, made: dict[str, Any], count: int, django_assert_num_queries: Any
) -> None:
    client = factories.api(admin)
    for number in range(count - 1):
        client.post(path("webhook-endpoints"), BODY | {"name": str(number)})
    for _number in range(count):
        publish(
            type="assessment.approved", subject_kind="", subject_code="", data={}, at=factories.NOON
        )
    client.get(of(made))
    with django_assert_num_queries(5):
        client.get(path("webhook-endpoints"))
    with django_assert_num_queries(6):
        client.get(of(made, "deliveries/"))
