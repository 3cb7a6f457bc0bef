"""Signs of life of the two processes that no request reaches: beat and worker.

Each leaves one when it starts; then beat each time it asks for a heartbeat and a worker when it
carries it out. `/readyz` looks at their age.
"""

import time
from typing import Literal

from celery.signals import beat_init, before_task_publish, worker_ready
from django.core.cache import cache

HEARTBEAT_TASK = "bcm.heartbeat"
HEARTBEAT_EVERY_S = 15
OLDEST_SIGN_S = 60

Part = Literal["ticker", "worker"]


def leave_sign(part: Part) -> None:
    cache.set(f"pulse:{part}", time.time(), timeout=10 * OLDEST_SIGN_S)


def age_s(part: Part) -> float | None:
    """Seconds since the last sign; None if there was none in the last ten minutes."""
    left_at = cache.get(f"pulse:{part}")
    return None if left_at is None else max(0.0, time.time() - left_at)


@before_task_publish.connect
def _beat_asked(sender: str | None = None, **_: object) -> None:
    if sender == HEARTBEAT_TASK:  # only beat asks for it
        leave_sign("ticker")


@beat_init.connect
def _beat_began(**_: object) -> None:
    leave_sign("ticker")


@worker_ready.connect
def _worker_began(**_: object) -> None:
    leave_sign("worker")
