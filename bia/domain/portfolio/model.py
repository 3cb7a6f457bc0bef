"""What the choice of recovery levels is asked and what it answers. Rules: docs/method.md §22.

Money is exact (Decimal in and out), durations are whole seconds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from bia.domain.errors import check_number, check_seconds, refuse
from bia.domain.losses.loss import HOUR_S
from bia.domain.reasons import Reason

Objectives = Literal["hard", "soft"]
Minimise = Literal["cost", "loss", "cost_plus_loss"]
Objective = Literal["rto", "rpo"]
OBJECTIVES: tuple[Objective, ...] = ("rto", "rpo")

MOST_SYSTEMS = 200
MOST_OPTIONS = 6


@dataclass(frozen=True, slots=True)
class LevelOption:
    """One level: what it costs a year and what it promises by design.

    `loss` is what one incident costs at this level; None: the system's rate for `rto_s`.
    """

    level: int
    cost: Decimal
    rto_s: int
    rpo_s: int
    loss: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A system to choose a level for; an objective that is None asks for nothing.

    `weight` is how much a missed objective of it counts when objectives are soft.
    """

    key: str
    options: tuple[LevelOption, ...]
    rto_s: int | None = None
    rpo_s: int | None = None
    loss_per_hour: Decimal = Decimal(0)
    weight: int = 1

    def misses(self, option: LevelOption) -> tuple[Objective, ...]:
        """The objectives this option does not reach by design."""
        found: list[Objective] = []
        if self.rto_s is not None and option.rto_s > self.rto_s:
            found.append("rto")
        if self.rpo_s is not None and option.rpo_s > self.rpo_s:
            found.append("rpo")
        return tuple(found)

    def loss_of(self, option: LevelOption) -> Fraction:
        """What one incident costs at this level."""
        if option.loss is not None:
            return Fraction(option.loss)
        return Fraction(self.loss_per_hour) * option.rto_s / HOUR_S


@dataclass(frozen=True, slots=True)
class Portfolio:
    """The question. `shared`: (platform, user), the platform's level is at least the user's.

    `serial`: (dependent, supplier), the dependent's restore starts when the supplier is up, so
    that the times of a chain add up against each RTO. `budget` None: no limit.
    """

    systems: tuple[Candidate, ...]
    budget: Decimal | None = None
    objectives: Objectives = "hard"
    minimise: Minimise = "cost"
    incidents_per_year: Decimal = Decimal(1)
    penalty: Decimal | None = None
    shared: tuple[tuple[str, str], ...] = ()
    serial: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class Violation:
    key: str
    objective: Objective


@dataclass(frozen=True, slots=True)
class Relaxation:
    """Without this one objective `minimal_budget` would do (None: still impossible)."""

    key: str
    objective: Objective
    minimal_budget: Decimal | None
    enough: bool
    because: Reason


@dataclass(frozen=True, slots=True)
class Choice:
    """The answer; without a feasible choice `levels` is empty and `relaxations` says why.

    `minimal_budget`: the least with which the question has an answer (None: none has);
    `full_budget`: the least with which every objective is met. `proven`: nothing better exists.
    """

    feasible: bool
    because: Reason
    levels: Mapping[str, int] = field(default_factory=dict)
    cost: Decimal | None = None
    expected_loss: Decimal | None = None
    violations: tuple[Violation, ...] = ()
    minimal_budget: Decimal | None = None
    full_budget: Decimal | None = None
    relaxations: tuple[Relaxation, ...] = ()
    why: Mapping[str, Reason] = field(default_factory=dict)
    proven: bool = True


def check_portfolio(asked: Portfolio) -> None:
    """Raises DomainError at the field, such as `systems.2.options.1.cost`."""
    if not asked.systems:
        raise refuse("systems", "empty")
    if len(asked.systems) > MOST_SYSTEMS:
        raise refuse("systems", "too_many", limit=MOST_SYSTEMS)
    seen: set[str] = set()
    for n, system in enumerate(asked.systems):
        if system.key in seen:
            raise refuse(f"systems.{n}.key", "duplicate_key", key=system.key)
        seen.add(system.key)
        _check_system(system, f"systems.{n}")
    check_number(asked.budget, "budget")
    check_number(asked.incidents_per_year, "incidents_per_year")
    check_number(asked.penalty, "penalty")
    _check_pairs(asked.shared, seen, "shared")
    _check_pairs(asked.serial, seen, "serial")
    order_of(asked.serial)


def _check_system(system: Candidate, at: str) -> None:
    check_seconds(system.rto_s, f"{at}.rto_s")
    check_seconds(system.rpo_s, f"{at}.rpo_s")
    check_number(system.loss_per_hour, f"{at}.loss_per_hour")
    if not system.options:
        raise refuse(f"{at}.options", "empty")
    if len(system.options) > MOST_OPTIONS:
        raise refuse(f"{at}.options", "too_many", limit=MOST_OPTIONS)
    levels: set[int] = set()
    for n, option in enumerate(system.options):
        check_number(option.cost, f"{at}.options.{n}.cost")
        check_number(option.loss, f"{at}.options.{n}.loss")
        check_seconds(option.rto_s, f"{at}.options.{n}.rto_s")
        check_seconds(option.rpo_s, f"{at}.options.{n}.rpo_s")
        if option.level in levels:
            raise refuse(f"{at}.options.{n}.level", "duplicate_key", key=str(option.level))
        levels.add(option.level)


def _check_pairs(pairs: Sequence[tuple[str, str]], known: set[str], field_name: str) -> None:
    for n, pair in enumerate(pairs):
        for key in pair:
            if key not in known:
                raise refuse(f"{field_name}.{n}", "unknown_system", key=key)
        if pair[0] == pair[1]:
            raise refuse(f"{field_name}.{n}", "itself", key=pair[0])


def order_of(serial: Sequence[tuple[str, str]]) -> list[str]:
    """Suppliers before their dependents. Raises DomainError at `serial` for a circle."""
    suppliers: dict[str, set[str]] = {}
    for dependent, supplier in serial:
        suppliers.setdefault(dependent, set()).add(supplier)
        suppliers.setdefault(supplier, set())
    order: list[str] = []
    while suppliers:
        free = sorted(key for key, waiting in suppliers.items() if not waiting)
        if not free:
            raise refuse("serial", "circle", key=min(suppliers))
        order += free
        for key in free:
            del suppliers[key]
        for waiting in suppliers.values():
            waiting.difference_update(free)
    return order
