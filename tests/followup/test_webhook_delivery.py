"""Deliveries against a real HTTP server on loopback; time is set, never slept."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from standardwebhooks import Webhook

from followup.models import WebhookDelivery
from followup.services import endpoints, webhook_delivery, webhook_request
from lib.errors import GuardsUnmet
from tests.followup.webhook_world import (
    NOON,
    administrator,
    endpoint,
    event,
    only,
    send,
)
from tests.servers import HttpRecorder, http_server

pytestmark = pytest.mark.django_db


def test_a_delivery_says_how_it_went(server: HttpRecorder) -> None:
    endpoint(server.url)
    event()
    send(NOON)
    row = only()
    assert (row.state, row.attempts, row.status_code) == ("delivered", 1, 200)
    assert (row.response, row.error, row.delivered_at) == ("thank you", "", NOON)
    assert row.next_attempt_at is None
    assert row.duration_ms is not None


def test_events_arrive_in_their_order(server: HttpRecorder) -> None:
    endpoint(server.url)
    for number in range(5):
        event(number=number)
    assert send(NOON) == 5
    assert [request.json["data"]["number"] for request in server.received] == [0, 1, 2, 3, 4]


def test_a_failing_endpoint_is_asked_once_a_run(server: HttpRecorder) -> None:
    server.answer = 500
    endpoint(server.url)
    for _number in range(3):
        event()
    assert send(NOON) == 1


def test_a_slow_endpoint_holds_up_only_itself(
    server: HttpRecorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook_request, "READ_S", 1.0)
    server.answer = "slow"
    seen: list[int] = []
    with http_server() as quick:
        endpoint(server.url, name="slow")
        endpoint(quick.url, name="quick")
        for _number in range(3):
            event()
        real = webhook_delivery.record

        def record(claimed: Any, answer: Any, **options: Any) -> None:
            seen.append(len(quick.received))
            real(claimed, answer, **options)

        monkeypatch.setattr(webhook_delivery, "record", record)
        send(NOON)
        assert len(quick.received) == 3
    assert len(server.received) == 1
    assert seen[-1] == 3  # all the quick ones were through before the slow one gave up


def test_what_is_being_sent_is_claimed_by_nobody_else(server: HttpRecorder) -> None:
    endpoint(server.url)
    event()
    event()
    first = webhook_delivery.claim(NOON)
    assert first is not None
    assert webhook_delivery.claim(NOON) is None  # its endpoint is being sent to
    later = webhook_delivery.claim(first.until + timedelta(seconds=1))
    assert later is not None
    assert later.delivery.pk == first.delivery.pk
    assert later.delivery.attempts == 2


def test_whoever_lost_the_lease_writes_no_failure(server: HttpRecorder) -> None:
    endpoint(server.url)
    event()
    first = webhook_delivery.claim(NOON)
    assert first is not None
    second = webhook_delivery.claim(first.until + timedelta(seconds=1))
    assert second is not None
    failed = webhook_request.Answer(status=500)
    webhook_delivery.record(first, failed, at=first.until + timedelta(seconds=2), jitter=0)
    assert only().status_code is None
    arrived = webhook_request.Answer(status=204)
    webhook_delivery.record(first, arrived, at=first.until + timedelta(seconds=3), jitter=0)
    assert only().state == "delivered"


def test_an_attempt_that_kills_its_worker_each_time_comes_to_an_end(
    server: HttpRecorder,
) -> None:
    endpoint(server.url)
    event()
    WebhookDelivery.objects.update(attempts=10)
    assert send(NOON) == 0
    assert (only().state, only().error) == ("failed", "worker_lost")


def test_a_replay_is_the_same_event_once_more(server: HttpRecorder) -> None:
    endpoint(server.url)
    event()
    send(NOON)
    first = only()
    again = endpoints.replay(first, by=administrator(), at=NOON)
    send(NOON)
    one, two = server.received
    assert one.headers["webhook-id"] == two.headers["webhook-id"]
    assert one.body == two.body
    again.refresh_from_db()
    assert (again.replay_of, again.state) == (first, "delivered")


def test_what_waits_or_has_no_way_to_go_is_not_replayed(server: HttpRecorder) -> None:
    one, _ = endpoint(server.url)
    event()
    with pytest.raises(GuardsUnmet) as caught:
        endpoints.replay(only(), by=administrator(), at=NOON)
    assert caught.value.problems[0].code == "still_waiting"
    endpoints.change_endpoint(one, is_active=False, read_version=1, by=administrator(), at=NOON)
    with pytest.raises(GuardsUnmet) as caught:
        endpoints.replay(WebhookDelivery.objects.get(), by=administrator(), at=NOON)
    assert caught.value.problems[0].code == "not_active"


def test_a_test_goes_to_one_endpoint_whatever_it_asked_for(server: HttpRecorder) -> None:
    one, secret = endpoint(server.url, "corrective_action.*")
    endpoint("https://hooks.example.net/all")
    endpoints.send_test(one, by=administrator(), at=NOON)
    now = timezone.now()
    assert send(now) == 1
    (request,) = server.received
    assert request.json["type"] == "webhook.test"
    assert request.json["data"]["endpoint"] == one.code
    assert Webhook(secret).verify(request.body, request.headers)
