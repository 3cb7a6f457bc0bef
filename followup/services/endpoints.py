"""Where webhooks go: endpoints with their secrets, their tests and replays."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accounts.access import require
from accounts.models import User
from followup import webhook_types
from followup.models import WebhookDelivery, WebhookDeliveryState, WebhookEndpoint
from followup.services.numbers import next_number
from followup.services.outbound import require_allowed
from followup.services.secrets import seal
from followup.services.webhooks import Happening, deliver, write_event
from lib.errors import GuardsUnmet, Problem, Refused
from lib.versioning import change, create

PERMISSION = "webhook.change"
BOTH_SIGN_FOR = timedelta(hours=24)
SECRET_BYTES = 32


@transaction.atomic
def create_endpoint(
    *,
    url: str,
    event_types: Sequence[str],
    by: User,
    at: datetime,
    name: str = "",
    is_active: bool = True,
    code: str = "",
) -> tuple[WebhookEndpoint, str]:
    """The endpoint, and its secret to be shown this once ("whsec_…").

    Raises Refused: at `url` what the outbound policy does not allow, at `event_types` what is
    no known type, "<noun>.*" or "*".
    """
    require(by, PERMISSION)
    require_allowed(url, "url")
    secret = new_secret()
    endpoint = create(
        WebhookEndpoint,
        code=code or next_number("WH", at=at),
        name=name,
        url=url,
        event_types=checked_types(event_types),
        is_active=is_active,
        secret=seal(secret),
    )
    return endpoint, secret


@transaction.atomic
def change_endpoint(
    endpoint: WebhookEndpoint, *, by: User, at: datetime, read_version: int | None, **fields: Any
) -> list[str]:
    """Change name, url, event_types or is_active; answers what changed.

    Switched off, what still waits is cancelled; switched on, old failures are forgotten.
    """
    require(by, PERMISSION, endpoint)
    if "url" in fields:
        require_allowed(fields["url"], "url")
    if "event_types" in fields:
        fields["event_types"] = checked_types(fields["event_types"])
    if fields.get("is_active"):
        fields |= {"disabled_at": None}
    changed = change(endpoint, read_version=read_version, **fields)
    if "is_active" in changed:
        if endpoint.is_active:
            WebhookEndpoint.objects.filter(pk=endpoint.pk).update(failing_since=None)
            endpoint.failing_since = None
        else:
            cancel_waiting(endpoint)
    return changed


@transaction.atomic
def rotate_secret(
    endpoint: WebhookEndpoint, *, by: User, at: datetime, read_version: int | None = None
) -> str:
    """A new secret, shown this once; the one before signs beside it for 24 hours."""
    require(by, PERMISSION, endpoint)
    secret = new_secret()
    change(
        endpoint,
        read_version=read_version,
        secret=seal(secret),
        previous_secret=endpoint.secret,
        previous_until=at + BOTH_SIGN_FOR,
    )
    return secret


@transaction.atomic
def delete_endpoint(endpoint: WebhookEndpoint, *, by: User, at: datetime) -> None:
    """Its deliveries go with it; the events stay."""
    require(by, PERMISSION, endpoint)
    endpoint.delete()


@transaction.atomic
def send_test(endpoint: WebhookEndpoint, *, by: User, at: datetime) -> WebhookDelivery:
    """An event of the type webhook.test, to this endpoint only."""
    require(by, PERMISSION, endpoint)
    _switched_on(endpoint)
    data = {"endpoint": endpoint.code, "name": endpoint.name, "sent_by": by.username}
    happening = Happening(webhook_types.TEST, "webhook_endpoint", endpoint.code, data, at)
    return deliver(write_event(happening), endpoint, at=at)


@transaction.atomic
def replay(delivery: WebhookDelivery, *, by: User, at: datetime) -> WebhookDelivery:
    """The same event again, with the same webhook-id: a receiver that had it may skip it."""
    require(by, PERMISSION, delivery.endpoint)
    _switched_on(delivery.endpoint)
    if delivery.state == WebhookDeliveryState.PENDING:
        raise GuardsUnmet.one("still_waiting", _("This delivery is still on its way."))
    return deliver(delivery.event, delivery.endpoint, at=at, replay_of=delivery)


def cancel_waiting(endpoint: WebhookEndpoint) -> int:
    """What waits for the endpoint will not be sent; it can be replayed."""
    return WebhookDelivery.objects.filter(
        endpoint=endpoint, state=WebhookDeliveryState.PENDING
    ).update(
        state=WebhookDeliveryState.CANCELLED,
        next_attempt_at=None,
        lease_until=None,
        error="switched_off",
    )


def switch_off(endpoint: WebhookEndpoint, *, at: datetime) -> bool:
    """By the platform itself, after days of failures or when the receiver says it is gone.

    False when it was off already. The caller holds the transaction and tells the people.
    """
    switched = WebhookEndpoint.objects.filter(pk=endpoint.pk, is_active=True).update(
        is_active=False, disabled_at=at, updated_at=at, version=F("version") + 1
    )
    cancel_waiting(endpoint)
    return bool(switched)


def new_secret() -> str:
    return "whsec_" + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def checked_types(patterns: Sequence[str]) -> list[str]:
    """Each once, as given. Raises Refused at `event_types`."""
    if not patterns:
        words = _("Choose at least one event, or * for all.")
        raise Refused("required", words, "event_types")
    problems = [
        Problem("unknown_type", _unknown(pattern), "event_types")
        for pattern in dict.fromkeys(patterns)
        if not webhook_types.is_pattern(pattern)
    ]
    if problems:
        raise Refused.many(problems)
    return list(dict.fromkeys(patterns))


def _unknown(pattern: str) -> Any:
    return _("There is no event “%(name)s”.") % {"name": pattern[:80]}


def _switched_on(endpoint: WebhookEndpoint) -> None:
    if not endpoint.is_active:
        raise GuardsUnmet.one("not_active", _("This endpoint is switched off."))
