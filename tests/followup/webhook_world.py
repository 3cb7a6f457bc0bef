"""Endpoints on loopback, and events for them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from accounts.models import User
from followup.models import FollowupSettings, WebhookDelivery, WebhookEndpoint, WebhookEvent
from followup.services.endpoints import create_endpoint
from followup.services.webhook_delivery import send_due
from followup.services.webhooks import publish
from tests import factories

NOON = factories.NOON
APPROVED = "assessment.approved"


def allow_loopback() -> None:
    settings = FollowupSettings.current()
    settings.allowed_internal = ["127.0.0.1"]
    settings.save()


def administrator() -> User:
    known = User.objects.filter(username="admin").first()
    return known or factories.user("admin", "administrator")


def endpoint(
    url: str = "https://hooks.example.org/in", *types: str, **fields: Any
) -> tuple[WebhookEndpoint, str]:
    """An endpoint and its secret; for every event unless `types` say otherwise."""
    return create_endpoint(
        url=url, event_types=list(types) or ["*"], by=administrator(), at=NOON, **fields
    )


def event(type: str = APPROVED, at: datetime = NOON, **data: Any) -> WebhookEvent | None:
    return publish(
        type=type,
        subject_kind="assessment",
        subject_code="BIA-1",
        data=data or {"code": "BIA-1", "name": "道路救援"},
        at=at,
    )


def send(at: datetime = NOON, draw: float = 0.0) -> int:
    """One run of the sender at this instant; answers how many attempts were made."""
    return send_due(now=lambda: at, draw=lambda: draw)


def only() -> WebhookDelivery:
    return WebhookDelivery.objects.get()


def states() -> list[str]:
    return list(WebhookDelivery.objects.order_by("pk").values_list("state", flat=True))
