"""10,000 messages through two real workers into a mail server on loopback."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import ExitStack

from django.utils import timezone

from accounts.models import Person
from bench import generate
from bench.measure import Result, clocked
from followup.models import FollowupSettings, Notification
from followup.registry import Recipient
from followup.services.outbox import Message, notify
from tests.mail_server import Mailbox, mail_server

COUNT = 10_000
PATIENCE_S = 600


def messages() -> list[Result]:
    """Every message to somebody else: nothing is bundled."""
    generate.start()
    Person.objects.bulk_create(
        Person(code=f"n-{number}", name=f"Person {number}", email=f"n-{number}@example.com")
        for number in range(COUNT)
    )
    FollowupSettings.objects.update_or_create(
        id=1, defaults={"quiet_from": "00:00", "quiet_until": "00:00"}
    )
    people = Person.objects.filter(code__startswith="n-").select_related("user")
    everybody = {Recipient(person=one): ("owner",) for one in people}
    message = Message(kind="test", recipients=dict(everybody))
    written = clocked(lambda: notify(message, at=timezone.now()))
    generate.analyse()
    with mail_server() as box:
        sent = clocked(lambda: _sent_by_two(box))
        ids = [one.message_id for one in box.posted]
    return [
        Result("10,000 messages written to the outbox", written, 30, "s"),
        Result("10,000 messages sent by two workers", sent, 120, "s"),
        Result("… of them lost", COUNT - len(set(ids)), 0, ""),
        Result("… of them doubled", len(ids) - len(set(ids)), 0, ""),
    ]


def _sent_by_two(box: Mailbox) -> None:
    """From starting the workers to the last mark in the database."""
    env = os.environ | {"EMAIL_URL": f"smtp://{box.host}:{box.port}/"}
    command = [sys.executable, "manage.py", "send_messages", "--seconds", str(PATIENCE_S)]
    with ExitStack() as running:
        for _one in range(2):
            worker = subprocess.Popen(command, env=env)
            running.callback(worker.wait)
            running.callback(worker.kill)
        waiting = Notification.objects.filter(state__in=("pending", "sending"))
        ends = time.monotonic() + PATIENCE_S
        while waiting.exists():
            if time.monotonic() > ends:
                raise TimeoutError(f"{waiting.count()} messages were not sent in {PATIENCE_S} s")
            time.sleep(0.1)
