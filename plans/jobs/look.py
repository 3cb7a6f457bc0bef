"""The look, every minute: what is due, late or over. Rows only; nothing is printed here."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from importlib import import_module

from celery import shared_task
from django.utils import timezone

log = logging.getLogger("bcm.plans")

# Each is called with `at=`, in its own transaction: what one fails at, the others do all the same.
PARTS = (
    "plans.services.reachability_look.look",
    "plans.services.review_due.open_reviews",
    "plans.services.backfill_clock.keep_clocks",
    "plans.services.review_due.keep_clocks",
    "plans.services.copy_facts.look",
)


@shared_task(name="plans.look", expires=60, time_limit=300)
def look() -> None:
    """Every sixty seconds."""
    look_now(at=timezone.now())


def look_now(*, at: datetime, parts: tuple[str, ...] = PARTS) -> list[str]:
    """Runs every part; names of those that failed."""
    failed = []
    for name in parts:
        try:
            _part(name)(at=at)
        except Exception:
            log.exception("the look could not do its part %s", name)
            failed.append(name)
    return failed


def _part(name: str) -> Callable[..., object]:
    module, _dot, function = name.rpartition(".")
    found: Callable[..., object] = getattr(import_module(module), function)
    return found
