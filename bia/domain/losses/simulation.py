"""Years of outages played with a fixed seed (Monte Carlo). Rules: docs/method.md §23.6.

The same seed, runs and inputs give the same figures; all of them are stored with the result.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from bia.domain.errors import refuse
from bia.domain.losses.curve import LossCurve
from bia.domain.losses.distribution import Lognormal, check_per_year, stretches_of
from bia.domain.losses.loss import HOUR_S

RUNS = 200_000
FEWEST_RUNS = 1_000
MOST_RUNS = 1_000_000
MOST_EVENTS = 10_000_000
"""Outages in all the years together: a few seconds of work."""

MAX_SEED = 2**53 - 1
CHANCES = (0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001)
"""Where the exceedance curve is read: the loss that a year passes with this chance."""

_AT_ONCE = 500_000
Losses = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Simulation:
    """Figures of the simulated years' losses; `exceedance` is (chance, loss) pairs."""

    seed: int
    runs: int
    ale: float
    standard_error: float
    p50: float
    p95: float
    p99: float
    exceedance: tuple[tuple[float, float], ...]
    p_breach_in_a_year: float | None
    """The share of years with an outage longer than the limit."""


def simulate(
    curve: LossCurve,
    durations: Lognormal,
    per_year: Decimal,
    *,
    limit_s: int | None = None,
    seed: int = 1,
    runs: int = RUNS,
) -> Simulation:
    """Play `runs` years. Raises DomainError at `per_year`, `seed` or `runs`."""
    check_runs(per_year, seed, runs)
    dice = np.random.default_rng(seed)
    events = dice.poisson(float(per_year), runs)
    years = np.zeros(runs)
    breached = np.zeros(runs, dtype=bool)
    step = max(1, int(_AT_ONCE / max(1.0, float(per_year))))
    for first in range(0, runs, step):
        some = events[first : first + step]
        year = np.repeat(np.arange(len(some)), some)
        hours = dice.lognormal(durations.mu, durations.sigma, len(year))
        years[first : first + step] = np.bincount(year, _losses(curve, hours), len(some))
        if limit_s is not None:
            breached[first : first + step][year[hours > limit_s / HOUR_S]] = True
    return _figures(years, None if limit_s is None else float(breached.mean()), seed)


def check_runs(per_year: Decimal, seed: int, runs: int) -> None:
    check_per_year(per_year)
    if not 0 <= seed <= MAX_SEED:
        raise refuse("seed", "negative" if seed < 0 else "too_large", limit=str(MAX_SEED))
    if runs < FEWEST_RUNS:
        raise refuse("runs", "too_few_runs", limit=str(FEWEST_RUNS))
    most = min(MOST_RUNS, int(MOST_EVENTS / per_year) if per_year else MOST_RUNS)
    if runs > most:
        raise refuse("runs", "too_many_runs", limit=str(most))


def _losses(curve: LossCurve, hours: Losses) -> Losses:
    """The curve, for many outages at once."""
    total = np.full(len(hours), float(curve.at_once))
    for from_s, to_s, rate in stretches_of(curve):
        until = math.inf if to_s is None else (to_s - from_s) / HOUR_S
        total += rate * np.clip(hours - from_s / HOUR_S, 0.0, until)
    for penalty in curve.penalties:
        total += float(penalty.amount) * (hours > penalty.beyond_s / HOUR_S)
    return total


def _figures(years: Losses, breached: float | None, seed: int) -> Simulation:
    p50, p95, p99 = (float(found) for found in np.quantile(years, [0.5, 0.95, 0.99]))
    losses = np.quantile(years, [1 - chance for chance in CHANCES])
    return Simulation(
        seed=seed,
        runs=len(years),
        ale=float(years.mean()),
        standard_error=float(years.std(ddof=1) / math.sqrt(len(years))),
        p50=p50,
        p95=p95,
        p99=p99,
        exceedance=tuple(zip(CHANCES, (float(loss) for loss in losses), strict=True)),
        p_breach_in_a_year=breached,
    )
