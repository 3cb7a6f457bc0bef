"""Availability out of outages and back, and designs compared by it. Rules: docs/method.md §46.4.

A year has 365 days, a month 30. A shorter recovery is not as much more availability: a cut of the
RTO by 98.96 % takes one outage a year from 99.726 % to 99.997 % (X12).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

DAY_S = 86_400
MONTH_S = 30 * DAY_S
YEAR_S = 365 * DAY_S


def availability(down_s: Decimal | int, period_s: int = YEAR_S) -> Decimal:
    """The share of `period_s` in which it ran; never below 0."""
    return max(Decimal(0), 1 - Decimal(down_s) / period_s)


def allowed_down_s(share: Decimal, period_s: int = YEAR_S) -> Decimal:
    """99 % are 7.2 h of a month and 87.6 h of a year (AT-035)."""
    return (1 - share) * period_s


@dataclass(frozen=True)
class Design:
    name: str
    cost: Decimal
    rto_s: int
    rpo_s: int


@dataclass(frozen=True)
class Compared:
    """Against the first design. `cost_change` 0.5 is half as much again; `rto_cut` 0.9896 is
    98.96 % less; `rto_ratio` 96 is so many times faster. None where it divides by nothing."""

    design: Design
    availability: Decimal
    extra: Decimal
    cost_change: Decimal | None
    rto_cut: Decimal | None
    rto_ratio: Decimal | None
    rpo_cut: Decimal | None
    rpo_ratio: Decimal | None


def compare(designs: Sequence[Design], outages_per_year: Decimal) -> tuple[Compared, ...]:
    """Each outage lasts as long as the RTO of the design (AT-019)."""
    if not designs:
        return ()
    first = designs[0]
    return tuple(
        Compared(
            one,
            availability(one.rto_s * outages_per_year),
            one.cost - first.cost,
            (one.cost - first.cost) / first.cost if first.cost else None,
            _cut(first.rto_s, one.rto_s),
            _ratio(first.rto_s, one.rto_s),
            _cut(first.rpo_s, one.rpo_s),
            _ratio(first.rpo_s, one.rpo_s),
        )
        for one in designs
    )


def _cut(before: int, after: int) -> Decimal | None:
    return 1 - Decimal(after) / before if before else None


def _ratio(before: int, after: int) -> Decimal | None:
    return Decimal(before) / after if after else None
