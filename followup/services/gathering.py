"""What may leave now, claimed by contact point: one short transaction, no sending in it.

A contact point is locked while its rows are decided on (`SKIP LOCKED`: two workers never decide
on the same one), so throttling and bundling need no more. Rows that wait get a later `not_before`
and cost nothing until then.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from django.db import connection, transaction

from followup.models import ContactPoint, Delivery, Notification, NotificationState
from followup.services.deciding import Decided, decide
from followup.services.fallback import fall_back, unreachable_among
from followup.services.jobs import Job
from followup.services.readers import House, Reader, readers_of
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
    decided = Decided(house, at)
    wanted = _still_wanted(list(waiting.order_by("contact", "id")), decided)
    for contact_id, rows in groupby(wanted, key=lambda row: row.contact_id or 0):
        decide(contacts[contact_id], readers[contact_id], list(rows), decided)
    _write(decided, readers)
    lost = unreachable_among(job.contact for job in decided.jobs)
    for job in decided.jobs:
        job.was_unreachable = job.contact.pk in lost
    return decided.jobs, True


def _lock(pks: Sequence[int]) -> dict[int, ContactPoint]:
    """The rows are locked already; this reads them with the people behind them."""
    found = ContactPoint.objects.filter(pk__in=pks).select_related("person__user", "user")
    return {one.pk: one for one in found}


def _still_wanted(rows: list[Notification], decided: Decided) -> list[Notification]:
    """Without what has expired and what its kind no longer wants to say (NTF-4)."""
    timely = []
    for row in rows:
        if row.expires_at is not None and row.expires_at <= decided.at:
            decided.settle(row, NotificationState.EXPIRED, "expired")
        else:
            timely.append(row)
    stopped = reasons_to_stop(timely)
    for row in timely:
        if row.pk in stopped:
            decided.settle(row, NotificationState.SUPPRESSED, stopped[row.pk])
    return [row for row in timely if row.pk not in stopped]


def _write(decided: Decided, readers: dict[int, Reader]) -> None:
    if decided.failed:
        fall_back(decided.failed, readers=readers, house=decided.house, at=decided.at)
    Delivery.objects.bulk_create([job.delivery for job in decided.jobs])
    for job in decided.jobs:
        for row in job.rows:
            row.delivery = job.delivery
    _update(list(decided.changed.values()))
    _update_contacts(decided.jobs, decided.at)


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
