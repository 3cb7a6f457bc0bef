"""Background work of governance, glued from `jobs`: what is due, and the day's health."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from governance.jobs.look import look as look_now


@shared_task(name="governance.look", expires=600)
def look() -> dict[str, int]:
    """Everything that is due of governance. Safe to run twice."""
    return look_now(at=timezone.now())
