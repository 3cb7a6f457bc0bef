"""What is due of drills, every minute, part by part: one that fails stops no other."""

from __future__ import annotations

import logging
from datetime import datetime
from importlib import import_module

from celery import shared_task
from django.utils import timezone

log = logging.getLogger("bcm.drills")

# Functions of one argument, `at`; all are safe to run twice.
PARTS = (
    ("drills.services.left_running", "look"),
    ("drills.services.programme", "keep_hourly"),
    ("drills.services.reminding", "remind"),
    ("drills.services.report_reminding", "remind"),
    ("drills.services.real_watch", "look"),
)


@shared_task(name="drills.look", expires=60, time_limit=300)
def look() -> None:
    """Slots, reminders, drills left running. Safe to run twice."""
    look_now(at=timezone.now())


def look_now(*, at: datetime) -> None:
    for module, name in PARTS:
        try:
            getattr(import_module(module), name)(at)
        except Exception:
            log.exception("%s.%s could not do its part", module, name)
