"""Telling other systems: events are written with what they tell of, and delivered afterwards.

Events are kept only for somebody who listens: what happened is in the audit trail anyway.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.db import transaction

from followup import webhook_types
from followup.models import WebhookDelivery, WebhookEndpoint, WebhookEvent


@transaction.atomic
def publish(
    *, type: str, subject_kind: str, subject_code: str, data: dict[str, Any], at: datetime
) -> WebhookEvent | None:
    """Write the event and one waiting delivery per active endpoint that wants it.

    `type` is "<noun>.<what happened>": "assessment.approved", registered in `webhook_types`
    (LookupError otherwise). `data` is JSON as the API gives the noun. Call inside the
    transaction of the change. None when nobody listens. One query then, three otherwise.
    """
    if not webhook_types.is_known(type):
        raise LookupError(f"{type} is not registered in followup.webhook_types")
    listening = list(
        WebhookEndpoint.objects.filter(
            is_active=True, event_types__overlap=webhook_types.patterns_of(type)
        )
    )
    if not listening:
        return None
    event = write_event(type, data, at, subject_kind=subject_kind, subject_code=subject_code)
    deliver(event, listening, at=at)
    return event


def write_event(type: str, data: dict[str, Any], at: datetime, **subject: str) -> WebhookEvent:
    """The event alone; its `uid` becomes the webhook-id of every delivery of it."""
    return WebhookEvent.objects.create(
        uid=f"evt_{uuid.uuid4().hex}", type=type, at=at, data=data, **subject
    )


def deliver(
    event: WebhookEvent,
    endpoints: list[WebhookEndpoint],
    *,
    at: datetime,
    replay_of: WebhookDelivery | None = None,
) -> list[WebhookDelivery]:
    """One waiting delivery of `event` to each of `endpoints`."""
    return WebhookDelivery.objects.bulk_create(
        WebhookDelivery(
            endpoint=endpoint, event=event, replay_of=replay_of, next_attempt_at=at, created_at=at
        )
        for endpoint in endpoints
    )
