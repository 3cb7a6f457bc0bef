"""Trying again what a network or a busy server refused, a bounded number of times."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

Result = TypeVar("Result")

ATTEMPTS = 5
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.2, 5.0


class Transient(Exception):
    """May succeed when tried again; `final` is what to raise when it never does."""

    def __init__(self, final: Exception) -> None:
        super().__init__(str(final))
        self.final = final


def retried(work: Callable[[], Result], *, sleep: Callable[[float], None] = time.sleep) -> Result:
    """`work()`, up to five times with 0.2, 0.4, 0.8 and 1.6 s between; others' errors pass."""
    for attempt in range(ATTEMPTS):
        try:
            return work()
        except Transient as why:
            if attempt == ATTEMPTS - 1:
                raise why.final from None
            sleep(min(_FIRST_PAUSE_S * 2**attempt, _LONGEST_PAUSE_S))
    raise AssertionError("unreachable")
