"""What happens to the rows of one contact point now: sent, held, or not sent (NTF-5, NTF-7)."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import datetime

from followup.domain import throttle
from followup.domain.quiet_hours import quiet_until
from followup.models import (
    Channel,
    ContactPoint,
    Delivery,
    DeliveryState,
    Notification,
    NotificationState,
)
from followup.services.jobs import Job, lease_from, new_message_id, unusable
from followup.services.readers import House, Reader
from followup.services.rendering import Rendered, render

log = logging.getLogger(__name__)


@dataclass
class Decided:
    """What a transaction has decided so far; the caller writes it in bulk."""

    house: House
    at: datetime
    changed: dict[int, Notification] = field(default_factory=dict)
    failed: list[Notification] = field(default_factory=list)
    jobs: list[Job] = field(default_factory=list)

    def settle(self, row: Notification, state: NotificationState, reason: str) -> None:
        row.state, row.reason = state.value, reason[:60]
        self.changed[row.pk] = row

    def fail(self, row: Notification, reason: str) -> None:
        """Another channel is tried instead."""
        self.settle(row, NotificationState.FAILED, reason)
        self.failed.append(row)

    def hold(self, row: Notification, until: datetime, reason: str) -> None:
        row.not_before, row.reason = until, reason
        self.changed[row.pk] = row


def decide(
    contact: ContactPoint, reader: Reader, rows: list[Notification], decided: Decided
) -> None:
    """`rows` are due and still wanted; the urgent ones leave alone and at once."""
    problem = unusable(contact, reader, decided.house)
    if problem:
        for row in rows:
            if problem == "recipient_inactive":
                decided.settle(row, NotificationState.SUPPRESSED, problem)
            else:
                decided.fail(row, problem)
        return
    urgent = [row for row in rows if is_urgent(row)]
    ordinary = _awake([row for row in rows if not is_urgent(row)], reader, decided)
    ordinary = _unthrottled(ordinary, contact, decided)
    for bundle in [[row] for row in urgent] + ([ordinary] if ordinary else []):
        legible, rendered = _rendered(bundle, reader, contact.channel, decided)
        if rendered is not None:
            decided.jobs.append(_claim(contact, reader, legible, rendered, decided))


def is_urgent(row: Notification) -> bool:
    """K1–K3 and everything of grade I (NTF-5)."""
    return row.urgent or row.grade == "I"


def limits_of(channel: Channel | None, house: House) -> list[throttle.Limit]:
    """How often a contact point of the channel (None: e-mail) may be written to."""
    limits = [throttle.Limit(channel.per_minute if channel else 1, house.settings.bundle_s)]
    if channel is not None and channel.per_quarter_hour is not None:
        limits.append(throttle.Limit(channel.per_quarter_hour, throttle.QUARTER_S))
    if channel is not None and channel.per_hour is not None:
        limits.append(throttle.Limit(channel.per_hour, throttle.HOUR_S))
    return limits


def _awake(rows: list[Notification], reader: Reader, decided: Decided) -> list[Notification]:
    """Without what has to wait for the end of the reader's quiet hours (NTF-7)."""
    until = quiet_until(
        decided.at, zone=reader.zone, start=reader.quiet_from, end=reader.quiet_until
    )
    if until is None:
        return rows
    for row in rows:
        if row.held_in_quiet_hours:
            decided.hold(row, until, "quiet_hours")
    return [row for row in rows if not row.held_in_quiet_hours]


def _unthrottled(
    rows: list[Notification], contact: ContactPoint, decided: Decided
) -> list[Notification]:
    """All of them, or none: then all wait and leave together (NTF-5)."""
    limits = limits_of(decided.house.channels.get(contact.channel), decided.house)
    until = throttle.free_at(decided.at, contact.recent, limits)
    if until is None:
        return rows
    for row in rows:
        decided.hold(row, until, "throttled")
    return []


def _rendered(
    rows: list[Notification], reader: Reader, channel: str, decided: Decided
) -> tuple[list[Notification], Rendered | None]:
    """The message of all rows that have words: one without must not hold up the others."""
    whole = _words(rows, reader, channel)
    if whole is not None:
        return rows, whole
    legible = []
    for row in rows:
        if len(rows) > 1 and _words([row], reader, channel) is not None:
            legible.append(row)
        else:
            decided.settle(row, NotificationState.FAILED, "illegible")
    return legible, _words(legible, reader, channel) if legible else None


def _words(rows: list[Notification], reader: Reader, channel: str) -> Rendered | None:
    try:
        return render(rows, reader, channel)
    except Exception:
        log.exception("messages %s have no words", [row.pk for row in rows])
        return None


def _claim(
    contact: ContactPoint,
    reader: Reader,
    rows: list[Notification],
    rendered: Rendered,
    decided: Decided,
) -> Job:
    lease = lease_from(decided.at)
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
        created_at=decided.at,
    )
    for row in rows:
        decided.settle(row, NotificationState.SENDING, "")
    channel = decided.house.channels.get(contact.channel)
    return Job(delivery, contact, reader, channel, rows, decided.house)
