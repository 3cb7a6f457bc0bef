"""What has been drilled with what, how long ago, and what to drill next (DRL-4).

A cell is a process × a scenario × a type of drill. Proof decays: it is fresh for half of the days
a drill proves for, ageing until their end, then stale. Where a cell stands in the queue:

    priority = criticality × age × doubt

- criticality: 1 for the strictest tier, evenly down to 1/n for the mildest of n; without a tier
  as the mildest.
- age: days since / days a drill proves for, at most 2; never drilled is 2.
- doubt: 1 + (100 - score) / 100 of the last drill; 1.5 where it has no score; never drilled is 2.

So the highest priority is 4: a process of the strictest tier that was never drilled.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

NEVER, FRESH, AGEING, STALE = "never", "fresh", "ageing", "stale"
OLDEST = Decimal(2)
UNSCORED = Decimal("1.5")


@dataclass(frozen=True)
class Cell:
    """`last` None: never. `score` is that of the last drill; None: it has none."""

    last: date | None = None
    score: Decimal | None = None
    drill: str = ""

    def age_days(self, today: date) -> int | None:
        return None if self.last is None else max(0, (today - self.last).days)


def state_of(cell: Cell, *, today: date, valid_days: int) -> str:
    days = cell.age_days(today)
    if days is None:
        return NEVER
    if days * 2 <= valid_days:
        return FRESH
    return AGEING if days <= valid_days else STALE


def criticality(rank: int | None, ranks: int) -> Decimal:
    """`rank` 1 is the strictest of `ranks` tiers; None: no tier."""
    if ranks < 1:
        return Decimal(1)
    place = ranks if rank is None else min(max(rank, 1), ranks)
    return Decimal(ranks - place + 1) / Decimal(ranks)


def priority(cell: Cell, *, weight: Decimal, today: date, valid_days: int) -> Decimal:
    """How urgently the cell wants a drill, 0 to 4, with four places."""
    days = cell.age_days(today)
    if days is None:
        age = doubt = OLDEST
    else:
        age = min(OLDEST, Decimal(days) / Decimal(valid_days))
        doubt = UNSCORED if cell.score is None else 1 + (100 - cell.score) / 100
    return (weight * age * doubt).quantize(Decimal("0.0001"))
