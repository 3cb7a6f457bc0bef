"""The level a system holds: its weakest element. Rules: docs/method.md §45.1."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Held:
    """`level` is None until every element was looked at. `at_most` is the lowest of those that
    were: the level cannot be higher than that, whatever the others turn out to be."""

    level: int | None
    at_most: int | None
    weakest: tuple[str, ...]
    open: tuple[str, ...]


def held(ratings: Mapping[str, int | None]) -> Held:
    """`ratings` are the levels of the seven elements; None is "not looked at", 0 "not even
    the first"."""
    rated = {key: level for key, level in ratings.items() if level is not None}
    unseen = tuple(key for key, level in ratings.items() if level is None)
    lowest = min(rated.values()) if rated else None
    weakest = tuple(key for key, level in rated.items() if level == lowest)
    return Held(None if unseen else lowest, lowest, weakest, unseen)


@dataclass(frozen=True)
class Shortfall:
    """What one element lacks: every level above `has` up to `needs`."""

    element: str
    has: int
    needs: int

    @property
    def levels(self) -> range:
        return range(self.has + 1, self.needs + 1)


def shortfalls(ratings: Mapping[str, int | None], needed: int | None) -> list[Shortfall]:
    """In the order of the elements; empty when no level is needed."""
    if needed is None:
        return []
    return [
        Shortfall(key, level, needed)
        for key, level in ratings.items()
        if level is not None and level < needed
    ]
