"""What counts as a failure, when it is tried again, and when an endpoint is switched off."""

from __future__ import annotations

import socket
import threading
from datetime import timedelta
from typing import Any

import pytest

from followup.domain.webhook_retry import WAITS_S
from followup.models import Notification, WebhookDelivery, WebhookEndpoint
from followup.services import webhook_request
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
from tests.servers import HttpRecorder

pytestmark = pytest.mark.django_db


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
