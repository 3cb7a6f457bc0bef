"""Old messages go: they are about people, and nobody needs them after a year (docs/privacy.md)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from followup.models import (
    Delivery,
    DeliveryState,
    Notification,
    NotificationState,
    WebhookDelivery,
    WebhookDeliveryState,
    WebhookEvent,
)

SLICE = 1000


def tidy(*, older_than_days: int, at: datetime) -> int:
    """Delete messages, deliveries and webhook events that are done and older; answers how many.

    0 days: never.
    """
    if older_than_days < 1:
        return 0
    before = at - timedelta(days=older_than_days)
    done = (
        *(NotificationState.SENT, NotificationState.FAILED),
        *(NotificationState.SUPPRESSED, NotificationState.EXPIRED),
    )
    gone = 0
    for rows in (
        Notification.objects.filter(state__in=done, created_at__lt=before),
        Delivery.objects.filter(
            state__in=(DeliveryState.SENT, DeliveryState.FAILED), created_at__lt=before
        ),
        WebhookDelivery.objects.exclude(state=WebhookDeliveryState.PENDING).filter(
            created_at__lt=before
        ),
        # After their deliveries: an event that is still on its way, or was replayed, stays.
        WebhookEvent.objects.filter(at__lt=before, deliveries__isnull=True),
    ):
        while pks := list(rows.order_by("pk").values_list("pk", flat=True)[:SLICE]):
            with transaction.atomic():
                rows.model._default_manager.filter(pk__in=pks).delete()
            gone += len(pks)
    return gone
