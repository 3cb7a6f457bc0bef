"""Periodic work of this app."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from bia.services import clock_keeping, findings


@shared_task(name="bia.keep_clocks")
def keep_clocks() -> int:
    """Clocks follow the rows; how many had to be started or stopped."""
    kept = clock_keeping.keep_clocks(at=timezone.now())
    return kept.started + kept.cancelled


@shared_task(name="bia.check_findings")
def check_findings() -> int:
    """The rules look again; how many findings were raised or cleared. Skips what is unchanged."""
    checked = findings.check_findings(at=timezone.now())
    return checked.raised + checked.cleared
