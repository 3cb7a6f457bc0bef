"""What follows from the figures of a case (AT-036, AT-045; docs/method.md §49)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

HUNDRED = Decimal(100)


@dataclass(frozen=True)
class CaseFigures:
    """Percentages with two places at most; None where a figure is missing or divides by 0.

    `margin`: (target − outage) / target, below 0 when it was missed; `improvement`: against the
    recovery before; `improvement_planned`: what the target alone promises; `lost`: data gone.
    """

    met: bool | None
    margin: Decimal | None
    improvement: Decimal | None
    improvement_planned: Decimal | None
    lost: Decimal | None
    outage_h: Decimal | None


def case_figures(
    *, outage_s: int | None, target_s: int | None, baseline_s: int | None,
    recovered_percent: Decimal | None,
) -> CaseFigures:  # fmt: skip
    met = None if outage_s is None or target_s is None else outage_s <= target_s
    return CaseFigures(
        met=met,
        margin=_less(outage_s, target_s),
        improvement=_less(outage_s, baseline_s),
        improvement_planned=_less(target_s, baseline_s),
        lost=None if recovered_percent is None else HUNDRED - recovered_percent,
        outage_h=None if outage_s is None else _shown(Decimal(outage_s) / 3600),
    )


def _less(now_s: int | None, of_s: int | None) -> Decimal | None:
    """How much less `now_s` is than `of_s`, in percent of that."""
    if now_s is None or of_s is None or of_s == 0:
        return None
    return _shown(HUNDRED * (of_s - now_s) / Decimal(of_s))


def _shown(value: Decimal) -> Decimal:
    rounded = value.quantize(Decimal("0.01"), ROUND_HALF_UP)
    return rounded.normalize() if rounded != rounded.to_integral() else rounded.quantize(Decimal(1))
