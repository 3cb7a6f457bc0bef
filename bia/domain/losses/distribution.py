"""How long outages last, and what they cost in a year. Rules: docs/method.md §23.5.

Durations are lognormal, outages come as a Poisson process. Everything here is closed form;
`bia.domain.losses.simulation` plays the same years and must agree. Real numbers are floats.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from bia.domain.errors import check_number, check_seconds, refuse
from bia.domain.losses.curve import LossCurve
from bia.domain.losses.loss import HOUR_S

WIDTH = 3.29
"""The 90 % interval of a normal distribution is 3.29 standard deviations wide (2 × 1.645)."""

MAX_PER_YEAR = Decimal(8_760)
"""More than one outage an hour is no outage but the state of things."""


@dataclass(frozen=True, slots=True)
class Lognormal:
    """ln(hours) is normal with mean `mu` and standard deviation `sigma`."""

    mu: float
    sigma: float

    @property
    def median_s(self) -> float:
        return math.exp(self.mu) * HOUR_S

    @property
    def mean_s(self) -> float:
        return math.exp(self.mu + self.sigma**2 / 2) * HOUR_S

    def above(self, limit_s: float) -> float:
        """P(D > limit)."""
        return 1.0 if limit_s <= 0 else _upper((math.log(limit_s / HOUR_S) - self.mu) / self.sigma)

    def capped_mean_h(self, limit_s: float | None) -> float:
        """E[min(D, limit)] in hours: the partial expectation below it plus limit · P(D > limit)."""
        if limit_s is None:
            return self.mean_s / HOUR_S
        if limit_s <= 0:
            return 0.0
        z = (math.log(limit_s / HOUR_S) - self.mu) / self.sigma
        below = self.mean_s / HOUR_S * _upper(self.sigma - z)
        return below + limit_s / HOUR_S * _upper(z)


@dataclass(frozen=True, slots=True)
class Expectation:
    """A year in closed form. The two about a limit are None without one."""

    durations: Lognormal
    loss_per_event: float
    ale: float
    p_over_limit: float | None
    breaches_per_year: float | None
    p_breach_in_a_year: float | None


def lognormal(low_s: int, high_s: int) -> Lognormal:
    """The distribution whose middle nine tenths lie between `low_s` and `high_s`.

    Raises DomainError at `low_s` or `high_s`.
    """
    check_seconds(low_s, "low_s")
    check_seconds(high_s, "high_s")
    if low_s == 0:
        raise refuse("low_s", "not_positive")
    if high_s <= low_s:
        raise refuse("high_s", "no_interval")
    low, high = math.log(low_s / HOUR_S), math.log(high_s / HOUR_S)
    return Lognormal((low + high) / 2, (high - low) / WIDTH)


def expect(
    curve: LossCurve, durations: Lognormal, per_year: Decimal, limit_s: int | None = None
) -> Expectation:
    """Annual loss expectancy and breaches of `limit_s`. Raises DomainError."""
    check_per_year(per_year)
    check_seconds(limit_s, "limit_s")
    each = loss_per_event(curve, durations)
    rate = float(per_year)
    over = None if limit_s is None else durations.above(limit_s)
    breaches = None if over is None else rate * over
    return Expectation(
        durations=durations,
        loss_per_event=each,
        ale=rate * each,
        p_over_limit=over,
        breaches_per_year=breaches,
        p_breach_in_a_year=None if breaches is None else -math.expm1(-breaches),
    )


def loss_per_event(curve: LossCurve, durations: Lognormal) -> float:
    """E[loss(D)]: rate by rate, the expected hours in its stretch; peaks do not count."""
    running = sum(
        rate * (durations.capped_mean_h(to_s) - durations.capped_mean_h(from_s))
        for from_s, to_s, rate in stretches_of(curve)
    )
    fines = sum(float(p.amount) * durations.above(p.beyond_s) for p in curve.penalties)
    return float(curve.at_once) + running + fines


def stretches_of(curve: LossCurve) -> Iterator[tuple[int, int | None, float]]:
    """(from, to, rate per hour) of each stretch; the last `to` is None."""
    since = 0
    for segment in curve.segments:
        yield since, segment.until_s, float(segment.rate_per_hour)
        since = segment.until_s if segment.until_s is not None else since


def check_per_year(per_year: Decimal) -> None:
    check_number(per_year, "per_year")
    if per_year > MAX_PER_YEAR:
        raise refuse("per_year", "too_large", limit=f"{MAX_PER_YEAR:f}")


def _upper(z: float) -> float:
    """P(Z > z) of the standard normal distribution."""
    return math.erfc(z / math.sqrt(2)) / 2
