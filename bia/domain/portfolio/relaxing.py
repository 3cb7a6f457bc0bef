"""The least budget, and which one objective makes a choice impossible. Rules: §22.3."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from bia.domain.figures import money_text
from bia.domain.portfolio.model import OBJECTIVES, Candidate, Objective, Portfolio, Relaxation
from bia.domain.portfolio.solver import Program
from bia.domain.reasons import Reason

MOST_COUPLED = 40
"""Objectives tried one by one when shared platforms or chains make each try a solver run."""


def minimal_budget(asked: Portfolio) -> Decimal | None:
    """The least with which the question has an answer: hard objectives met, or any levels."""
    return cheapest(asked, hard=asked.objectives == "hard")


def full_budget(asked: Portfolio) -> Decimal | None:
    """The least with which every objective is met; None when no budget does it."""
    return cheapest(asked, hard=True)


def cheapest(asked: Portfolio, *, hard: bool) -> Decimal | None:
    """System by system when nothing ties them together, else by the solver."""
    if asked.shared or asked.serial:
        program = Program(asked, hard=hard)
        found = program.solve([program.costs], None)
        return None if found is None else sum((o.cost for o in found.options), Decimal(0))
    total = Decimal(0)
    for system in asked.systems:
        cost = _cheapest_of(system, hard)
        if cost is None:
            return None
        total += cost
    return total


def relaxations(asked: Portfolio) -> tuple[Relaxation, ...]:
    """Every objective that costs something, dropped alone: what would then be enough.

    Those that make the choice possible come first, the cheapest of them foremost.
    """
    found = []
    tries = [
        (n, system, objective)
        for n, system in enumerate(asked.systems)
        for objective in OBJECTIVES
        if any(objective in system.misses(option) for option in system.options)
    ]
    for n, system, objective in tries[: MOST_COUPLED if asked.shared or asked.serial else None]:
        rest = list(asked.systems)
        rest[n] = _without(system, objective)
        least = cheapest(replace(asked, systems=tuple(rest)), hard=True)
        enough = least is not None and (asked.budget is None or least <= asked.budget)
        found.append(
            Relaxation(
                system.key, objective, least, enough, _because(system, objective, least, enough)
            )
        )
    unpaid = Fraction(10) ** 30
    return tuple(
        sorted(
            found,
            key=lambda r: (
                not r.enough,
                unpaid if r.minimal_budget is None else Fraction(r.minimal_budget),
                r.key,
                r.objective,
            ),
        )
    )


def _without(system: Candidate, objective: Objective) -> Candidate:
    return replace(system, rto_s=None) if objective == "rto" else replace(system, rpo_s=None)


def _because(
    system: Candidate, objective: Objective, least: Decimal | None, enough: bool
) -> Reason:
    limit_s = system.rto_s if objective == "rto" else system.rpo_s
    told: dict[str, int | str] = {
        "node": system.key,
        "objective": objective,
        "limit_s": limit_s if limit_s is not None else 0,
    }
    if least is None:
        return Reason.of("portfolio.relaxed_in_vain", **told)
    code = "portfolio.relaxed" if enough else "portfolio.relaxed_not_enough"
    return Reason.of(code, **told, minimal_money=str(money_text(least)))


def _cheapest_of(system: Candidate, hard: bool) -> Decimal | None:
    costs = [o.cost for o in system.options if not (hard and system.misses(o))]
    return min(costs, default=None)
