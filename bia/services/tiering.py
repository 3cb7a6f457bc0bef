"""Which tier each process stands in, by the catalogue in force. Rules: docs/method.md §6."""

from __future__ import annotations

from collections.abc import Iterable

from bia.domain.catalogue import Catalogue
from bia.domain.tiers import tier_for
from bia.models import Process
from bia.services.catalogue import current_catalogue


def tier_id_of(process: Process, catalogue: Catalogue) -> int | None:
    """The tier the process belongs to; None for "unclassified" and for an empty catalogue."""
    if not catalogue.domain_tiers:
        return None
    floor = catalogue.floor if process.regulated else None
    choice = tier_for(process.rto_s, catalogue.domain_tiers, process.life_safety, floor)
    tier = catalogue.tier(choice.tier.code) if choice.tier else None
    return tier.id if tier else None


def place(processes: Iterable[Process], catalogue: Catalogue | None = None) -> list[Process]:
    """Write the tier of each process where it differs; answers those that moved.

    A tier follows from other values, so a move is no edit of its own: the version stays.
    """
    catalogue = catalogue or current_catalogue()
    moved = []
    for process in processes:
        tier_id = tier_id_of(process, catalogue)
        if tier_id != process.tier_id:
            process.tier_id = tier_id
            moved.append(process)
    if moved:
        Process.objects.bulk_update(moved, ["tier"], batch_size=500)
    return moved
