"""The parents of many sets of a family at once: one walk through time (chain.py says which)."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from backups.domain.chain import Link

BASES = ("full", "differential", "incremental")


def parents(family: Iterable[Link]) -> dict[int, int | None]:
    """Set → what it builds on, of all that have a restore point; as `chain.find_parent` for each,
    in n·log n."""
    known = [
        (one.stands_at, one.id, one)
        for one in family
        if one.stands_at is not None and one.state != "expected"
    ]
    known.sort(key=lambda one: one[:2])
    full: int | None = None
    base: int | None = None
    found: dict[int, int | None] = {}
    for _at, same in groupby(known, key=lambda one: one[0]):
        together = [one for _point, _id, one in same]
        for one in together:
            found[one.id] = {"differential": full, "incremental": base}.get(one.kind)
        for one in together:
            full = one.id if one.kind == "full" else full
            base = one.id if one.kind in BASES else base
    return found
