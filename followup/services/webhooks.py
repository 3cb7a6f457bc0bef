"""Telling other systems: events are written with what they tell of, and delivered afterwards.

Events are kept only for somebody who listens: what happened is in the audit trail anyway.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from followup import webhook_types
from followup.models import WebhookDelivery, WebhookEndpoint, WebhookEvent

BATCH = 1000


@dataclass(frozen=True)
class Happening:
    """What is told: `type` is "<noun>.<what happened>", `data` JSON as the API gives the noun."""

    type: str
    subject_kind: str
    subject_code: str
    data: dict[str, Any]
    at: datetime


def publish(
    *, type: str, subject_kind: str, subject_code: str, data: dict[str, Any], at: datetime
) -> WebhookEvent | None:
    """Write the event and one waiting delivery per active endpoint that wants it.

    `type` must be registered in `webhook_types` (LookupError otherwise). Call inside the
    transaction of the change. None when nobody listens. One query then, three otherwise.
    """
    events = publish_many([Happening(type, subject_kind, subject_code, data, at)])
    return events[0] if events else None


@transaction.atomic
def publish_many(happened: Iterable[Happening]) -> list[WebhookEvent]:
    """As `publish`, for many at once: a constant number of queries per thousand."""
    told = list(happened)
    for type in {one.type for one in told}:
        if not webhook_types.is_known(type):
            raise LookupError(f"{type} is not registered in followup.webhook_types")
    listening = _listening({one.type for one in told})
    wanted = [one for one in told if listening.get(one.type)]
    if not wanted:
        return []
    events = WebhookEvent.objects.bulk_create((_event(one) for one in wanted), batch_size=BATCH)
    WebhookDelivery.objects.bulk_create(
        (
            _delivery(event, endpoint, at=event.at)
            for event in events
            for endpoint in listening[event.type]
        ),
        batch_size=BATCH,
    )
    return events


def write_event(happening: Happening) -> WebhookEvent:
    """The event alone, whoever listens; its `uid` is the webhook-id of every delivery of it."""
    event = _event(happening)
    event.save(force_insert=True)
    return event


def deliver(
    event: WebhookEvent,
    endpoint: WebhookEndpoint,
    *,
    at: datetime,
    replay_of: WebhookDelivery | None = None,
) -> WebhookDelivery:
    """One waiting delivery of `event`, due at once."""
    delivery = _delivery(event, endpoint, at=at, replay_of=replay_of)
    delivery.save(force_insert=True)
    return delivery


def _listening(types: set[str]) -> dict[str, list[WebhookEndpoint]]:
    """Type → the active endpoints that want it (one query)."""
    patterns = {type: set(webhook_types.patterns_of(type)) for type in types}
    everything = sorted(set().union(*patterns.values())) if patterns else []
    endpoints = list(
        WebhookEndpoint.objects.filter(is_active=True, event_types__overlap=everything)
    )
    return {
        type: [one for one in endpoints if wanted.intersection(one.event_types)]
        for type, wanted in patterns.items()
    }


def _event(happening: Happening) -> WebhookEvent:
    return WebhookEvent(
        uid=f"evt_{uuid.uuid4().hex}",
        type=happening.type,
        at=happening.at,
        data=happening.data,
        subject_kind=happening.subject_kind,
        subject_code=happening.subject_code,
    )


def _delivery(
    event: WebhookEvent,
    endpoint: WebhookEndpoint,
    *,
    at: datetime,
    replay_of: WebhookDelivery | None = None,
) -> WebhookDelivery:
    return WebhookDelivery(
        endpoint=endpoint, event=event, replay_of=replay_of, next_attempt_at=at, created_at=at
    )
