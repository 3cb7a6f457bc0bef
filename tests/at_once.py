"""Calls that happen at the same time, for tests that commit (`transaction=True`)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from django.db import close_old_connections, connection


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """What each call answered or raised, run on connections of their own at the same time."""
    barrier = threading.Barrier(len(calls))
    outcomes: list[Any] = [None] * len(calls)

    def run(number: int, call: Callable[[], Any]) -> None:
        try:
            barrier.wait(timeout=60)
            outcomes[number] = call()
        except Exception as failure:
            outcomes[number] = failure
        finally:
            close_old_connections()
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return outcomes
