"""The recovery levels in use and what they recommend, at the price of one query."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from bia.analysis.levels import asked_of
from bia.analysis.stored import Stored, stored
from bia.domain.dr_level import Needed, needed_level
from bia.models import DrLevel


def levels_in_use() -> list[DrLevel]:
    """Of the one catalogue that levels of systems mean; empty without one."""
    return list(DrLevel.objects.filter(catalogue__in_use=True).order_by("level"))


def level_of(world: Stored, levels: Sequence[DrLevel], key: str) -> Needed | None:
    """The level `key` should stand on; None for what has none or nothing asks anything of."""
    asked = asked_of(world, key)
    if asked is None or not levels or (asked.rto_s is None and asked.rpo_s is None):
        return None
    return needed_level(levels, asked.rto_s, asked.rpo_s)


def levels_of(world: Stored, levels: Sequence[DrLevel]) -> Mapping[str, Needed]:
    """Of every system that is asked anything. Kept: a changed catalogue is another state."""
    found: dict[str, Needed] | None = world.kept.get("levels_in_use")
    if found is None:
        each = ((key, level_of(world, levels, key)) for key in world.named)
        found = {key: one for key, one in each if one is not None}
        world.kept["levels_in_use"] = found
    return found


def needed_by_system(at: datetime) -> Mapping[int, Needed]:
    """The same by the id of the system's row, for lists."""
    world = stored(at)
    return {world.named[key].pk: one for key, one in levels_of(world, levels_in_use()).items()}


def too_low(at: datetime) -> list[int]:
    """Ids of the systems that stand on a level below the one they need."""
    world = stored(at)
    return [
        world.named[key].pk
        for key, needed in levels_of(world, levels_in_use()).items()
        if needed.falls_short(world.named[key].dr_level)
    ]
