"""Background work of the reports: the sweep finds what waits; the queue is the table."""

from __future__ import annotations

from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from reports.services import queue
from reports.services.building import build

SWEEP_S = 60
"""A sweep goes on with the next report only within its first minute."""


@shared_task(name="reports.sweep", expires=30)
def sweep() -> int:
    """Build what waits, one after the other; answers how many were worked on.

    Safe to run twice or on many workers: a report is leased to one of them at a time.
    """
    began, built = timezone.now(), 0
    while timezone.now() - began < timedelta(seconds=SWEEP_S):
        report = queue.claim(at=timezone.now())
        if report is None:
            break
        build(report)
        built += 1
    return built


@shared_task(name="reports.expire")
def expire() -> int:
    """Drop files older than REPORT_KEEP_DAYS (0: never); their digests stay on the shelf."""
    days = settings.REPORT_KEEP_DAYS
    if not days:
        return 0
    return queue.expire_files(older_than=timezone.now() - timedelta(days=days))
