"""Sending what waits: claimed one by one per endpoint, so that a slow one holds up only itself.

A claim is a lease. A worker that is killed leaves it behind; when it runs out the delivery is
sent again with the same webhook-id. Receivers may therefore get an event twice, never half.
"""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.utils import timezone

from followup.domain.webhook_retry import ATTEMPTS, is_hopeless, wait_s
from followup.models import WebhookDelivery, WebhookDeliveryState, WebhookEndpoint
from followup.services.endpoints import cancel_waiting, switch_off
from followup.services.outbound import current_policy
from followup.services.secrets import SecretLost
from followup.services.webhook_news import tell_switched_off
from followup.services.webhook_request import Answer, body_of, headers_of, post
from lib.outbound import Policy

log = logging.getLogger(__name__)

PARALLEL = 8  # endpoints at once
LEASE = timedelta(seconds=120)  # far beyond the longest request
RUN_S = 20.0  # nothing new is begun after this; the next run goes on
GONE = 410


@dataclass(frozen=True)
class Claim:
    """A delivery that is ours until `until`."""

    delivery: WebhookDelivery
    until: datetime

    @property
    def endpoint(self) -> WebhookEndpoint:
        return self.delivery.endpoint


def send_due(
    now: Callable[[], datetime] = timezone.now, draw: Callable[[], float] = random.random
) -> int:
    """Send what is due; answers how many attempts were made. Any number may run at once.

    An endpoint that fails is left alone until the next run: it is asked once, not once for
    each event that waits for it.
    """
    policy = current_policy()
    until = time.monotonic() + RUN_S
    made, failed = 0, set[int]()
    running: dict[Future[Answer], Claim] = {}
    with ThreadPoolExecutor(PARALLEL, thread_name_prefix="webhook") as pool:
        while True:
            while len(running) < PARALLEL and time.monotonic() < until:
                claimed = claim(now(), but=failed)
                if claimed is None:
                    break
                running[pool.submit(_attempt, claimed, policy, now())] = claimed
            if not running:
                return made
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                claimed, answer = running.pop(future), future.result()
                record(claimed, answer, at=now(), jitter=draw())
                made += 1
                if not answer.is_delivered:
                    failed.add(claimed.endpoint.pk)


def claim(at: datetime, *, but: set[int] | frozenset[int] = frozenset()) -> Claim | None:
    """The next delivery to send, of an endpoint nobody is sending to; None when there is none.

    Endpoints that answer come before those that fail, then who waits longest. The attempt is
    counted here, so that one that kills its worker comes to an end too.
    """
    busy = set(but)
    while True:
        with transaction.atomic():
            endpoint = _waiting_endpoints(at).exclude(pk__in=busy).first()
            if endpoint is None:
                return None
            # Looked at again under the lock: another worker may have been a moment faster.
            delivery = (
                None if _leased(at).filter(endpoint=endpoint).exists() else _next(endpoint, at)
            )
            if delivery is None:
                busy.add(endpoint.pk)
            elif not endpoint.is_active:
                cancel_waiting(endpoint)
            elif delivery.attempts >= ATTEMPTS:
                _give_up(delivery, at, error="worker_lost")
            else:
                return _lease(delivery, endpoint, at)


def record(claimed: Claim, answer: Answer, *, at: datetime, jitter: float) -> None:
    """Write down how an attempt ended, unless the lease ran out and another one made it."""
    seen = {
        "status_code": answer.status,
        "response": answer.text,
        "error": answer.error[:500],
        "duration_ms": answer.duration_ms,
        "lease_until": None,
    }
    rows = WebhookDelivery.objects.filter(pk=claimed.delivery.pk)
    with transaction.atomic():
        if answer.is_delivered:
            # Arrived is arrived, whoever holds the lease by now.
            rows.exclude(state=WebhookDeliveryState.DELIVERED).update(
                state=WebhookDeliveryState.DELIVERED, delivered_at=at, next_attempt_at=None, **seen
            )
            WebhookEndpoint.objects.filter(
                pk=claimed.endpoint.pk, failing_since__isnull=False
            ).update(failing_since=None)
            return
        mine = rows.filter(state=WebhookDeliveryState.PENDING, lease_until=claimed.until)
        pause = wait_s(claimed.delivery.attempts, jitter=jitter, asked_s=answer.asked_wait_s)
        if not mine.update(next_attempt_at=at + timedelta(seconds=pause or 0), **seen):
            return
        WebhookEndpoint.objects.filter(pk=claimed.endpoint.pk, failing_since=None).update(
            failing_since=at
        )
        if answer.status == GONE:
            rows.update(state=WebhookDeliveryState.FAILED, next_attempt_at=None)
            _switch_off(claimed.endpoint, at, gone=True)
        elif pause is None:
            _give_up(claimed.delivery, at, error=answer.error)


def _attempt(claimed: Claim, policy: Policy, at: datetime) -> Answer:
    """In a thread of its own: touches no table."""
    event, endpoint = claimed.delivery.event, claimed.endpoint
    body = body_of(event)
    try:
        headers = headers_of(endpoint, event, body, at)
    except SecretLost:
        return Answer(error="secret_lost")
    return post(endpoint.url, body, headers, policy=policy)


def _due(at: datetime) -> QuerySet[WebhookDelivery]:
    waiting = WebhookDelivery.objects.filter(
        state=WebhookDeliveryState.PENDING, next_attempt_at__lte=at
    )
    return waiting.exclude(lease_until__gt=at)


def _leased(at: datetime) -> QuerySet[WebhookDelivery]:
    return WebhookDelivery.objects.filter(state=WebhookDeliveryState.PENDING, lease_until__gt=at)


def _waiting_endpoints(at: datetime) -> QuerySet[WebhookEndpoint]:
    """Locked as they are read; rows that point at them can still be written meanwhile."""
    theirs = _due(at).filter(endpoint=OuterRef("pk")).order_by("next_attempt_at")
    return (
        WebhookEndpoint.objects.filter(Exists(theirs))
        .exclude(Exists(_leased(at).filter(endpoint=OuterRef("pk"))))
        .annotate(longest=Subquery(theirs.values("next_attempt_at")[:1]))
        .order_by(F("failing_since").asc(nulls_first=True), "longest", "pk")
        .select_for_update(skip_locked=True, no_key=True, of=("self",))
    )


def _next(endpoint: WebhookEndpoint, at: datetime) -> WebhookDelivery | None:
    """The oldest event first, as far as failures allow."""
    due = _due(at).filter(endpoint=endpoint).select_related("event")
    return due.order_by("event_id", "pk").first()


def _lease(delivery: WebhookDelivery, endpoint: WebhookEndpoint, at: datetime) -> Claim:
    delivery.endpoint = endpoint
    delivery.attempts += 1
    delivery.lease_until = at + LEASE
    delivery.save(update_fields=["attempts", "lease_until"])
    if endpoint.previous_until is not None and endpoint.previous_until <= at:
        WebhookEndpoint.objects.filter(pk=endpoint.pk).update(
            previous_secret="", previous_until=None
        )
    return Claim(delivery, delivery.lease_until)


def _give_up(delivery: WebhookDelivery, at: datetime, *, error: str) -> None:
    """No more attempts; the endpoint is switched off after days of nothing but failures."""
    WebhookDelivery.objects.filter(pk=delivery.pk).update(
        state=WebhookDeliveryState.FAILED, next_attempt_at=None, lease_until=None, error=error[:500]
    )
    endpoint = WebhookEndpoint.objects.get(pk=delivery.endpoint_id)
    if is_hopeless(endpoint.failing_since, at):
        _switch_off(endpoint, at)


def _switch_off(endpoint: WebhookEndpoint, at: datetime, *, gone: bool = False) -> None:
    if switch_off(endpoint, at=at):
        log.warning("Webhook endpoint %s is switched off (gone: %s).", endpoint.code, gone)
        tell_switched_off(endpoint, at=at, gone=gone)
