"""Periodic work of the accounts app: seals, and forgetting what must not be kept."""

from __future__ import annotations

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from accounts.services.idempotency import expire_idempotency_keys
from accounts.services.personal_data import erase_addresses
from accounts.services.seal import seal_audit


@shared_task(name="accounts.seal_audit")
def seal() -> None:
    seal_audit(at=timezone.now())


@shared_task(name="accounts.forget")
def forget() -> None:
    """Old network addresses and used idempotency keys go."""
    now = timezone.now()
    erase_addresses(older_than_days=settings.AUDIT_ADDRESS_DAYS, at=now)
    expire_idempotency_keys(at=now)
