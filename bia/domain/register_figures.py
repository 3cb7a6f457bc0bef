"""Totals of the process register. Rules: docs/method.md §10."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Row:
    """One process; `daily_volume` None means unknown, which is not 0."""

    daily_volume: int | None
    critical: bool


@dataclass(frozen=True)
class Figures:
    """`critical_share` is the critical part of the known volume; None if that is 0."""

    processes: int
    critical: int
    volume: int
    critical_volume: int
    critical_share: Decimal | None
    without_volume: int


def figures_of(rows: Iterable[Row]) -> Figures:
    """Counts and volumes; a process of unknown volume is counted as such, never as 0 (§10)."""
    listed = list(rows)
    known = [(row.daily_volume, row.critical) for row in listed if row.daily_volume is not None]
    volume = sum(per_day for per_day, _ in known)
    critical_volume = sum(per_day for per_day, critical in known if critical)
    return Figures(
        processes=len(listed),
        critical=sum(row.critical for row in listed),
        volume=volume,
        critical_volume=critical_volume,
        critical_share=Decimal(critical_volume) / volume if volume else None,
        without_volume=len(listed) - len(known),
    )
