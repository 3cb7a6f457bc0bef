"""Which recovery level for which system, within a budget. Rules: docs/method.md §22."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Context, Decimal
from fractions import Fraction

from bia.domain.portfolio.model import Choice, Portfolio, check_portfolio
from bia.domain.portfolio.relaxing import full_budget, minimal_budget, relaxations
from bia.domain.portfolio.solver import Program, Solved
from bia.domain.portfolio.why import refused_because, solved_because, why_each

_KEPT = Context(prec=28)


def choose(asked: Portfolio, *, explained: bool = True) -> Choice:
    """The best choice of one level per system. Raises DomainError.

    Equal choices: less loss, then lower cost, then lower levels; the order of the systems does
    not matter. Without `explained` neither reasons per system nor relaxations are made.
    """
    check_portfolio(asked)
    asked = replace(asked, systems=tuple(sorted(asked.systems, key=lambda s: s.key)))
    hard = asked.objectives == "hard"
    program = Program(asked, hard=hard)
    budget = None if asked.budget is None else Fraction(asked.budget)
    found = program.solve(_aims(asked, program, ties=explained), budget)
    if found is None:
        return _refused(asked, explained)
    return _answer(asked, program, found, explained)


def _aims(asked: Portfolio, program: Program, *, ties: bool) -> list[list[Fraction]]:
    """What is minimised, stage by stage."""
    both = [c + loss for c, loss in zip(program.costs, program.losses, strict=True)]
    money = {
        "cost": [program.costs, program.losses],
        "loss": [program.losses, program.costs],
        "cost_plus_loss": [both, program.costs],
    }[asked.minimise]
    last = [program.tie_breaker()] if ties else []
    if asked.objectives == "hard":
        return [*money, *last]
    missed = program.chain_aim(program.misses)
    if asked.penalty is None:
        return [missed, *money, *last]
    fine = Fraction(asked.penalty)
    priced = [m * fine for m in missed]
    priced[: program.x] = [p + a for p, a in zip(priced, money[0], strict=False)]
    return [priced, missed, *money, *last]


def _answer(asked: Portfolio, program: Program, found: Solved, explained: bool) -> Choice:
    violations = program.violations(found.options)
    cost = program.total(program.costs, found.options)
    loss = program.total(program.losses, found.options)
    full = full_budget(asked)
    return Choice(
        feasible=True,
        because=solved_because(asked, violations, decimal(cost), decimal(loss), full),
        levels=_levels(asked, found),
        cost=decimal(cost),
        expected_loss=decimal(loss),
        violations=violations,
        minimal_budget=minimal_budget(asked),
        full_budget=full,
        why=why_each(asked, found.options, violations) if explained else {},
        proven=found.proven,
    )


def _refused(asked: Portfolio, explained: bool) -> Choice:
    least = minimal_budget(asked)
    ways = relaxations(asked) if explained and asked.objectives == "hard" else ()
    return Choice(
        feasible=False,
        because=refused_because(asked, least),
        minimal_budget=least,
        full_budget=full_budget(asked),
        relaxations=ways,
    )


def _levels(asked: Portfolio, found: Solved) -> dict[str, int]:
    pairs: Sequence[tuple[str, int]] = [
        (s.key, o.level) for s, o in zip(asked.systems, found.options, strict=True)
    ]
    return dict(pairs)


def decimal(value: Fraction) -> Decimal:
    """Exact as far as 28 digits go; a third of an hour's loss has no end."""
    return _KEPT.divide(Decimal(value.numerator), Decimal(value.denominator))
