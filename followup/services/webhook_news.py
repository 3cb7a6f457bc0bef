"""Telling administrators that the platform switched a webhook endpoint off."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.access import may
from accounts.models import User
from followup import messages, registry
from followup.messages import MessageKind
from followup.models import WebhookEndpoint
from followup.registry import Subject
from followup.services.outbox import Message, notify
from followup.services.people import holders_of

SUBJECT = "webhook_endpoint"
KIND = "webhook.disabled"


def tell_switched_off(endpoint: WebhookEndpoint, *, at: datetime, gone: bool) -> None:
    """In the caller's transaction, once for each time it is switched off."""
    message = Message(
        kind=f"{KIND}.gone" if gone else KIND,
        recipients=dict.fromkeys(holders_of("administrator"), ("administrators",)),
        subject=subject_of(endpoint),
        params={
            "endpoint": str(endpoint),
            "since": {"at": (endpoint.failing_since or at).isoformat()},
        },
        mark=f"{at:%Y%m%dT%H%M%S}",
    )
    notify(message, at=at)


def subject_of(endpoint: WebhookEndpoint) -> Subject:
    return Subject(
        kind=SUBJECT,
        code=endpoint.code,
        title=str(endpoint),
        url=endpoint.get_absolute_url(),
    )


class EndpointSource:
    label: Any = _("Webhook endpoint")

    def load(self, codes: Collection[str]) -> Mapping[str, Subject]:
        return {row.code: subject_of(row) for row in WebhookEndpoint.objects.filter(code__in=codes)}

    def visible_to(self, user: User, codes: Collection[str]) -> set[str]:
        return set(codes) if may(user, "webhook.view") else set()


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    registry.register_subject(SUBJECT, EndpointSource())
    messages.register(
        MessageKind(
            KIND,
            label=_("Webhook switched off"),
            title=_("Webhook switched off: %(endpoint)s"),
            text=_("Nothing but failures since %(since)s. Events are no longer sent there."),
            asks=_("Mend the receiver, switch the endpoint on again and replay what it missed."),
        ),
        MessageKind(
            f"{KIND}.gone",
            label=_("Webhook switched off: gone"),
            title=_("Webhook switched off: %(endpoint)s"),
            text=_("The receiver answered that it is gone for good (410)."),
            asks=_("Delete the endpoint, or enter its new address and switch it on again."),
        ),
    )
