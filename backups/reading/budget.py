"""How fast may be read: so many bytes a second, shared by all threads of this process."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Protocol


class Clock(Protocol):
    def now(self) -> float:
        """Seconds on a clock that never goes back."""
        ...

    def sleep(self, seconds: float) -> None: ...


class SystemClock:
    def now(self) -> float:
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


# No sleep is longer, so that a stop is noticed.
_NAP_S = 0.25


class Budget:
    """A token bucket that holds at most one second's bytes. `bytes_per_s` None: no limit.

    What is taken may exceed what is there: the taker waits as long as it takes to fill up, so
    the rate holds for blocks of any size.
    """

    def __init__(self, bytes_per_s: int | None = None, clock: Clock | None = None) -> None:
        if bytes_per_s is not None and bytes_per_s <= 0:
            raise ValueError("bytes_per_s must be positive")
        self._rate, self._clock = bytes_per_s, clock or SystemClock()
        self._lock = threading.Lock()
        self._paid_until = 0.0
        self._begun = False

    def limit(self, bytes_per_s: int | None) -> None:
        """From now on: another number of readers shares the place, or its limit was changed."""
        self._rate = bytes_per_s

    def take(self, count: int, stop: Callable[[], bool] = lambda: False) -> bool:
        """Wait until `count` bytes may have been read; False when stopped meanwhile."""
        rate = self._rate
        if rate is None:
            return True
        with self._lock:
            now = self._clock.now()
            if not self._begun or self._paid_until < now - 1:
                self._begun, self._paid_until = True, now - 1
            self._paid_until += count / rate
            due = self._paid_until
        while (left := due - self._clock.now()) > 0:
            if stop():
                return False
            self._clock.sleep(min(left, _NAP_S))
        return True


UNLIMITED = Budget()
