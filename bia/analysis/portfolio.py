"""The choice of recovery levels for the stored register (docs/method.md §22.6).

Required times come from the dependency graph, losses from the curves of the processes that a
system's failure alone stops. Systems without an option are not part of the choice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from bia.analysis.levels import Asked, asked_of
from bia.analysis.loss_curves import curves
from bia.analysis.register import Named
from bia.analysis.stored import Stored, stored
from bia.domain.losses.curve import LossCurve
from bia.domain.portfolio.model import Candidate, LevelOption, Minimise, Objectives, Portfolio
from bia.models import RecoveryOption

NOTHING = Asked(None, None)
LIFE, CRITICAL, OTHER = 100, 10, 1
"""How much a missed objective counts: lives behind it, a critical process, anything else."""


@dataclass(frozen=True)
class Question:
    """What a person asks of the choice; `budget` None: no limit."""

    budget: Decimal | None = None
    objectives: Objectives = "hard"
    minimise: Minimise = "cost"
    incidents_per_year: Decimal = Decimal(1)


@dataclass(frozen=True)
class Offered:
    """A system with what is asked of it and what its levels would cost."""

    named: Named
    asked: Asked
    options: tuple[LevelOption, ...]
    weight: int

    @property
    def candidate(self) -> Candidate:
        """An objective below 0 (its dependents' own work is too long) is one that 0 misses."""
        rto_s, rpo_s = self.asked.rto_s, self.asked.rpo_s
        rto_s = None if rto_s is None else max(rto_s, 0)
        return Candidate(self.named.code, self.options, rto_s, rpo_s, weight=self.weight)


@dataclass(frozen=True)
class StoredPortfolio:
    state: Stored
    offered: tuple[Offered, ...]
    question: Question

    @property
    def portfolio(self) -> Portfolio:
        asked = self.question
        return Portfolio(
            tuple(one.candidate for one in self.offered),
            asked.budget,
            asked.objectives,
            asked.minimise,
            asked.incidents_per_year,
        )

    @property
    def names(self) -> Mapping[str, str]:
        return {one.named.code: one.named.name for one in self.offered}


def stored_portfolio(question: Question, at: datetime) -> StoredPortfolio:
    """The question over the register as it stands; a constant number of queries."""
    state = stored(at)
    options: dict[str, list[RecoveryOption]] = {}
    for option in RecoveryOption.objects.select_related("system"):
        options.setdefault(f"system:{option.system.code}", []).append(option)
    known = curves(at)
    offered = [
        _offered(state, key, rows, known)
        for key, rows in sorted(options.items())
        if key in state.named
    ]
    return StoredPortfolio(state, tuple(offered), question)


def required_of(state: Stored, key: str) -> Asked:
    """What the register asks of a system; nothing of teams and the like."""
    return asked_of(state, key) or NOTHING


def _offered(
    state: Stored, key: str, rows: list[RecoveryOption], known: Mapping[str, LossCurve]
) -> Offered:
    stopped = state.stops.get(key, ())
    options = tuple(
        LevelOption(
            row.level,
            row.annual_cost,
            row.rto_s,
            row.rpo_s,
            sum(
                (
                    known[process].loss(_felt_s(state, key, process, row.rto_s))
                    for process in stopped
                    if process in known
                ),
                Decimal(0),
            ),
        )
        for row in rows
    )
    return Offered(state.named[key], required_of(state, key), options, _weight(state, stopped))


def _felt_s(state: Stored, key: str, process: str, rto_s: int) -> int:
    """How long the process is out: a workaround for this very system carries it for a while."""
    if key not in state.single_points.bridged.get(process, ()):
        return rto_s
    lasts = [
        edge.workaround_endurance_s
        for edge in state.register.stated
        if edge.dependent == process and edge.needs == key and edge.bridged
    ]
    if not lasts:
        return rto_s
    return 0 if lasts[0] is None else max(rto_s - lasts[0], 0)


def _weight(state: Stored, processes: tuple[str, ...]) -> int:
    behind = [state.named[key] for key in processes]
    if any(one.life_safety for one in behind):
        return LIFE
    return CRITICAL if any(one.critical for one in behind) else OTHER
