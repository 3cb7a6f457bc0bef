"""Two real workers and a real mail server; one worker is killed in the middle.

Nothing is lost, and nothing arrives twice but what was in flight at the kill: at most one
message, under the same Message-ID, flagged as `resent` (docs/adr/0010-outbox.md).
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import Person
from followup.models import Delivery, FollowupSettings, Notification
from followup.registry import Recipient
from followup.services.outbox import Message, notify
from tests.mail_server import Mailbox, mail_server

ROOT = Path(__file__).resolve().parents[2]
LEASE_S = 6


def outbox_of(count: int) -> None:
    """`count` messages to as many people, due now whatever the time of day."""
    FollowupSettings.objects.update_or_create(
        id=1, defaults={"quiet_from": "00:00", "quiet_until": "00:00"}
    )
    people = Person.objects.bulk_create(
        Person(code=f"n-{number}", name=f"Person {number}", email=f"n-{number}@example.com")
        for number in range(count)
    )
    everybody: dict[Recipient, tuple[str, ...]] = {
        Recipient(person=one): ("owner",) for one in people
    }
    notify(Message(kind="test", recipients=everybody), at=timezone.now())


@contextmanager
def worker(box: Mailbox) -> Iterator[subprocess.Popen[bytes]]:
    env = os.environ | {
        "BCM_DB_NAME": str(connection.settings_dict["NAME"]),
        "EMAIL_URL": f"smtp://{box.host}:{box.port}/",
        "PUBLIC_URL": "https://bcm.example.org",
        "SENDING_LEASE_S": str(LEASE_S),
        "DEBUG": "0",
        "LOG_LEVEL": "ERROR",
    }
    process = subprocess.Popen(
        [sys.executable, "manage.py", "send_messages", "--seconds", "600"], cwd=ROOT, env=env
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait(10)


def until(done: object, patience_s: float) -> None:
    ends = time.monotonic() + patience_s
    while not done():  # type: ignore[operator]
        assert time.monotonic() < ends, "it takes too long"
        time.sleep(0.02)


def kill_one_of_two(count: int, patience_s: float) -> None:
    outbox_of(count)
    with mail_server() as box, worker(box) as first, worker(box):
        until(lambda: box.count >= count // 3, patience_s)
        first.kill()
        first.wait(10)
        waiting = Notification.objects.filter(state__in=("pending", "sending"))
        until(lambda: not waiting.exists(), patience_s)
        posted = [(one.to[0], one.message_id) for one in box.posted]

    times = Counter(message_id for _to, message_id in posted)
    twice = {message_id for message_id, number in times.items() if number > 1}
    assert len(set(posted)) == count  # everybody, once: a repetition is the same message
    assert {to for to, _id in posted} == {f"n-{number}@example.com" for number in range(count)}
    assert len(twice) <= 1
    assert sum(times.values()) - count == len(twice)
    resent = set(Delivery.objects.filter(resent=True).values_list("message_id", flat=True))
    assert twice <= resent
    assert len(resent) <= 1
    assert set(Delivery.objects.values_list("message_id", flat=True)) == set(times)
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_300_messages_with_a_worker_killed() -> None:
    kill_one_of_two(300, patience_s=240)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_10_000_messages_with_a_worker_killed() -> None:
    kill_one_of_two(10_000, patience_s=300)
