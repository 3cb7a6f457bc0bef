"""Why this level, and why there is no answer, as reasons. Rules: docs/method.md §22.4."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Context, Decimal
from fractions import Fraction

from bia.domain.figures import money_text
from bia.domain.portfolio.model import Candidate, LevelOption, Portfolio, Violation
from bia.domain.reasons import Reason

_KEPT = Context(prec=28)


def solved_because(
    asked: Portfolio,
    violations: Sequence[Violation],
    cost: Decimal,
    loss: Decimal,
    full: Decimal | None,
) -> Reason:
    """One sentence over the whole choice."""
    figures = {"cost_money": str(money_text(cost)), "loss_money": str(money_text(loss))}
    if not violations:
        return Reason.of("portfolio.all_met", **figures)
    if full is None:
        return Reason.of("portfolio.some_impossible", count=len(violations), **figures)
    return Reason.of(
        "portfolio.some_missed", count=len(violations), full_money=str(money_text(full)), **figures
    )


def refused_because(asked: Portfolio, least: Decimal | None) -> Reason:
    """Why there is no choice: a system that cannot, the budget, or rules that clash."""
    for system in asked.systems:
        if asked.objectives == "hard" and all(system.misses(o) for o in system.options):
            return Reason.of("portfolio.impossible", node=system.key)
    if least is None:
        return Reason.of("portfolio.impossible_together")
    code = "portfolio.over_budget" if asked.objectives == "hard" else "portfolio.too_poor"
    budget = asked.budget if asked.budget is not None else Decimal(0)
    return Reason.of(
        code, minimal_money=str(money_text(least)), budget_money=str(money_text(budget))
    )


def why_each(
    asked: Portfolio, options: Sequence[LevelOption], violations: Sequence[Violation]
) -> dict[str, Reason]:
    """System by system."""
    missed = {v.key: v for v in reversed(violations)}
    return {
        system.key: _why(asked, system, option, missed.get(system.key))
        for system, option in zip(asked.systems, options, strict=True)
    }


def _why(
    asked: Portfolio, system: Candidate, chosen: LevelOption, missed: Violation | None
) -> Reason:
    good = [o for o in system.options if not system.misses(o)]
    if missed is not None:
        return _why_missed(system, chosen, missed, good)
    if system.rto_s is None and system.rpo_s is None:
        good = list(system.options)
    cheapest = min(good, key=lambda o: (o.cost, o.level))
    more = chosen.cost - cheapest.cost
    if more <= 0:
        no_target = system.rto_s is None and system.rpo_s is None
        return Reason.of("portfolio.why_no_target" if no_target else "portfolio.why_cheapest")
    saved = (system.loss_of(cheapest) - system.loss_of(chosen)) * Fraction(asked.incidents_per_year)
    tied = [user for platform, user in asked.shared if platform == system.key]
    tied += [dependent for dependent, supplier in asked.serial if supplier == system.key]
    if tied and (saved <= 0 or asked.minimise == "cost"):
        return Reason.of("portfolio.why_tied", more_money=_text(more), node=min(tied))
    return Reason.of(
        "portfolio.why_worth", more_money=_text(more), saved_money=_text(_decimal(saved))
    )


def _why_missed(
    system: Candidate, chosen: LevelOption, missed: Violation, good: Sequence[LevelOption]
) -> Reason:
    if not good:
        return Reason.of("portfolio.why_impossible", objective=missed.objective)
    more = min(o.cost for o in good) - chosen.cost
    if more <= 0:
        return Reason.of("portfolio.why_missed", objective=missed.objective)
    return Reason.of("portfolio.why_missed_for", objective=missed.objective, more_money=_text(more))


def _text(amount: Decimal) -> str:
    return str(money_text(amount))


def _decimal(value: Fraction) -> Decimal:
    return _KEPT.divide(Decimal(value.numerator), Decimal(value.denominator))
