"""Once a day: rows whose time is over."""

from __future__ import annotations

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from backups.services import tidying

LONGEST = timedelta(minutes=8)


@shared_task(name="backups.tidy")
def tidy() -> dict[str, int]:
    """Whatever it does not get to is left to tomorrow."""
    begun = timezone.now()
    return tidying.tidy(at=begun, stop=lambda: timezone.now() - begun > LONGEST)
