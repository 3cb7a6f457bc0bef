"""Background work of the reports: the sweep finds what waits; the queue is the table."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from reports.services import parts, queue, scheduled
from reports.services.building import SLICE, build
from reports.services.sharing import help_with

log = logging.getLogger(__name__)

SWEEP_S = 60
"""A sweep goes on with the next report only within its first minute."""


@shared_task(name="reports.sweep", expires=30)
def sweep() -> int:
    """Build what waits, one after the other; answers how many were worked on.

    Safe to run twice or on many workers: a report is leased to one of them at a time, and so is
    each of its parts. Whoever finds nothing waiting helps with the oldest one that is being built,
    until something waits.
    """
    began, built = timezone.now(), 0
    while timezone.now() - began < timedelta(seconds=SWEEP_S):
        report = queue.claim(at=timezone.now())
        if report is not None:
            build(report)
            built += 1
            continue
        shared = parts.shared(at=timezone.now())
        if shared is None or not help_with(shared, go_on=lambda: _may_help(began)):
            break
        built += 1
    return built


def _may_help(began: datetime) -> bool:
    return timezone.now() - began < SLICE and not queue.has_waiting()


@shared_task(name="reports.schedule", expires=60)
def schedule() -> int:
    """Ask for the reports that are due, and send those that are done; answers how many of both.

    Safe to run twice: each row is done under its lock, in one transaction with what comes of it.
    """
    at, done = timezone.now(), 0
    for step in (scheduled.run_due, scheduled.deliver_done):
        try:
            done += step(at=at)
        except Exception:
            # What is asked for and what is sent do not wait for each other.
            log.exception("schedules: %s", step.__name__)
    return done


@shared_task(name="reports.expire")
def expire() -> int:
    """Drop files older than REPORT_KEEP_DAYS (0: never); their digests stay on the shelf."""
    days = settings.REPORT_KEEP_DAYS
    if not days:
        return 0
    return queue.expire_files(older_than=timezone.now() - timedelta(days=days))
