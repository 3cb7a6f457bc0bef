"""Periodic work of this app."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from bia.services import clock_keeping


@shared_task(name="bia.keep_clocks")
def keep_clocks() -> int:
    """Clocks follow the rows; how many had to be started or stopped."""
    kept = clock_keeping.keep_clocks(at=timezone.now())
    return kept.started + kept.cancelled
