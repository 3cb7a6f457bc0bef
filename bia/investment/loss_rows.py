"""What outages of a process cost: by the hour, in a year, simulated; for pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from bia.domain.errors import DomainError
from bia.domain.losses.curve import LossCurve
from bia.domain.losses.distribution import Expectation, expect, lognormal
from bia.models import LossProfile, Process
from lib.chart_loss import loss_curve

HOUR_S = 3_600
MARKS_S = (0, HOUR_S, 4 * HOUR_S, 24 * HOUR_S)
"""When the rate per hour is looked at: at once, after 1 h, 4 h and a day."""


@dataclass(frozen=True)
class LossRow:
    """A process with its curve and profile; either may be missing."""

    process: Process
    curve: LossCurve | None
    profile: LossProfile | None
    year: Expectation | None

    @property
    def rates(self) -> list[Decimal | None]:
        return [None if self.curve is None else self.curve.rate_per_hour(at) for at in MARKS_S]

    @property
    def losses(self) -> list[Decimal | None]:
        """Of one outage as long as each mark after the first."""
        return [None if self.curve is None else self.curve.loss(at) for at in MARKS_S[1:]]

    @property
    def ale(self) -> Decimal | None:
        return None if self.year is None else money(self.year.ale)

    @property
    def per_event(self) -> Decimal | None:
        return None if self.year is None else money(self.year.loss_per_event)

    @property
    def p_breach(self) -> float | None:
        return None if self.year is None else self.year.p_breach_in_a_year

    @property
    def simulated(self) -> dict[str, Any] | None:
        """The stored figures as numbers, None before the first simulation."""
        stored = self.profile.result if self.profile else None
        if not stored:
            return None
        amounts = ("ale", "standard_error", "p50", "p95", "p99")
        chance = stored["p_breach_in_a_year"]
        return {
            **{name: Decimal(stored[name]) for name in amounts},
            "seed": stored["seed"],
            "runs": stored["runs"],
            "p_breach": None if chance is None else float(chance),
            "exceedance": [
                (float(row["chance"]), Decimal(row["loss"])) for row in stored["exceedance"]
            ],
        }


def loss_row(process: Process, curve: LossCurve | None, profile: LossProfile | None) -> LossRow:
    return LossRow(process, curve, profile, _year(process, curve, profile))


def _year(
    process: Process, curve: LossCurve | None, profile: LossProfile | None
) -> Expectation | None:
    """None while the curve, the frequency or the interval is missing."""
    if curve is None or profile is None or profile.per_year is None:
        return None
    if profile.low_s is None or profile.high_s is None:
        return None
    try:
        durations = lognormal(profile.low_s, profile.high_s)
        return expect(curve, durations, profile.per_year, process.mtd_s)
    except DomainError:
        return None


def money(value: float) -> Decimal:
    return round(Decimal(str(value)), 2)


def curve_chart(row: LossRow, currency: str) -> dict[str, Any] | None:
    """The cumulative loss up to a little beyond the last bend, the MTD and a day."""
    curve = row.curve
    if curve is None:
        return None
    bends = [s.until_s for s in curve.segments if s.until_s is not None]
    fines = [penalty.beyond_s for penalty in curve.penalties]
    limits = [s for s in (row.process.mtd_s, row.process.rto_s) if s is not None]
    last = max([*bends, *(f * 2 for f in fines), *limits, 24 * HOUR_S])
    points = [(at, float(curve.loss(at))) for at in _moments(bends, fines, last)]
    labels = {
        "time": _("Hours of outage"),
        "loss": _("Loss (%(currency)s)") % {"currency": currency},
        "mtd": _("MTD"),
        "rto": _("RTO"),
    }
    return loss_curve(
        points=points, labels=labels, mtd_s=row.process.mtd_s, rto_s=row.process.rto_s
    )


def _moments(bends: Iterable[int], fines: Iterable[int], last: int) -> list[int]:
    """Bends of the line; a penalty shows between its limit and the second after it."""
    steps = [moment for at in fines for moment in (at, at + 1)]
    return sorted({0, last, *(m for m in (*bends, *steps) if m <= last)})
