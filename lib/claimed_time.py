"""When something happened, as claimed, beside when it was written down (TIM-3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from lib.errors import Refused

SKEW = timedelta(seconds=120)
LATE = timedelta(minutes=5)
OLDEST = timedelta(days=10 * 366)


@dataclass(frozen=True)
class Claimed:
    """`at` is what counts; `clamped_s` > 0: the caller's clock ran that far ahead."""

    at: datetime
    recorded_at: datetime
    clamped_s: int = 0

    @property
    def late_s(self) -> int:
        """Seconds between the deed and its entry when that is more than five minutes, else 0."""
        behind = self.recorded_at - self.at
        return int(behind.total_seconds()) if behind > LATE else 0

    @property
    def notes(self) -> dict[str, int]:
        """What a timeline entry says about it: {"clamped_s": 61} or {"late_s": 1380} or {}."""
        found = {"clamped_s": self.clamped_s, "late_s": self.late_s}
        return {name: seconds for name, seconds in found.items() if seconds}


def claim(at: datetime, recorded_at: datetime) -> Claimed:
    """`at` as the server takes it: up to 120 s ahead becomes now.

    Raises Refused further ahead, and more than ten years back: a slip, not a late entry.
    """
    ahead = at - recorded_at
    if -ahead > OLDEST:
        raise Refused("too_long_ago", _("This lies too far in the past."), "at")
    if ahead > SKEW:
        raise Refused("in_future", _("This lies in the future."), "at")
    if ahead > timedelta(0):
        return Claimed(recorded_at, recorded_at, clamped_s=max(1, round(ahead.total_seconds())))
    return Claimed(at, recorded_at)
