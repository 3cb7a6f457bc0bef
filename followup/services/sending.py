"""Sending what was claimed: outside of transactions, marked in short ones (docs/adr/0010).

One worker sends one message after the other: at most one is in flight when it dies.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone, translation

from followup.mail_files import files_of
from followup.models import EMAIL
from followup.secret_links import with_secret_links
from followup.services.acknowledgement import link_of
from followup.services.adapters import Mail, MailRoom, NotDelivered, send_chat
from followup.services.claims import mark_failed, release, step, take_again, withdrawn
from followup.services.deciding import is_urgent
from followup.services.gathering import gather
from followup.services.jobs import Job
from followup.services.rendering import with_links

log = logging.getLogger(__name__)

BATCH = 100
Now = Callable[[], datetime]


def drain(*, budget_s: float = 20, batch: int = BATCH, now: Now = timezone.now) -> int:
    """Send what is due until nothing is left or the time is over; answers how many were tried.

    Any number of workers may do this at once. At least one message is tried.
    """
    ends, tried = now() + timedelta(seconds=budget_s), 0
    while True:
        again = take_again(at=now(), limit=batch)
        fresh, found = gather(at=now(), limit=batch)
        tried += send_all(sorted(again + fresh, key=_is_ordinary), now=now, ends=ends)
        if not (again or found) or now() >= ends:
            return tried


def send_all(jobs: list[Job], *, now: Now = timezone.now, ends: datetime | None = None) -> int:
    """Send claimed deliveries over one connection; answers how many were really begun.

    What is left at `ends` is given back: a slow server does not keep what others could send.
    """
    begun = 0
    sent: Job | None = None
    with closing(MailRoom()) as room:
        for place, job in enumerate(jobs):
            if begun and ends is not None and now() >= ends:
                release(jobs[place:], at=now())
                break
            if withdrawn(job):
                continue
            is_mine = step(sent, job, at=now())
            sent = None
            if not is_mine:
                continue
            begun += 1
            try:
                # The log of errors is read by the house, not by the recipient.
                with translation.override(job.house.organisation.language):
                    deliver(job, room, at=now())
            except NotDelivered as error:
                mark_failed(job, error, at=now())
            except Exception as error:
                # An error of ours: visible as a failure, and no hindrance for the others.
                log.exception("delivery %s could not be sent", job.delivery.pk)
                broken = NotDelivered("sending_broke", type(error).__name__)
                mark_failed(job, broken, at=now())
            else:
                sent = job
    if sent is not None:
        step(sent, None, at=now())
    return begun


def _is_ordinary(job: Job) -> bool:
    return not any(is_urgent(row) for row in job.rows)


def deliver(job: Job, room: MailRoom, *, at: datetime) -> None:
    """Hand the message over to its channel. Raises NotDelivered."""
    lives_s = job.house.settings.acknowledge_link_s
    body = with_links(
        job.delivery.body,
        lambda pk: link_of(pk, at=at, lives_s=lives_s),
        (row.pk for row in job.rows if row.asks_acknowledgement),
    )
    body = with_secret_links(body, job.rows)
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
        files=files_of(job.rows, job.reader),
    )
    room.send(mail)


def _thread(job: Job) -> str:
    """The same for all messages about one subject, so that mail programs keep them together."""
    keys = {row.subject_key for row in job.rows}
    if len(keys) != 1 or "" in keys:
        return ""
    digest = hashlib.sha256(keys.pop().encode()).hexdigest()[:24]
    return f"<subject.{digest}@{urlsplit(settings.PUBLIC_URL).hostname or 'localhost'}>"
