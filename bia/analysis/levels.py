"""The recovery level each system should stand on, from what is asked of it (docs/method.md §20.3).

What is asked: the time its dependents leave it (the backward pass, its own RTO included) and
the strictest RPO of everything that uses its data. Data sets are judged by lost data alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bia.analysis.stored import Stored
from bia.domain.catalogue_dr import CatalogueOfLevels
from bia.domain.dr_level import Needed, needed_level

KINDS = ("application", "infrastructure", "service", "data_set")


@dataclass(frozen=True, slots=True)
class Asked:
    """Objectives in seconds (None: nobody asks) and the keys of who asks, the thing itself not."""

    rto_s: int | None
    rpo_s: int | None
    rto_by: str | None = None
    rpo_by: str | None = None


def asked_of(world: Stored, key: str) -> Asked | None:
    """What a system has to promise; None for what has no recovery level."""
    named = world.named[key]
    if named.table != "system" or named.kind not in KINDS:
        return None
    rpo = world.rpo.get(key)
    rpo_s = None if rpo is None else rpo.rpo_s
    rpo_by = None if rpo is None or rpo.by == key else rpo.by
    if named.kind == "data_set":
        return Asked(None, rpo_s, None, rpo_by)
    result = world.analysis.nodes[key]
    return Asked(result.required_s, rpo_s, result.required_by, rpo_by)


def level_of(catalogue: CatalogueOfLevels, asked: Asked) -> Needed:
    return needed_level(catalogue.levels, asked.rto_s, asked.rpo_s)


def recommended(world: Stored, catalogue: CatalogueOfLevels, key: str) -> Needed | None:
    """The level `key` should stand on, with the reason; None for what has no level."""
    asked = asked_of(world, key)
    return None if asked is None else level_of(catalogue, asked)


def recommended_levels(world: Stored, catalogue: CatalogueOfLevels | None) -> Mapping[str, Needed]:
    """Of every system, by key; empty without a catalogue. Kept as long as both stand."""
    if catalogue is None:
        return {}
    kept: tuple[CatalogueOfLevels, dict[str, Needed]] | None = world.kept.get("levels")
    if kept is None or kept[0] != catalogue:
        found = {key: recommended(world, catalogue, key) for key in world.named}
        kept = (catalogue, {key: one for key, one in found.items() if one is not None})
        world.kept["levels"] = kept
    return kept[1]
