"""The gated maturity model (docs/method.md §43; domain.md §5.13, AT-033)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

FIRST, LAST = 1, 5
MET = Decimal(1)
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Gated:
    """`level` is the highest whose criteria are all met, those of every level below included;
    `score` adds the share met of the next level's (two decimals)."""

    level: int
    score: Decimal


def gated(criteria: Mapping[int, Sequence[Decimal | None]]) -> Gated:
    """`criteria`: level (2 to 5) → answers of 0, ½ or 1; None, nobody said, counts as 0.

    Level 1 is free. A level without criteria cannot be shown, so nothing rises above it.
    """
    level = FIRST
    while level < LAST and _is_met(criteria.get(level + 1, ())):
        level += 1
    score = Decimal(level)
    if level < LAST:
        score += part_met(criteria.get(level + 1, ()))
    return Gated(level, score.quantize(CENT, ROUND_HALF_UP))


def part_met(answers: Sequence[Decimal | None]) -> Decimal:
    """The share of a level's criteria that are met, half ones counting half."""
    if not answers:
        return Decimal(0)
    return sum((one or Decimal(0) for one in answers), Decimal(0)) / len(answers)


def _is_met(answers: Sequence[Decimal | None]) -> bool:
    return bool(answers) and all(one == MET for one in answers)
