"""Locations are looked through: new backups, copies that are gone, free space."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone


@shared_task(name="backups.scan", expires=5, time_limit=15 * 60)
def scan() -> list[str]:
    """Every five seconds: the locations that are due and may be read now, one at a time."""
    from backups.services.scanning import scan_due

    return scan_due(at=timezone.now(), most=1)
