"""Single points of failure of the stored register, kept as long as the register stays as it is.

Rules: docs/method.md §17. Computed over everything; what one person sees is their `Sight`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from bia.analysis.register import Named
from bia.analysis.sight import Sight
from bia.analysis.stored import Stored
from bia.domain.graph.failure_pairs import Pairs, failure_pairs
from bia.domain.graph.single_points import (
    Concentration,
    SinglePoints,
    concentrations,
    single_points,
)


@dataclass(frozen=True)
class Found:
    """`ranking`: the costliest first; loss rates are those at each process's RTO."""

    points: SinglePoints
    ranking: tuple[Concentration, ...]


def found_in(of: Stored) -> Found:
    known: Found | None = of.kept.get("single_points")
    if known is None:
        points = single_points(of.register.graph, required_in(of))
        critical = {key for key, one in of.named.items() if one.critical}
        known = Found(points, concentrations(points, of.loss_per_hour, critical))
        of.kept["single_points"] = known
    return known


def pairs_in(of: Stored) -> Mapping[str, Pairs]:
    """Second-order pairs of every process, computed when somebody first asks."""
    known: Mapping[str, Pairs] | None = of.kept.get("failure_pairs")
    if known is None:
        known = of.kept["failure_pairs"] = failure_pairs(found_in(of).points)
    return known


def required_in(of: Stored) -> dict[str, int | None]:
    return {key: node.required_s for key, node in of.analysis.nodes.items()}


@dataclass(frozen=True)
class PointRow:
    """One single point as `sight` may see it; hidden processes count, their names do not."""

    place: int
    named: Named
    all: Concentration
    processes: tuple[Named, ...]
    hidden: int
    bridged: frozenset[str]
    unsure: frozenset[str]

    @property
    def loss_per_hour(self) -> Decimal | None:
        return self.all.loss_per_hour

    @property
    def count(self) -> int:
        return len(self.all.processes)

    @property
    def critical_count(self) -> int:
        return len(self.all.critical)

    @property
    def bridge(self) -> str:
        """Whether workarounds carry on: "all", "some" or "none" of the processes; or the only
        ones stated do not say how much they carry."""
        if not self.all.bridged:
            return "capacity_unknown" if self.all.unsure else "none"
        return "all" if len(self.all.bridged) == len(self.all.processes) else "some"


def rows_in(of: Stored, sight: Sight) -> Iterable[PointRow]:
    """What `sight` sees, the costliest first; processes with the critical ones first."""
    for place, one in enumerate(found_in(of).ranking, 1):
        if not sight.sees(one.node):
            continue
        seen = [of.named[key] for key in one.processes if sight.sees(key)]
        seen.sort(key=lambda named: (not named.critical, named.tier_order or 0, named.code))
        yield PointRow(
            place=place,
            named=of.named[one.node],
            all=one,
            processes=tuple(seen),
            hidden=len(one.processes) - len(seen),
            bridged=frozenset(one.bridged),
            unsure=frozenset(one.unsure),
        )
