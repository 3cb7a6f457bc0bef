"""What a receiver gets can be checked, and the secret stays secret."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
import requests
from django.utils import timezone
from standardwebhooks import Webhook, WebhookVerificationError

from followup.models import WebhookEndpoint
from followup.services import endpoints, webhook_delivery, webhook_request
from tests.followup.webhook_world import (
    NOON,
    administrator,
    endpoint,
    event,
    only,
    send,
)
from tests.servers import HttpRecorder

pytestmark = pytest.mark.django_db


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


def test_a_secret_of_another_key_is_a_failure_with_a_reason(server: HttpRecorder) -> None:
    endpoint(server.url)
    WebhookEndpoint.objects.update(secret="sealed with another key")
    event()
    send(NOON)
    assert (only().state, only().error, server.received) == ("pending", "secret_lost", [])


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
