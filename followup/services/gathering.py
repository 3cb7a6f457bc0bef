"""What may leave now, claimed by contact point: one short transaction, no sending in it.

A contact point is locked while its rows are decided on (`SKIP LOCKED`: two workers never decide
on the same one), so throttling and bundling need no more. Rows that wait get a later `not_before`
and cost nothing until then.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings
from django.db import connection, transaction

from followup.domain import throttle
from followup.domain.quiet_hours import quiet_until
from followup.models import (
    EMAIL,
    Channel,
    ContactPoint,
    Delivery,
    DeliveryState,
    Notification,
    NotificationState,
)
from followup.services.fallback import fall_back, unreachable_among
from followup.services.readers import House, Reader, readers_of
from followup.services.rendering import render
from followup.services.stopping import reasons_to_stop

CANDIDATES = 2000

_DUE = """
SELECT c.id FROM followup_contactpoint c JOIN (
    SELECT contact_id, bool_or(urgent) AS urgent, min(not_before) AS since FROM (
        SELECT contact_id, urgent, not_before FROM followup_notification
        WHERE state = 'pending' AND not_before <= %s AND contact_id IS NOT NULL
        ORDER BY urgent DESC, not_before LIMIT %s
    ) waiting GROUP BY contact_id
) due ON due.contact_id = c.id
ORDER BY due.urgent DESC, due.since, c.id LIMIT %s FOR UPDATE OF c SKIP LOCKED
"""


@dataclass
class Job:
    """One claimed delivery with what sending it needs."""

    delivery: Delivery
    contact: ContactPoint
    reader: Reader
    channel: Channel | None  # None: e-mail
    rows: list[Notification]
    house: House
    was_unreachable: bool = False  # the recipient, on whatever channel


@dataclass
class _Decided:
    """What a transaction has decided, to be written in bulk."""

    changed: dict[int, Notification] = field(default_factory=dict)
    failed: list[Notification] = field(default_factory=list)
    jobs: list[Job] = field(default_factory=list)

    def settle(self, row: Notification, state: NotificationState, reason: str) -> None:
        row.state, row.reason = state.value, reason[:60]
        self.changed[row.pk] = row

    def fail(self, row: Notification, reason: str) -> None:
        self.settle(row, NotificationState.FAILED, reason)
        self.failed.append(row)

    def hold(self, row: Notification, until: datetime, reason: str) -> None:
        row.not_before, row.reason = until, reason
        self.changed[row.pk] = row


@transaction.atomic
def gather(*, at: datetime, limit: int = 100) -> tuple[list[Job], bool]:
    """Claim what is due of at most `limit` contact points, the urgent and the oldest first.

    The second answer says whether anything was found: there may be more.
    """
    contacts = _lock([row.pk for row in ContactPoint.objects.raw(_DUE, [at, CANDIDATES, limit])])
    if not contacts:
        return [], False
    house = House.now()
    readers = readers_of(contacts.values(), house)
    waiting = Notification.objects.filter(
        contact__in=contacts, state=NotificationState.PENDING, not_before__lte=at
    ).select_related("clock", "person", "user")
    decided = _Decided()
    wanted = _still_wanted(list(waiting.order_by("contact", "id")), decided, at)
    for contact_id, rows in groupby(wanted, key=lambda row: row.contact_id or 0):
        _decide(contacts[contact_id], readers[contact_id], list(rows), house, decided, at)
    _write(decided, readers, house, at)
    lost = unreachable_among(job.contact for job in decided.jobs)
    for job in decided.jobs:
        job.was_unreachable = job.contact.pk in lost
    return decided.jobs, True


def unusable(contact: ContactPoint, reader: Reader, house: House) -> str:
    """Why nothing can be sent to the contact point now, as a code; "" when it can (NTF-9)."""
    if not reader.is_active:
        return "recipient_inactive"
    if contact.channel == EMAIL:
        if not settings.MAIL_IS_SET_UP:
            return "mail_not_set_up"
        return "" if reader.email else "no_address"
    channel = house.channels.get(contact.channel)
    if channel is None:
        return "channel_gone"
    return "" if channel.is_active else "channel_inactive"


def lease_from(at: datetime) -> datetime:
    return at + timedelta(seconds=settings.SENDING_LEASE_S)


def new_message_id() -> str:
    return f"<{uuid4().hex}@{urlsplit(settings.PUBLIC_URL).hostname or 'localhost'}>"


def _lock(pks: Sequence[int]) -> dict[int, ContactPoint]:
    """The rows are locked already; this reads them with the people behind them."""
    found = ContactPoint.objects.filter(pk__in=pks).select_related("person__user", "user")
    return {one.pk: one for one in found}


def _still_wanted(rows: list[Notification], decided: _Decided, at: datetime) -> list[Notification]:
    """Without what has expired and what its kind no longer wants to say (NTF-4)."""
    timely = []
    for row in rows:
        if row.expires_at is not None and row.expires_at <= at:
            decided.settle(row, NotificationState.EXPIRED, "expired")
        else:
            timely.append(row)
    stopped = reasons_to_stop(timely)
    for row in timely:
        if row.pk in stopped:
            decided.settle(row, NotificationState.SUPPRESSED, stopped[row.pk])
    return [row for row in timely if row.pk not in stopped]


def _decide(
    contact: ContactPoint,
    reader: Reader,
    rows: list[Notification],
    house: House,
    decided: _Decided,
    at: datetime,
) -> None:
    problem = unusable(contact, reader, house)
    if problem:
        for row in rows:
            if problem == "recipient_inactive":
                decided.settle(row, NotificationState.SUPPRESSED, problem)
            else:
                decided.fail(row, problem)
        return
    urgent = [row for row in rows if row.urgent or row.grade == "I"]
    ordinary = [row for row in rows if row not in urgent]
    ordinary = _awake(ordinary, reader, decided, at)
    ordinary = _unthrottled(ordinary, contact, house, decided, at)
    bundles = [[row] for row in urgent] + ([ordinary] if ordinary else [])
    for bundle in bundles:
        decided.jobs.append(_claim(contact, reader, bundle, house, decided, at))


def _awake(
    rows: list[Notification], reader: Reader, decided: _Decided, at: datetime
) -> list[Notification]:
    """Without what has to wait for the end of the reader's quiet hours (NTF-7)."""
    until = quiet_until(at, zone=reader.zone, start=reader.quiet_from, end=reader.quiet_until)
    if until is None:
        return rows
    for row in rows:
        if row.held_in_quiet_hours:
            decided.hold(row, until, "quiet_hours")
    return [row for row in rows if not row.held_in_quiet_hours]


def _unthrottled(
    rows: list[Notification],
    contact: ContactPoint,
    house: House,
    decided: _Decided,
    at: datetime,
) -> list[Notification]:
    """All of them, or none: then all wait and leave together (NTF-5)."""
    until = throttle.free_at(
        at, contact.recent, limits_of(house.channels.get(contact.channel), house)
    )
    if until is None:
        return rows
    for row in rows:
        decided.hold(row, until, "throttled")
    return []


def limits_of(channel: Channel | None, house: House) -> list[throttle.Limit]:
    """How often a contact point of the channel (None: e-mail) may be written to."""
    limits = [throttle.Limit(channel.per_minute if channel else 1, house.settings.bundle_s)]
    if channel is not None and channel.per_quarter_hour is not None:
        limits.append(throttle.Limit(channel.per_quarter_hour, throttle.QUARTER_S))
    if channel is not None and channel.per_hour is not None:
        limits.append(throttle.Limit(channel.per_hour, throttle.HOUR_S))
    return limits


def _claim(
    contact: ContactPoint,
    reader: Reader,
    rows: list[Notification],
    house: House,
    decided: _Decided,
    at: datetime,
) -> Job:
    rendered = render(rows, reader, contact.channel)
    lease = lease_from(at)
    delivery = Delivery(
        contact=contact,
        person=contact.person,
        user=contact.user,
        channel=contact.channel,
        language=reader.language,
        message_id=new_message_id(),
        subject=rendered.subject,
        body=rendered.body,
        state=DeliveryState.CLAIMED.value,
        lease_until=lease,
        next_attempt_at=lease,
        created_at=at,
    )
    for row in rows:
        decided.settle(row, NotificationState.SENDING, "")
    return Job(delivery, contact, reader, house.channels.get(contact.channel), rows, house)


def _write(decided: _Decided, readers: dict[int, Reader], house: House, at: datetime) -> None:
    if decided.failed:
        fall_back(decided.failed, readers=readers, house=house, at=at)
    Delivery.objects.bulk_create([job.delivery for job in decided.jobs])
    for job in decided.jobs:
        for row in job.rows:
            row.delivery = job.delivery
    _update(list(decided.changed.values()))
    _update_contacts(decided.jobs, at)


def _update(rows: list[Notification]) -> None:
    """One plain statement: Django's bulk_update costs a millisecond a row."""
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE followup_notification n SET state = v.state, reason = v.reason,"
            " not_before = v.not_before, delivery_id = v.delivery FROM"
            " unnest(%s::bigint[], %s::text[], %s::text[], %s::timestamptz[], %s::bigint[])"
            " AS v(id, state, reason, not_before, delivery) WHERE n.id = v.id",
            [
                [row.pk for row in rows],
                [row.state for row in rows],
                [row.reason for row in rows],
                [row.not_before for row in rows],
                [row.delivery_id for row in rows],
            ],
        )


def _update_contacts(jobs: Sequence[Job], at: datetime) -> None:
    """The last hour's messages are remembered, for limits beyond one a minute."""
    times = Counter(job.contact.pk for job in jobs)
    if not times:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE followup_contactpoint c SET last_sent_at = %(at)s, recent = ARRAY("
            " SELECT one FROM unnest(c.recent) one WHERE one > %(at)s - interval '1 hour')"
            " || array_fill(%(at)s::timestamptz, ARRAY[v.times]) FROM"
            " unnest(%(ids)s::bigint[], %(times)s::int[]) AS v(id, times) WHERE c.id = v.id",
            {"at": at, "ids": list(times), "times": list(times.values())},
        )
