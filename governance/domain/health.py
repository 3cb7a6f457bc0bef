"""Programme health (docs/method.md §47): weighted indicators, a band, what keeps it from green.

An indicator without a value leaves the weights: what cannot be judged is neither good nor bad.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

GREEN, AMBER, RED = "green", "amber", "red"
HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True)
class Weighted:
    """`value` from 0 to 100, None: nothing to judge. `weight` from 0 on; they need no sum."""

    key: str
    weight: Decimal
    value: Decimal | None


@dataclass(frozen=True)
class Result:
    """`value` from 0 to 100 with two places; `band` "" where nothing can be judged. `capped`:
    the figure alone would be green."""

    value: Decimal | None
    band: str
    capped: bool = False


def exact_value(parts: Iterable[Weighted]) -> Decimal | None:
    """Σ weight × value / Σ weight over what has a value, not rounded; None over no weight."""
    known = [(one.weight, one.value) for one in parts if one.value is not None and one.weight > 0]
    total = sum((weight for weight, _value in known), Decimal(0))
    if not total:
        return None
    return sum((weight * value for weight, value in known), Decimal(0)) / total


def health(
    parts: Sequence[Weighted], *, green_from: int, amber_from: int, caps: Sequence[str] = ()
) -> Result:
    """Green from `green_from` on unless something caps it, amber from `amber_from` on, else red.

    The band follows from the figure before it is rounded: 84.996 shows as 85 and is amber.
    """
    value = exact_value(parts)
    if value is None:
        return Result(None, "")
    shown = value.quantize(HUNDREDTH, ROUND_HALF_UP)
    if value >= green_from:
        return Result(shown, AMBER if caps else GREEN, bool(caps))
    return Result(shown, AMBER if value >= amber_from else RED)


def share_of(parts: Iterable[Weighted]) -> dict[str, Decimal]:
    """What each indicator's weight comes to of those that have a value, as a share from 0 to 1."""
    known = {one.key: one.weight for one in parts if one.value is not None and one.weight > 0}
    total = sum(known.values(), Decimal(0))
    return {key: weight / total for key, weight in known.items()} if total else {}


def product(shares: Iterable[Decimal | None]) -> Decimal | None:
    """Of shares that build on each other: covered × current. None when the first is; a later one
    without a value (nothing is covered) changes nothing."""
    first, *rest = shares
    if first is None:
        return None
    for one in rest:
        if one is not None:
            first *= one
    return first


def mean(shares: Iterable[Decimal | None]) -> Decimal | None:
    """Of those that have a value; None of none."""
    known = [one for one in shares if one is not None]
    return sum(known, Decimal(0)) / len(known) if known else None
