"""How old the newest restorable state is, against what may be lost (docs/method.md §28.2)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

Freshness = Literal["met", "missed", "nothing", "no_target"]
SystemFreshness = Literal["met", "missed", "nothing", "no_target", "no_policy"]

# The worst first.
ORDER: tuple[SystemFreshness, ...] = ("nothing", "missed", "no_policy", "met", "no_target")


def age_of(point: datetime | None, at: datetime) -> int | None:
    """Whole seconds from the point to `at`; a point in the future is 0 old."""
    return None if point is None else max(0, int((at - point).total_seconds()))


def freshness(age_s: int | None, required_s: int | None) -> Freshness:
    """Nothing restorable is said whether or not a limit is known; exactly the limit is met."""
    if age_s is None:
        return "nothing"
    if required_s is None:
        return "no_target"
    return "met" if age_s <= required_s else "missed"


def strictest(*limits_s: int | None) -> int | None:
    """The smallest limit that is known; 0 is one."""
    return min((one for one in limits_s if one is not None), default=None)


def worst_of(found: Iterable[Freshness]) -> SystemFreshness:
    """Of a system with these families; "no_policy" for one without any."""
    return min(found, key=ORDER.index, default="no_policy")
