"""The recovery levels in use and what they recommend, at the price of one query."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bia.analysis.levels import asked_of
from bia.analysis.stored import Stored
from bia.domain.dr_level import Needed, needed_level
from bia.models import DrLevel


def levels_in_use() -> list[DrLevel]:
    """Of the one catalogue that levels of systems mean; empty without one."""
    return list(DrLevel.objects.filter(catalogue__in_use=True).order_by("level"))


def level_of(stored: Stored, levels: Sequence[DrLevel], key: str) -> Needed | None:
    """The level `key` should stand on; None for what has none or nothing asks anything of."""
    asked = asked_of(stored, key)
    if asked is None or not levels or (asked.rto_s is None and asked.rpo_s is None):
        return None
    return needed_level(levels, asked.rto_s, asked.rpo_s)


def levels_of(stored: Stored, levels: Sequence[DrLevel]) -> Mapping[str, Needed]:
    """Of every system that is asked anything. Kept: a changed catalogue is another state."""
    found: dict[str, Needed] | None = stored.kept.get("levels_in_use")
    if found is None:
        each = ((key, level_of(stored, levels, key)) for key in stored.named)
        found = {key: one for key, one in each if one is not None}
        stored.kept["levels_in_use"] = found
    return found
