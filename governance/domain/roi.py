"""What an investment in continuity earns. Rules: docs/method.md §46.1.

Money is in one currency, times in years, shares from 0 to 1. A figure that is not defined, such as
the payback of what never pays back, is None and never infinite.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal, localcontext
from itertools import pairwise

ZERO, ONE = Decimal(0), Decimal(1)
PRECISION = 40
ROUNDS = 130


@dataclass(frozen=True)
class Question:
    """`loss_per_year` is what outages cost a year without the investment; `effectiveness` the
    share of it that the investment prevents."""

    investment: Decimal
    running_per_year: Decimal
    loss_per_year: Decimal
    effectiveness: Decimal = ONE
    years: int = 5
    discount_rate: Decimal = Decimal("0.08")

    def with_(self, **values: Decimal) -> Question:
        return replace(self, **values)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Year:
    """Year 0 is the day of the investment; what follows comes at the end of its year."""

    year: int
    flow: Decimal
    total: Decimal
    discounted: Decimal
    discounted_total: Decimal


@dataclass(frozen=True)
class Roi:
    benefit_per_year: Decimal
    net_per_year: Decimal
    total_cost: Decimal
    total_benefit: Decimal
    payback_gross_years: Decimal | None
    payback_net_years: Decimal | None
    net_benefit: Decimal
    roi: Decimal | None
    benefit_cost: Decimal | None
    npv: Decimal
    irr: Decimal | None
    discounted_payback_years: Decimal | None
    break_even_effectiveness: Decimal | None
    years: tuple[Year, ...]


def roi(asked: Question) -> Roi:
    """Every figure of one question (AT-016, AT-017).

    The gross payback leaves the running cost out, as many a slide does; the net one counts it.
    """
    with localcontext() as context:
        context.prec = PRECISION
        benefit = asked.loss_per_year * asked.effectiveness
        net = benefit - asked.running_per_year
        cost = asked.investment + asked.running_per_year * asked.years
        gained = benefit * asked.years
        years = _years(asked, net)
        return Roi(
            benefit_per_year=benefit,
            net_per_year=net,
            total_cost=cost,
            total_benefit=gained,
            payback_gross_years=_payback(asked.investment, benefit),
            payback_net_years=_payback(asked.investment, net),
            net_benefit=gained - cost,
            roi=(gained - cost) / cost if cost else None,
            benefit_cost=gained / cost if cost else None,
            npv=years[-1].discounted_total,
            irr=_irr(asked.investment, net, asked.years),
            discounted_payback_years=_discounted_payback(years, net),
            break_even_effectiveness=_break_even(asked),
            years=years,
        )


def _years(asked: Question, net: Decimal) -> tuple[Year, ...]:
    factor, total, discounted_total = ONE, -asked.investment, -asked.investment
    rows = [Year(0, -asked.investment, total, -asked.investment, discounted_total)]
    for year in range(1, asked.years + 1):
        factor /= ONE + asked.discount_rate
        total += net
        discounted_total += net * factor
        rows.append(Year(year, net, total, net * factor, discounted_total))
    return tuple(rows)


def _payback(investment: Decimal, per_year: Decimal) -> Decimal | None:
    """An investment of nothing has paid back at once, as soon as anything is left over."""
    return investment / per_year if per_year > 0 else None


def _discounted_payback(years: tuple[Year, ...], net: Decimal) -> Decimal | None:
    """Linear within the year in which the sum turns; None: not within the years looked at."""
    if net <= 0:
        return None
    for before, now in pairwise(years):
        if before.discounted_total >= 0:
            return Decimal(before.year)
        if now.discounted_total >= 0:
            return before.year - before.discounted_total / now.discounted
    return None


def _irr(investment: Decimal, net: Decimal, years: int) -> Decimal | None:
    """The rate at which the present value is nothing: x + x² + … + xⁿ = I / net, x = 1 / (1 + r).

    Bisection: the sum grows with x, and x lies between q / (1 + q) and q. None where nothing is
    invested or nothing is left over.
    """
    if investment <= 0 or net <= 0:
        return None
    goal = investment / net
    low, high = goal / (ONE + goal), goal
    for _round in range(ROUNDS):
        middle = (low + high) / 2
        total = ZERO
        for _year in range(years):
            total = (total + ONE) * middle
        low, high = (middle, high) if total < goal else (low, middle)
    return ONE / high - ONE


def _break_even(asked: Question) -> Decimal | None:
    """The share of the loss that must be prevented for nothing to be lost; above 1: never."""
    if not asked.loss_per_year or not asked.years:
        return None
    return (asked.investment / asked.years + asked.running_per_year) / asked.loss_per_year


@dataclass(frozen=True)
class Sensitivity:
    """One input at several values, everything else as asked."""

    field: str
    points: tuple[tuple[Decimal, Roi], ...]


FREQUENCIES = tuple(Decimal(one) for one in ("0.2", "0.5", "1", "2"))
EFFECTS = tuple(Decimal(one) for one in ("0.25", "0.5", "0.75", "1"))
RATES = tuple(Decimal(one) for one in ("0", "0.05", "0.08", "0.1", "0.12"))
RUNNING = tuple(Decimal(one) for one in ("0.5", "1", "1.5", "2"))


def sensitivities(
    asked: Question, loss_per_incident: Decimal, incidents_per_year: Decimal
) -> tuple[Sensitivity, ...]:
    """How the figures move with what is least known: how often, how much, which rate, what cost.

    `running` is a multiple of the running cost. The value of the case itself is among the points.
    """
    fields = {
        "incidents_per_year": [
            (n, asked.with_(loss_per_year=loss_per_incident * n))
            for n in sorted({*FREQUENCIES, incidents_per_year})
        ],
        "effectiveness": [
            (n, asked.with_(effectiveness=n)) for n in sorted({*EFFECTS, asked.effectiveness})
        ],
        "discount_rate": [
            (n, asked.with_(discount_rate=n)) for n in sorted({*RATES, asked.discount_rate})
        ],
        "running": [
            (n, asked.with_(running_per_year=asked.running_per_year * n)) for n in RUNNING
        ],
    }  # fmt: skip
    return tuple(
        Sensitivity(name, tuple((value, roi(one)) for value, one in points))
        for name, points in fields.items()
    )
