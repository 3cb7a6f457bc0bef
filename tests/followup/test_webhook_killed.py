"""A worker killed while a receiver holds its request: the event is sent once more, same id."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from followup.models import WebhookDelivery
from followup.services.webhook_delivery import send_due
from tests.followup.webhook_world import allow_loopback, endpoint, event
from tests.servers import PATIENCE_S, HttpRecorder, http_server

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).resolve().parents[2]

# A worker of its own, on the database of this test.
WORKER = """
import django
from django.conf import settings
django.setup()
from django.db import connections
connections["default"].settings_dict["NAME"] = {name!r}
from followup.services.webhook_delivery import send_due
print(send_due(), flush=True)
"""


@pytest.fixture
def server() -> Iterator[HttpRecorder]:
    with http_server() as one:
        yield one


def a_worker() -> subprocess.Popen[str]:
    code = WORKER.format(name=connection.settings_dict["NAME"])
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "bcm.settings"}
    return subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    )


@pytest.mark.slow
def test_a_killed_worker_leaves_a_delivery_that_is_made_again(server: HttpRecorder) -> None:
    allow_loopback()
    now = timezone.now()
    endpoint(server.url)
    told = event(at=now)
    assert told is not None
    server.answers = ["slow"]
    worker = a_worker()
    try:
        server.wait_for(1, patience_s=4 * PATIENCE_S)  # it holds the request now
        worker.send_signal(signal.SIGKILL)
    finally:
        worker.kill()
        worker.communicate()
    row = WebhookDelivery.objects.get()
    assert (row.state, row.attempts) == ("pending", 1)
    assert row.lease_until is not None

    assert send_due() == 0  # its lease still runs
    after = row.lease_until + timedelta(seconds=1)
    assert send_due(now=lambda: after) == 1
    first, second = server.received
    assert first.headers["webhook-id"] == second.headers["webhook-id"] == told.uid
    assert first.body == second.body
    row.refresh_from_db()
    assert (row.state, row.attempts) == ("delivered", 2)
    assert send_due(now=lambda: after + timedelta(days=1)) == 0


@pytest.mark.slow
def test_two_workers_send_each_event_once(server: HttpRecorder) -> None:
    """Ten endpoints with five events each, two processes at once: none lost, none doubled."""
    allow_loopback()
    now = timezone.now()
    for number in range(10):
        endpoint(f"http://127.0.0.1:{server.port}/{number}")
    for number in range(5):
        event(at=now, number=number)
    workers = [a_worker(), a_worker()]
    answers = [int(worker.communicate(timeout=180)[0]) for worker in workers]
    assert sum(answers) == 50
    assert len(server.received) == 50
    sent = {(one.path, one.headers["webhook-id"]) for one in server.received}
    assert len(sent) == 50
    assert set(WebhookDelivery.objects.values_list("state", flat=True)) == {"delivered"}
    for number in range(10):
        mine = [one.json["data"]["number"] for one in server.received if one.path == f"/{number}"]
        assert mine == [0, 1, 2, 3, 4]
