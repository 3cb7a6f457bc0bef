"""How far an incident or an impact reaches: names of regions, or the whole country."""

from __future__ import annotations

from collections.abc import Iterable

EVERYWHERE = "all"


def reach_of(regions: Iterable[str]) -> list[str]:
    """Names once each; the whole country holds all the others."""
    names = list(dict.fromkeys(name.strip() for name in regions if name.strip()))
    return [EVERYWHERE] if EVERYWHERE in names else names
