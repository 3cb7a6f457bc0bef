"""A room of one's own, the cloud, or both: what each costs in all. Rules: docs/method.md §46.3.

Costs are ranges; what nobody stated stays unknown and is never counted as nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Range:
    low: Decimal
    high: Decimal

    @property
    def middle(self) -> Decimal:
        return (self.low + self.high) / 2


@dataclass(frozen=True)
class Option:
    """Either its own costs, or `base` (the place of another one) and what it saves of that."""

    name: str
    initial: Range | None = None
    yearly: Range | None = None
    base: int | None = None
    saving: Range | None = None


@dataclass(frozen=True)
class Total:
    """`cost` over the years. Of an option that saves a share of another one, `at_low` and
    `at_high` are its range at that one's lowest and highest cost. `against_first` compares the
    middles: -0.6667 is two thirds less. `missing` names what there is no cost without: "costs",
    "base" (the other one has none of its own) or "saving"."""

    name: str
    cost: Range | None
    at_low: Range | None = None
    at_high: Range | None = None
    against_first: Decimal | None = None
    missing: str = ""


def totals(options: Sequence[Option], years: int) -> tuple[Total, ...]:
    """In the order given; the first one is what the others are compared with (AT-020)."""
    own = [_own(one, years) for one in options]
    found = [_total(one, cost, own) for one, cost in zip(options, own, strict=True)]
    first = found[0].cost if found else None
    return tuple(_against(one, first) for one in found)


def _own(option: Option, years: int) -> Range | None:
    if option.base is not None or option.initial is None or option.yearly is None:
        return None
    return Range(
        option.initial.low + option.yearly.low * years,
        option.initial.high + option.yearly.high * years,
    )


def _total(option: Option, cost: Range | None, own: Sequence[Range | None]) -> Total:
    if option.base is None:
        return Total(option.name, cost, missing="" if cost else "costs")
    base = own[option.base] if 0 <= option.base < len(own) else None
    if base is None:
        return Total(option.name, None, missing="base")
    if option.saving is None:
        return Total(option.name, None, missing="saving")
    most, least = 1 - option.saving.high, 1 - option.saving.low
    at_low = Range(base.low * most, base.low * least)
    at_high = Range(base.high * most, base.high * least)
    return Total(option.name, Range(at_low.low, at_high.high), at_low, at_high)


def _against(one: Total, first: Range | None) -> Total:
    if one.cost is None or first is None or not first.middle:
        return one
    share = one.cost.middle / first.middle - 1
    return Total(one.name, one.cost, one.at_low, one.at_high, share, one.missing)
