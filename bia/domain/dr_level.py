"""The recovery level a pair of objectives needs. Rules: docs/method.md §20.

A level is a promise with a best case; whether it is kept, only measurements tell.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from bia.domain.reasons import Reason

UNASKED = ("dr_level.no_objective", "dr_level.empty")
"""Reasons for which no level is needed at all."""


class Level(Protocol):
    """What a level promises at its best, in seconds; 0 is a value."""

    @property
    def level(self) -> int: ...
    @property
    def best_rto_s(self) -> int: ...
    @property
    def best_rpo_s(self) -> int: ...


@dataclass(frozen=True)
class Needed:
    """`level` is None when no objective is set, or when no level of the catalogue is enough."""

    level: int | None
    because: Reason

    def falls_short(self, stands_on: int | None) -> bool:
        """The level a system stands on is below the needed one, or none would be enough."""
        if stands_on is None or self.because.code in UNASKED:
            return False
        return self.level is None or stands_on < self.level


def needed_level(levels: Iterable[Level], rto_s: int | None, rpo_s: int | None) -> Needed:
    """The lowest level whose best RTO and best RPO are within the objectives (AT-012, AT-013).

    An objective that is None (not set) asks for nothing. `rto_s` may be negative where a
    dependent leaves no time at all: then nothing is enough.
    """
    ordered = sorted(levels, key=lambda one: one.level)
    if rto_s is None and rpo_s is None:
        return Needed(None, Reason.of("dr_level.no_objective"))
    if not ordered:
        return Needed(None, Reason.of("dr_level.empty"))
    for one in ordered:
        if _within(one.best_rto_s, rto_s) and _within(one.best_rpo_s, rpo_s):
            return Needed(one.level, _because(one, rto_s, rpo_s))
    return Needed(None, _none_fits(ordered, rto_s, rpo_s))


def rto_shortfall_s(level: Level, rto_s: int | None) -> int:
    """By how much even the best case misses the RTO: level 3's 12 h against 4 h is 8 h (§21)."""
    return _shortfall(level.best_rto_s, rto_s)


def rpo_shortfall_s(level: Level, rpo_s: int | None) -> int:
    """By how much even the best case misses the RPO."""
    return _shortfall(level.best_rpo_s, rpo_s)


def _shortfall(best_s: int, limit_s: int | None) -> int:
    return 0 if limit_s is None else max(0, best_s - limit_s)


def _within(best_s: int, limit_s: int | None) -> bool:
    return limit_s is None or best_s <= limit_s


def _because(one: Level, rto_s: int | None, rpo_s: int | None) -> Reason:
    if rpo_s is None:
        code, asked = "dr_level.by_rto", {"rto_s": rto_s}
    elif rto_s is None:
        code, asked = "dr_level.by_rpo", {"rpo_s": rpo_s}
    else:
        code, asked = "dr_level.by_both", {"rto_s": rto_s, "rpo_s": rpo_s}
    set_ones = {name: value for name, value in asked.items() if value is not None}
    return Reason.of(
        code,
        level=one.level,
        best_rto_s=one.best_rto_s,
        best_rpo_s=one.best_rpo_s,
        **set_ones,
    )


def _none_fits(ordered: list[Level], rto_s: int | None, rpo_s: int | None) -> Reason:
    fastest = min(one.best_rto_s for one in ordered)
    freshest = min(one.best_rpo_s for one in ordered)
    if rto_s is not None and rto_s < 0:
        return Reason.of("dr_level.no_time", over_s=-rto_s)
    if rto_s is not None and fastest > rto_s:
        return Reason.of("dr_level.none_by_rto", best_rto_s=fastest, rto_s=rto_s)
    if rpo_s is not None and freshest > rpo_s:
        return Reason.of("dr_level.none_by_rpo", best_rpo_s=freshest, rpo_s=rpo_s)
    return Reason.of("dr_level.none_by_both", rto_s=rto_s or 0, rpo_s=rpo_s or 0)
