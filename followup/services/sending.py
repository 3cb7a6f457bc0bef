"""Sending what was claimed: outside of transactions, marked in short ones (docs/adr/0010).

One worker sends one message after the other. The mark of the last and the beginning of the next
share a transaction, so a message costs one commit.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation

from followup.models import EMAIL
from followup.services.acknowledgement import link_of
from followup.services.adapters import Mail, MailRoom, NotDelivered, send_chat
from followup.services.claims import begin, mark_failed, mark_sent, take_again
from followup.services.gathering import Job, gather
from followup.services.rendering import with_links

BATCH = 100
Now = Callable[[], datetime]


def drain(*, budget_s: float = 20, batch: int = BATCH, now: Now = timezone.now) -> int:
    """Send what is due until nothing is left or the time is over; answers how many were tried.

    Any number of workers may do this at once. A time that is over ends after a batch.
    """
    ends, tried = now() + timedelta(seconds=budget_s), 0
    while True:
        again = take_again(at=now(), limit=batch)
        fresh, found = gather(at=now(), limit=batch)
        tried += send_all(sorted(again + fresh, key=_is_ordinary), now=now)
        if not (again or found) or now() >= ends:
            return tried


def send_all(jobs: list[Job], *, now: Now = timezone.now) -> int:
    """Send claimed deliveries over one connection; answers how many were really begun."""
    begun: list[Job] = []
    last: Callable[[], None] | None = None
    with closing(MailRoom()) as room:
        for job in jobs:
            with transaction.atomic():
                if last is not None:
                    last()
                    last = None
                if not begin(job, at=now()):
                    continue
            begun.append(job)
            last = _send(job, room, now)
    if last is not None:
        with transaction.atomic():
            last()
    return len(begun)


def _is_ordinary(job: Job) -> bool:
    return not any(row.urgent or row.grade == "I" for row in job.rows)


def _send(job: Job, room: MailRoom, now: Now) -> Callable[[], None]:
    """Try once; the answer marks what came of it."""
    try:
        with translation.override(settings.LANGUAGE_CODE):
            deliver(job, room, at=now())
    except NotDelivered as error:
        failed, at = error, now()
        return lambda: mark_failed(job, failed, at=at)
    at = now()
    return lambda: mark_sent(job, at=at)


def deliver(job: Job, room: MailRoom, *, at: datetime) -> None:
    """Hand the message over to its channel. Raises NotDelivered."""
    lives_s = job.house.settings.acknowledge_link_s
    body = with_links(
        job.delivery.body,
        lambda pk: link_of(pk, at=at, lives_s=lives_s),
        (row.pk for row in job.rows if row.asks_acknowledgement),
    )
    if job.contact.channel != EMAIL:
        assert job.channel is not None
        send_chat(
            job.channel,
            job.reader,
            subject=job.delivery.subject,
            body=body,
            house=job.house.settings,
        )
        return
    mail = Mail(
        to=job.reader.email,
        subject=job.delivery.subject,
        body=body,
        language=job.delivery.language,
        message_id=job.delivery.message_id,
        thread=_thread(job),
    )
    room.send(mail)


def _thread(job: Job) -> str:
    """The same for all messages about one subject, so that mail programs keep them together."""
    keys = {row.subject_key for row in job.rows}
    if len(keys) != 1 or "" in keys:
        return ""
    digest = hashlib.sha256(keys.pop().encode()).hexdigest()[:24]
    return f"<subject.{digest}@{urlsplit(settings.PUBLIC_URL).hostname or 'localhost'}>"
