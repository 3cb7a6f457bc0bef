"""Restore tests: ask for what is due, sweep leftovers, run what waits."""

from __future__ import annotations

import logging
import os
import socket

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from backups import restoring
from backups.services.restore_places import scratch_folder
from backups.services.restore_queue import claim
from backups.services.restore_run import run
from backups.services.restore_schedule import ask_for_due

log = logging.getLogger("bcm.backups")
# Above every limit of a policy: the guard of a restore ends it, not the worker's own clock.
HARD_LIMIT_S = 3 * 24 * 3600


# Acknowledged at once: the rows are the queue, and a test may take longer than a broker waits.
@shared_task(name="backups.restore", acks_late=False, time_limit=HARD_LIMIT_S)
def restore() -> None:
    """One test to its end, if one waits and not too many are running."""
    ask_for_due(at=timezone.now())
    worker = f"{socket.gethostname()}:{os.getpid()}"
    for name in restoring.sweep(scratch_folder()):
        log.warning("removed the leftovers of a restore test: %s", name)
    test = claim(worker=worker, at=timezone.now())
    if test is None:
        return
    log.info("restore test %s of %s", test.code, settings.BACKUP_SCRATCH)
    run(test)
