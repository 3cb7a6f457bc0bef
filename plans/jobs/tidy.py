"""Once a day: rows of customers whose time is over, stocks that ran low past the verbs."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from celery import shared_task
from django.utils import timezone

from plans.services import backfill_clock, backfill_purge, stock

log = logging.getLogger("bcm.plans")
LONGEST = timedelta(minutes=8)


@shared_task(name="plans.tidy")
def tidy() -> dict[str, int]:
    """Whatever it does not get to is left to tomorrow."""
    begun = timezone.now()
    return tidy_now(at=begun, stop=lambda: timezone.now() - begun > LONGEST)


def tidy_now(*, at: datetime, stop: Callable[[], bool] = lambda: False) -> dict[str, int]:
    """What each part did; what one fails at, the others do all the same."""
    parts: dict[str, Callable[[], int]] = {
        "rows_purged": lambda: backfill_purge.purge(at=at, stop=stop),
        "stocks_told": lambda: stock.judge_stock(at=at),
        "clocks_kept": lambda: backfill_clock.keep_clocks(at=at),
    }
    done = {}
    for name, part in parts.items():
        try:
            done[name] = part()
        except Exception:
            log.exception("tidying could not do its part %s", name)
    return done
