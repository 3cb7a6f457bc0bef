"""The catalogue of architectures, and which of them keep what is asked of a system."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import require
from accounts.models import User
from bia.analysis.levels import Asked, asked_of
from bia.analysis.stored import stored
from bia.models import System
from governance.domain.architecture import Fit, fit
from governance.models import Architecture
from lib.errors import GuardsUnmet, Refused
from lib.versioning import change, create

PERMISSION = "governance.change"


@dataclass(frozen=True)
class Candidate:
    """An architecture against one pair of objectives; `far` judges its remote target."""

    architecture: Architecture
    fit: Fit
    far: Fit | None

    @property
    def rto_worst(self) -> int | None:
        """What is left or over in the worst case, without the sign."""
        left = self.fit.rto_worst_left_s
        return None if left is None else abs(left)

    @property
    def rpo_worst(self) -> int | None:
        left = self.fit.rpo_worst_left_s
        return None if left is None else abs(left)


@dataclass(frozen=True)
class Far:
    """The ranges towards the remote centre as `fit` reads them."""

    rto_best_s: int
    rto_worst_s: int
    rpo_best_s: int
    rpo_worst_s: int


def select(rto_s: int | None, rpo_s: int | None, *, region: bool = False) -> list[Candidate]:
    """All in use, those that always keep it first, the cheapest of equals first. With `region`
    only those that cover a regional disaster, judged by their remote target where they have one."""
    rows = Architecture.objects.filter(is_active=True).order_by("order", "code")
    found = [
        candidate(one, rto_s, rpo_s, region=region)
        for one in rows
        if one.covers_region or not region
    ]
    return sorted(found, key=lambda one: (one.fit.rank, one.architecture.cost_most))


def candidate(
    row: Architecture, rto_s: int | None, rpo_s: int | None, *, region: bool = False
) -> Candidate:
    far_ranges = far_of(row)
    far = fit(far_ranges, rto_s, rpo_s) if far_ranges else None
    return Candidate(row, far if region and far else fit(row, rto_s, rpo_s), far)


def far_of(row: Architecture) -> Far | None:
    given = (row.far_rto_best_s, row.far_rto_worst_s, row.far_rpo_best_s, row.far_rpo_worst_s)
    if any(one is None for one in given):
        return None
    return Far(*given)


def asked_of_system(system: System, at: datetime) -> Asked:
    """What the register asks of it; nothing of what has no level."""
    world = stored(at)
    key = f"system:{system.code}"
    return (asked_of(world, key) if key in world.named else None) or Asked(None, None)


@transaction.atomic
def create_architecture(*, by: User, at: datetime, **fields: Any) -> Architecture:
    require(by, PERMISSION)
    _check(None, fields)
    return create(Architecture, **fields)


@transaction.atomic
def change_architecture(
    row: Architecture, *, read_version: int | None, by: User, at: datetime, **fields: Any
) -> list[str]:
    require(by, PERMISSION)
    _check(row, fields)
    return change(row, read_version=read_version, **fields)


@transaction.atomic
def delete_architecture(row: Architecture, *, by: User, at: datetime) -> None:
    require(by, PERMISSION)
    if row.strategies.exists():
        words = _("Strategies rest on it: take it out of use instead.")
        raise GuardsUnmet.one("in_use", words)
    row.delete()


def _check(row: Architecture | None, fields: dict[str, Any]) -> None:
    """A remote target is stated whole, and its worst case is not before its best."""
    names = ("far_rto_best_s", "far_rto_worst_s", "far_rpo_best_s", "far_rpo_worst_s")
    now = {name: fields.get(name, getattr(row, name) if row else None) for name in names}
    missing = [name for name, value in now.items() if value is None]
    if missing and len(missing) < len(names):
        words = _("State all four figures of the remote target, or none.")
        raise Refused("incomplete", words, missing[0])
    for kind in ("rto", "rpo"):
        best, worst = now[f"far_{kind}_best_s"], now[f"far_{kind}_worst_s"]
        if best is not None and worst is not None and worst < best:
            words = _("The worst case cannot be better than the best.")
            raise Refused("upwards", words, f"far_{kind}_worst_s")
