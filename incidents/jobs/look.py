"""The look, every 15 seconds: grades that time alone has made worse (INC-2)."""

from __future__ import annotations

import logging
from datetime import datetime

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from incidents.models import Incident
from incidents.services.step import locked
from incidents.services.suggesting import refresh

log = logging.getLogger("bcm.incidents")
MOST = 200


@shared_task(name="incidents.look", expires=15, time_limit=120)
def look() -> None:
    look_now(at=timezone.now())


def look_now(*, at: datetime, most: int = MOST) -> int:
    """How many suggestions were due; each in its own transaction, so one failing stops no other."""
    due = Incident.objects.filter(suggestion_next_at__lte=at).order_by("suggestion_next_at", "pk")
    done = 0
    for incident in due.only("pk")[:most]:
        try:
            with transaction.atomic():
                row = locked(incident)
                if row.suggestion_next_at is not None and row.suggestion_next_at <= at:
                    refresh(row, at=at)
                    done += 1
        except Exception:
            log.exception("the suggestion of incident %s could not be worked out", incident.pk)
    return done
