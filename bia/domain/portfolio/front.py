"""The front of cost and expected loss, found by sweeping the budget. Rules: §22.5."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from bia.domain.portfolio.choice import choose
from bia.domain.portfolio.model import Portfolio

STEPS = 16
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class FrontPoint:
    """The least expected loss that `budget` buys, and what it really costs."""

    budget: Decimal
    cost: Decimal
    expected_loss: Decimal
    levels: Mapping[str, int]


def front(
    asked: Portfolio, budgets: Sequence[Decimal] | None = None, *, steps: int = STEPS
) -> list[FrontPoint]:
    """One point per distinct choice, costs ascending; without `budgets` an even sweep.

    Under soft objectives the fewest misses come first, as in `choose`. Raises DomainError.
    """
    found: dict[Decimal, FrontPoint] = {}
    for budget in even_budgets(asked, steps) if budgets is None else budgets:
        choice = choose(replace(asked, budget=budget, minimise="loss"), explained=False)
        if choice.cost is not None and choice.expected_loss is not None:
            point = FrontPoint(budget, choice.cost, choice.expected_loss, choice.levels)
            found.setdefault(choice.cost, point)
    return [found[cost] for cost in sorted(found)]


def even_budgets(asked: Portfolio, steps: int = STEPS) -> list[Decimal]:
    """From the cheapest choice to the one that loses least, in even steps."""
    free = replace(asked, budget=None)
    cheap = choose(replace(free, minimise="cost"), explained=False).minimal_budget
    dear = choose(replace(free, minimise="loss"), explained=False).cost
    if cheap is None or dear is None:
        return []
    step = (dear - cheap) / steps
    between = [(cheap + step * n).quantize(_CENT) for n in range(1, steps)]
    return sorted({cheap, *(b for b in between if cheap < b < dear), dear})
