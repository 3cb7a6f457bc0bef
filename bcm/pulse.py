"""Signs of life of the processes that no request reaches: beat and the workers.

Each leaves one when it starts; then beat each time it asks for a heartbeat, the worker when it
carries it out, and the sender whenever it has looked for what to send. The verifier reads one
stretch of a backup for minutes, so its main process leaves the sign beside that work. `/readyz`
looks at their age. The ticker's sign is the last tick in the database
(`followup.services.ticker`).
"""

import time
from typing import Any, Literal

from celery.signals import (
    beat_init,
    before_task_publish,
    heartbeat_sent,
    task_postrun,
    worker_ready,
)
from django.core.cache import cache

HEARTBEAT_TASK = "bcm.heartbeat"
HEARTBEAT_EVERY_S = 15
OLDEST_SIGN_S = 60

Part = Literal["beat", "worker", "sender", "verifier"]

# Which queue a worker serves tells what it is; the ticker needs no sign.
WORKERS: dict[str, Part] = {"celery": "worker", "followup": "sender", "backups": "verifier"}

# When this process, if it is the verifier's main one, left a sign last (monotonic).
_verifier_signed_at: float | None = None


def leave_sign(part: Part) -> None:
    cache.set(f"pulse:{part}", time.time(), timeout=10 * OLDEST_SIGN_S)


def age_s(part: Part) -> float | None:
    """Seconds since the last sign; None if there was none in the last ten minutes."""
    left_at = cache.get(f"pulse:{part}")
    return None if left_at is None else max(0.0, time.time() - left_at)


@before_task_publish.connect
def _beat_asked(sender: str | None = None, **_: object) -> None:
    if sender == HEARTBEAT_TASK:  # only beat asks for it
        leave_sign("beat")


@beat_init.connect
def _beat_began(**_: object) -> None:
    leave_sign("beat")


@worker_ready.connect
def _worker_began(sender: Any = None, **_: object) -> None:
    queues = sender.app.amqp.queues.consume_from if sender is not None else ["celery"]
    for queue in queues:
        if queue in WORKERS:
            leave_sign(WORKERS[queue])
        if queue == "backups":
            _verifier_began()


def _verifier_began() -> None:
    global _verifier_signed_at
    _verifier_signed_at = time.monotonic()


@heartbeat_sent.connect
def _main_process_lives(**_: object) -> None:
    """Every two seconds in the main process of a worker that is connected to the broker."""
    global _verifier_signed_at
    now = time.monotonic()
    if _verifier_signed_at is not None and now - _verifier_signed_at >= HEARTBEAT_EVERY_S:
        _verifier_signed_at = now
        leave_sign("verifier")


@task_postrun.connect
def _task_done(task: Any = None, **_: object) -> None:
    if task is not None and task.name == "followup.send":
        leave_sign("sender")
