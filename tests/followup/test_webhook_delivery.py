"""Deliveries against a real HTTP server on loopback; time is set, never slept."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests
from django.utils import timezone
from standardwebhooks import Webhook, WebhookVerificationError

from followup.domain.webhook_retry import WAITS_S
from followup.models import FollowupSettings, Notification, WebhookDelivery, WebhookEndpoint
from followup.services import endpoints, webhook_delivery, webhook_request
from lib.errors import GuardsUnmet
from tests import factories
from tests.followup.webhook_world import (
    NOON,
    administrator,
    allow_loopback,
    endpoint,
    event,
    only,
    send,
    states,
)
from tests.servers import HttpRecorder, http_server

pytestmark = pytest.mark.django_db


@pytest.fixture
def server(db: None) -> Iterator[HttpRecorder]:
    allow_loopback()
    with http_server() as one:
        yield one


def test_an_event_arrives_as_standard_webhooks_want_it(server: HttpRecorder) -> None:
    _one, secret = endpoint(server.url)
    now = timezone.now()
    told = event(at=datetime(2026, 3, 2, 12, 0, tzinfo=UTC), code="BIA-1", name="道路救援")
    assert send(now) == 1
    (request,) = server.received
    assert request.method == "POST"
    assert request.json == {
        "type": "assessment.approved",
        "timestamp": "2026-03-02T12:00:00Z",
        "data": {"code": "BIA-1", "name": "道路救援"},
    }
    assert request.headers["content-type"] == "application/json"
    assert request.headers["user-agent"].startswith("BCM-Webhooks")
    assert told is not None
    assert request.headers["webhook-id"] == told.uid
    # The reference library checks signature, id and that the time is now.
    assert Webhook(secret).verify(request.body, request.headers) == request.json


def test_a_delivery_says_how_it_went(server: HttpRecorder) -> None:
    endpoint(server.url)
    event()
    send(NOON)
    row = only()
    assert (row.state, row.attempts, row.status_code) == ("delivered", 1, 200)
    assert (row.response, row.error, row.delivered_at) == ("thank you", "", NOON)
    assert row.next_attempt_at is None
    assert row.duration_ms is not None


def test_another_secret_or_a_changed_body_does_not_verify(server: HttpRecorder) -> None:
    _one, secret = endpoint(server.url)
    event()
    send(timezone.now())
    (request,) = server.received
    with pytest.raises(WebhookVerificationError):
        Webhook(endpoints.new_secret()).verify(request.body, request.headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(request.body + b" ", request.headers)


def test_for_a_day_after_a_rotation_both_secrets_sign(server: HttpRecorder) -> None:
    one, old = endpoint(server.url)
    now = timezone.now()
    rotated = now - timedelta(hours=23, minutes=59)
    new = endpoints.rotate_secret(one, by=administrator(), at=rotated)
    event()
    send(now)
    first = server.received[0]
    for secret in (old, new):
        assert Webhook(secret).verify(first.body, first.headers)

    WebhookEndpoint.objects.update(previous_until=now)
    event()
    send(now)
    second = server.received[1]
    assert Webhook(new).verify(second.body, second.headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(old).verify(second.body, second.headers)
    assert WebhookEndpoint.objects.get().previous_secret == ""


def test_a_failure_is_tried_again_after_growing_waits_until_given_up(
    server: HttpRecorder,
) -> None:
    server.answer = 500
    one, _ = endpoint(server.url)
    event()
    at = NOON
    assert send(at) == 1
    for wait in WAITS_S:
        assert send(at + timedelta(seconds=wait - 1)) == 0
        at += timedelta(seconds=wait)
        assert send(at) == 1
    row = only()
    assert (row.state, row.attempts, row.status_code) == ("failed", 10, 500)
    assert send(at + timedelta(days=30)) == 0
    assert len({request.headers["webhook-id"] for request in server.received}) == 1
    one.refresh_from_db()
    assert (one.is_active, one.failing_since) == (True, NOON)


def test_jitter_keeps_those_that_failed_together_apart(server: HttpRecorder) -> None:
    server.answer = 503
    endpoint(server.url)
    event()
    send(NOON, draw=1.0)
    assert only().next_attempt_at == NOON + timedelta(seconds=6)


def test_retry_after_is_honoured(server: HttpRecorder) -> None:
    server.answer, server.headers = 429, {"Retry-After": "900"}
    endpoint(server.url)
    event()
    send(NOON)
    assert only().next_attempt_at == NOON + timedelta(seconds=900)


def test_a_success_ends_the_failing(server: HttpRecorder) -> None:
    server.answers = [500]
    one, _ = endpoint(server.url)
    event()
    send(NOON)
    one.refresh_from_db()
    assert one.failing_since == NOON
    send(NOON + timedelta(seconds=5))
    one.refresh_from_db()
    assert (one.failing_since, states()) == (None, ["delivered"])


def test_gone_switches_the_endpoint_off_at_once(server: HttpRecorder) -> None:
    server.answer = 410
    one, _ = endpoint(server.url)
    event()
    event()
    send(NOON)
    one.refresh_from_db()
    assert (one.is_active, one.disabled_at, one.state) == (False, NOON, "disabled")
    assert states() == ["failed", "cancelled"]
    assert set(Notification.objects.values_list("kind", flat=True)) == {"webhook.disabled.gone"}
    assert len(server.received) == 1


def test_after_five_days_of_nothing_but_failures_administrators_are_told(
    server: HttpRecorder,
) -> None:
    server.answer = 500
    one, _ = endpoint(server.url, name="Data lake")
    second = factories.user("second", "administrator")
    WebhookEndpoint.objects.update(failing_since=NOON - timedelta(days=5))
    event()
    WebhookDelivery.objects.update(attempts=9)
    event()
    send(NOON)
    one.refresh_from_db()
    assert (one.is_active, one.disabled_at) == (False, NOON)
    assert states() == ["failed", "cancelled"]
    told = Notification.objects.filter(channel="in_app").order_by("user__username")
    assert [row.user for row in told] == [administrator(), second]
    assert {row.kind for row in told} == {"webhook.disabled"}
    assert {row.subject_code for row in told} == {one.code}


def test_one_that_fails_now_and_then_is_not_switched_off(server: HttpRecorder) -> None:
    """A receiver asked once a week that stumbles once keeps its chances."""
    server.answer = 500
    one, _ = endpoint(server.url)
    WebhookEndpoint.objects.update(failing_since=NOON - timedelta(days=9))
    event()
    send(NOON)
    one.refresh_from_db()
    assert (one.is_active, states()) == (True, ["pending"])


def test_a_redirect_is_not_followed(server: HttpRecorder) -> None:
    with http_server() as elsewhere:
        server.answer, server.location = "redirect", elsewhere.url
        endpoint(server.url)
        event()
        send(NOON)
        assert (len(server.received), elsewhere.received) == (1, [])
    row = only()
    assert (row.state, row.status_code, row.error) == ("pending", 307, "redirect")


def test_a_dropped_connection_is_a_failure(server: HttpRecorder) -> None:
    server.answer = "drop"
    endpoint(server.url)
    event()
    send(NOON)
    assert (only().state, only().status_code, only().error) == ("pending", None, "connection")


def test_nobody_listening_on_the_port_is_a_failure(db: None) -> None:
    allow_loopback()
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    endpoint(f"http://127.0.0.1:{port}/hook")
    event()
    send(NOON)
    assert (only().state, only().error) == ("pending", "connection")


def test_a_name_nobody_knows_is_a_failure(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*args: Any, **options: Any) -> Any:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    endpoint("https://hooks.example.org/in")
    event()
    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    send(NOON)
    assert (only().state, only().error) == ("pending", "name_unknown")


def test_a_slow_answer_is_not_waited_for(
    server: HttpRecorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook_request, "READ_S", 0.2)
    server.answer = "slow"
    endpoint(server.url)
    event()
    send(NOON)
    assert (only().state, only().error) == ("pending", "read_timeout")


def test_an_answer_in_drops_meets_the_deadline(monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    """One byte of the header now and then meets no timeout between bytes."""
    allow_loopback()
    monkeypatch.setattr(webhook_request, "WHOLE_S", 0.5)
    stop = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def drip() -> None:
            caller, _address = listening.accept()
            with caller:
                caller.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
                while not stop.wait(0.05):
                    try:
                        caller.sendall(b"x")
                    except OSError:
                        return

        thread = threading.Thread(target=drip, daemon=True)
        thread.start()
        endpoint(f"http://127.0.0.1:{listening.getsockname()[1]}/hook")
        event()
        send(NOON)
        stop.set()
        thread.join(5)
    assert (only().state, only().error) == ("pending", "deadline")


def test_of_an_endless_answer_only_the_beginning_is_read(server: HttpRecorder) -> None:
    server.answer = "endless"
    endpoint(server.url)
    event()
    send(NOON)
    assert (only().state, only().response) == ("delivered", "x" * 1000)


def test_an_answer_that_no_database_keeps_is_kept_without_it(server: HttpRecorder) -> None:
    server.text = "a\0b\udcff".encode("utf-8", "replace").decode()
    endpoint(server.url)
    event()
    send(NOON)
    assert (only().state, only().response) == ("delivered", "ab?")


def test_what_is_no_longer_allowed_is_not_called(server: HttpRecorder) -> None:
    endpoint(server.url)
    event()
    FollowupSettings.objects.update(allowed_internal=[])
    send(NOON)
    assert server.received == []
    assert (only().state, only().error) == ("pending", "address_not_allowed: 127.0.0.1")


def test_a_public_name_that_leads_inside_is_not_called(
    server: HttpRecorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = socket.getaddrinfo

    def getaddrinfo(host: Any, port: Any, *args: Any, **options: Any) -> Any:
        return real("127.0.0.1" if host == "hooks.example.org" else host, port, *args, **options)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    FollowupSettings.objects.update(allowed_internal=[])
    endpoint(f"http://hooks.example.org:{server.port}/in")
    event()
    send(NOON)
    assert server.received == []
    assert only().error == "address_not_allowed: 127.0.0.1"


def test_a_secret_of_another_key_is_a_failure_with_a_reason(server: HttpRecorder) -> None:
    endpoint(server.url)
    WebhookEndpoint.objects.update(secret="sealed with another key")
    event()
    send(NOON)
    assert (only().state, only().error, server.received) == ("pending", "secret_lost", [])


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


def test_a_proxy_of_the_environment_is_not_used(
    server: HttpRecorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    with http_server() as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        monkeypatch.setenv("http_proxy", proxy.url)
        endpoint(server.url)
        event()
        send(NOON)
        assert (len(server.received), proxy.received) == (1, [])


def test_the_secret_reaches_neither_log_nor_history(
    server: HttpRecorder, caplog: pytest.LogCaptureFixture
) -> None:
    from lib.history import event_model

    server.answers = [500, "drop", 410]
    with caplog.at_level(0):
        one, secret = endpoint(server.url)
        for number in range(3):
            event(number=number)
            send(NOON + timedelta(hours=number))
        rotated = endpoints.rotate_secret(one, by=administrator(), at=NOON)
    row = WebhookEndpoint.objects.get()
    rows = list(event_model(WebhookEndpoint)._default_manager.values())
    assert rows
    for kept in (secret, rotated, row.secret, row.previous_secret):
        assert kept
        assert kept not in caplog.text
        assert kept not in json.dumps(rows, default=str)
    assert secret not in row.secret


def test_signing_needs_no_network(db: None) -> None:
    """What is posted is decided before a thread is started: a lost secret calls nobody."""
    with pytest.raises(requests.exceptions.InvalidURL):
        requests.Request("POST", "http://[/").prepare()
    answer = webhook_request.post("http://[/", b"{}", {}, policy=webhook_delivery.current_policy())
    assert answer.error == "url_invalid"
