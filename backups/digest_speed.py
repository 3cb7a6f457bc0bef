"""The verifier tells in its log, when it starts, how fast this machine makes digests."""

from __future__ import annotations

from typing import Any

from celery.signals import worker_ready


def register() -> None:
    worker_ready.connect(_tell, dispatch_uid="backups.digest_speed")


def _tell(sender: Any = None, **_: object) -> None:
    queues = sender.app.amqp.queues.consume_from if sender is not None else ()
    if "backups" in queues:
        from backups.reading.speed import log_speeds  # only where digests are made

        log_speeds()
