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
    processes = critical = volume = critical_volume = without_volume = 0
    for row in rows:
        processes += 1
        critical += row.critical
        if row.daily_volume is None:
            without_volume += 1
            continue
        volume += row.daily_volume
        critical_volume += row.daily_volume if row.critical else 0
    return of_totals(processes, critical, volume, critical_volume, without_volume)


def of_totals(
    processes: int, critical: int, volume: int, critical_volume: int, without_volume: int
) -> Figures:
    """The same figures when the database has added them up."""
    share = Decimal(critical_volume) / volume if volume else None
    return Figures(processes, critical, volume, critical_volume, share, without_volume)
