"""What answers one requirement answers others too: by the catalogue, and by the same evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from governance.evidence import KEYS
from governance.models import Requirement


@dataclass(frozen=True)
class Related:
    """`named`: one of the two catalogues names the other; `shared` are labels of evidence."""

    requirement: Requirement
    named: bool
    shared: Sequence[str]


def related(row: Requirement) -> list[Related]:
    """In the order of frameworks; those that are named first (one query)."""
    keys = set(row.evidence)
    found = []
    others = Requirement.objects.filter(framework__is_active=True).select_related("framework")
    for other in others.exclude(pk=row.pk).order_by("framework__order", "framework", "order"):
        named = other.code in row.maps_to or row.code in other.maps_to
        shared = [str(KEYS[key]) for key in other.evidence if key in keys and key in KEYS]
        if named or shared:
            found.append(Related(other, named, shared))
    return sorted(found, key=lambda one: not one.named)
