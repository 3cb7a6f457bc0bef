"""Injects that are due."""

from __future__ import annotations

import logging
from datetime import datetime

from celery import shared_task
from django.utils import timezone

log = logging.getLogger("bcm.drills")


@shared_task(name="drills.inject", expires=5, time_limit=60)
def inject() -> None:
    """Injects become due, and those that deliver themselves are delivered. Safe to run twice."""
    inject_now(at=timezone.now())


def inject_now(*, at: datetime) -> int:
    """How many came; each drill in its own transaction, so one failing stops no other."""
    from drills.models import Drill, DrillStatus, InjectStatus
    from drills.services.running import run_due

    due = Drill.objects.filter(
        status=DrillStatus.RUNNING,
        script__injects__status=InjectStatus.PENDING,
        script__injects__due_at__lte=at,
    )
    come = 0
    for drill in due.distinct().order_by("pk").only("pk"):
        try:
            come += run_due(drill, at=at)
        except Exception:
            log.exception("the injects of drill %s could not be worked out", drill.pk)
    return come
