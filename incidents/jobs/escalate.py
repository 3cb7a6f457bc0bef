"""Every five seconds: who is to be told next, who still commands, who cannot be reached."""

from __future__ import annotations

import logging
from datetime import datetime

from celery import shared_task

log = logging.getLogger("bcm.incidents")


@shared_task(name="incidents.escalate", expires=5, time_limit=60)
def escalate() -> int:
    """Safe on any number of workers; how many people were told."""
    return escalate_now()


def escalate_now(*, at: datetime | None = None) -> int:
    """By the database's clock; what one part fails at, the others do all the same."""
    from incidents.services import escalation, presence

    told = 0
    for part in (escalation.run_due, presence.follow_commanders, presence.note_unreachable):
        try:
            count = part(at)
            told += count if part is escalation.run_due else 0
        except Exception:
            log.exception("the ladder could not do its part %s", part.__name__)
    return told
