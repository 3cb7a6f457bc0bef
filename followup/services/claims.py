"""The steps of one claimed delivery in the database: taken again, begun, sent, failed.

A lease is the right to send, and its instant is the key: every step names it, so a worker that
was too slow finds its lease gone. A delivery is begun right before it is sent, one at a time;
so when a worker dies at most one of its messages may have left without being marked.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext as _

from followup.exercises import outside
from followup.models import (
    ContactPoint,
    Delivery,
    DeliveryState,
    Notification,
    NotificationState,
)
from followup.reasons import words_of_reason
from followup.services.adapters import NotDelivered
from followup.services.fallback import fall_back, reached, unreachable_among
from followup.services.jobs import Job, lease_from, unusable
from followup.services.readers import House, readers_of
from followup.services.rendering import render
from followup.services.stopping import reasons_to_stop

RETRY_S = 30
TRIES = 2  # then the next channel (NTF-9)
DEATHS = 3  # of workers over the same message: the message may be what kills them

OPEN = (DeliveryState.CLAIMED.value, DeliveryState.RETRY.value)


@transaction.atomic
def take_again(*, at: datetime, limit: int = 100) -> list[Job]:
    """Claim deliveries to be tried again: after a failure, or because their lease ran out.

    What was begun under a lease that ran out may have arrived: it leaves once more under the same
    message id and is flagged `resent`. What is no longer wanted does not leave again (NTF-4).
    """
    due = Delivery.objects.filter(state__in=OPEN, next_attempt_at__lte=at)
    rows = list(due.select_for_update(skip_locked=True).order_by("next_attempt_at")[:limit])
    if not rows:
        return []
    house = House.now()
    # Two workers never have the same contact point: what another holds waits for the next sweep.
    locked = ContactPoint.objects.select_for_update(of=("self",), skip_locked=True)
    contacts = {
        one.pk: one
        for one in locked.filter(pk__in=[row.contact_id for row in rows]).select_related(
            "person__user", "user"
        )
    }
    told = _still_wanted(rows, at)
    jobs = []
    readers = readers_of(contacts.values(), house)
    lost = unreachable_among(contacts.values())
    for delivery in rows:
        if not told[delivery.pk]:
            _close(delivery, _("Nobody waits for it any more."))
            continue
        contact = contacts.get(delivery.contact_id or 0)
        if contact is None:
            if delivery.contact_id is None:
                _close(delivery, _("Its recipient is gone."))
            continue
        reader = readers[contact.pk]
        channel = house.channels.get(contact.channel)
        wanted = told[delivery.pk]
        job = Job(delivery, contact, reader, channel, wanted, house, contact.pk in lost)
        problem = unusable(contact, reader, house) or _note_death(delivery)
        if problem:
            with translation.override(house.organisation.language):
                _give_up(job, problem, words_of_reason(problem), at)
            continue
        _lease(delivery, at)
        jobs.append(job)
    return jobs


# One statement, so one commit for each message: the last one has left, the next one is begun.
_STEP = """
WITH sent AS (
    UPDATE followup_delivery SET state = 'sent', sent_at = %(at)s, lease_until = NULL,
        next_attempt_at = NULL, error = ''
    WHERE id = %(sent)s AND state IN ('claimed', 'retry')
), told AS (
    UPDATE followup_notification SET state = 'sent', sent_at = %(at)s
    WHERE delivery_id = %(sent)s AND state = 'sending'
)
UPDATE followup_delivery SET attempts = attempts + 1, lease_until = %(lease)s,
    next_attempt_at = %(lease)s
WHERE id = %(next)s AND state = 'claimed' AND lease_until = %(mine)s AND next_attempt_at > %(at)s
"""


def step(sent: Job | None, following: Job | None, *, at: datetime) -> bool:
    """Mark `sent` as sent and begin `following`; False when that is another worker's by now.

    Beginning counts the try and renews the lease. Having left is true even if the lease ran out
    meanwhile, so no other worker repeats it.
    """
    lease = lease_from(at)
    with connection.cursor() as cursor:
        cursor.execute(
            _STEP,
            {
                "at": at,
                "sent": sent.delivery.pk if sent else None,
                "next": following.delivery.pk if following else None,
                "mine": following.delivery.lease_until if following else None,
                "lease": lease,
            },
        )
        begun = bool(cursor.rowcount == 1)
    if sent is not None and (sent.contact.failures or sent.was_unreachable):
        _well_again(sent.contact)
    if following is not None and begun:
        following.delivery.lease_until = lease
        following.delivery.attempts += 1
    return begun


def release(jobs: Sequence[Job], *, at: datetime) -> None:
    """Give back what was claimed and not begun: the next sweep takes it at once."""
    Delivery.objects.filter(
        pk__in=[job.delivery.pk for job in jobs], state=DeliveryState.CLAIMED, attempts=0
    ).update(lease_until=at, next_attempt_at=at)


@transaction.atomic
def withdrawn(job: Job) -> bool:
    """Asked right before it leaves: what a drill must not say any more, or never to this reader,
    stays. With it stays what was to leave in the same message, and is told anew."""
    if not any(row.exercise for row in job.rows):
        return False
    mine = list(Notification.objects.select_for_update().filter(delivery=job.delivery))
    stopped = outside(mine) | {
        row.pk: row.reason for row in mine if row.state == NotificationState.SUPPRESSED
    }
    if not stopped:
        return False
    for row in mine:
        if row.pk in stopped:
            row.state, row.reason = NotificationState.SUPPRESSED.value, stopped[row.pk]
        elif row.state == NotificationState.SENDING:
            row.state, row.delivery = NotificationState.PENDING.value, None
    Notification.objects.bulk_update(mine, ["state", "reason", "delivery"])
    _close(job.delivery, _("Nobody waits for it any more."))
    return True


@transaction.atomic
def _well_again(contact: ContactPoint) -> None:
    ContactPoint.objects.filter(pk=contact.pk).update(failures=0, last_error="")
    reached(contact)


@transaction.atomic
def mark_failed(job: Job, error: NotDelivered, *, at: datetime) -> None:
    """Tried again once after 30 s, then the next channel takes over."""
    mine = Delivery.objects.select_for_update().filter(
        pk=job.delivery.pk, state=DeliveryState.CLAIMED, lease_until=job.delivery.lease_until
    )
    if not mine.exists():
        return
    words = f"{error.words}"[:500]
    ContactPoint.objects.filter(pk=job.contact.pk).update(
        failures=F("failures") + 1, last_error=words
    )
    if error.final or job.delivery.attempts >= TRIES:
        _give_up(job, error.reason, words, at)
    else:
        mine.update(
            state=DeliveryState.RETRY,
            next_attempt_at=at + timedelta(seconds=RETRY_S),
            lease_until=None,
            error=words,
        )


def _give_up(job: Job, reason: str, words: str, at: datetime) -> None:
    Delivery.objects.filter(pk=job.delivery.pk).update(
        state=DeliveryState.FAILED, error=words, lease_until=None, next_attempt_at=None
    )
    for row in job.rows:
        row.state, row.reason = NotificationState.FAILED.value, reason
    fall_back(job.rows, readers={job.contact.pk: job.reader}, house=job.house, at=at)
    Notification.objects.bulk_update(job.rows, ["state", "reason", "not_before"])


def _close(delivery: Delivery, error: str) -> None:
    """Nobody is to be told any more."""
    delivery.state, delivery.error = DeliveryState.FAILED.value, error
    delivery.lease_until = delivery.next_attempt_at = None
    delivery.save(update_fields=["state", "error", "lease_until", "next_attempt_at"])


def _note_death(delivery: Delivery) -> str:
    """A worker that died while sending: the first time costs no try, the third is the last."""
    if delivery.state != DeliveryState.CLAIMED or delivery.attempts == 0:
        return ""
    if not delivery.resent:
        delivery.resent = True
        delivery.attempts -= 1
    return "worker_lost" if delivery.attempts >= DEATHS - 1 else ""


def _lease(delivery: Delivery, at: datetime) -> None:
    delivery.state = DeliveryState.CLAIMED.value
    delivery.lease_until = delivery.next_attempt_at = lease_from(at)
    delivery.save(
        update_fields=[
            *("state", "lease_until", "next_attempt_at"),
            *("resent", "attempts", "subject", "body"),
        ]
    )


def _still_wanted(deliveries: Sequence[Delivery], at: datetime) -> dict[int, list[Notification]]:
    """Delivery id → the rows it still tells; the text follows when some have gone."""
    rows = list(
        Notification.objects.filter(delivery__in=deliveries, state=NotificationState.SENDING)
        .select_related("clock", "person", "user", "contact__person__user", "contact__user")
        .order_by("id")
    )
    stopped = reasons_to_stop(rows)
    for row in rows:
        if row.expires_at is not None and row.expires_at <= at:
            row.state, row.reason = NotificationState.EXPIRED.value, "expired"
        elif row.pk in stopped:
            row.state, row.reason = NotificationState.SUPPRESSED.value, stopped[row.pk]
    gone = [row for row in rows if row.state != NotificationState.SENDING.value]
    Notification.objects.bulk_update(gone, ["state", "reason"])
    left: dict[int, list[Notification]] = {delivery.pk: [] for delivery in deliveries}
    for row in rows:
        if row not in gone:
            left[row.delivery_id or 0].append(row)
    shortened = {row.delivery_id for row in gone}
    for delivery in deliveries:
        if delivery.pk in shortened and left[delivery.pk]:
            _render_again(delivery, left[delivery.pk])
    return left


def _render_again(delivery: Delivery, rows: list[Notification]) -> None:
    contact = rows[0].contact
    if contact is None:
        return
    reader = readers_of([contact], House.now())[contact.pk]
    rendered = render(rows, reader, delivery.channel)
    delivery.subject, delivery.body = rendered.subject, rendered.body
