"""What outages really cost against what the curve says. Rules: docs/method.md §23.4."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext

from bia.domain.errors import check_number, check_seconds
from bia.domain.figures import money_text, share_text
from bia.domain.losses.loss import DIGITS, KEPT
from bia.domain.reasons import Reason

CLOSE = Decimal("0.1")
"""A curve that is off by less than a tenth in all is left alone."""

_ONE = Decimal(1)
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Observation:
    """An outage that happened and what it cost."""

    outage_s: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Comparison:
    """One observation beside the curve: `error` = actual − expected; `ratio` None over 0."""

    observation: Observation
    expected: Decimal
    error: Decimal
    ratio: Decimal | None


@dataclass(frozen=True, slots=True)
class Calibration:
    """`ratio` = Σ actual ÷ Σ expected; `factor` is what the curve should be multiplied by."""

    rows: tuple[Comparison, ...]
    expected: Decimal
    actual: Decimal
    ratio: Decimal | None
    factor: Decimal | None
    because: Reason


def calibrate(
    expected_loss: Callable[[int], Decimal], observations: Sequence[Observation]
) -> Calibration:
    """Compare observations with a curve's `loss`. Raises DomainError at `observations.<n>`."""
    for n, seen in enumerate(observations):
        check_seconds(seen.outage_s, f"observations.{n}.outage_s")
        check_number(seen.amount, f"observations.{n}.amount")
    with localcontext() as context:
        context.prec = DIGITS
        rows = tuple(_compared(seen, expected_loss(seen.outage_s)) for seen in observations)
        expected = sum((row.expected for row in rows), _ZERO)
        actual = sum((seen.amount for seen in observations), _ZERO)
        ratio = KEPT.divide(actual, expected) if expected else None
    factor = None if ratio is None else _ONE if abs(ratio - 1) < CLOSE else ratio
    return Calibration(rows, expected, actual, ratio, factor, _because(rows, expected, actual))


def _compared(seen: Observation, expected: Decimal) -> Comparison:
    ratio = KEPT.divide(seen.amount, expected) if expected else None
    return Comparison(seen, expected, KEPT.subtract(seen.amount, expected), ratio)


def _because(rows: Sequence[Comparison], expected: Decimal, actual: Decimal) -> Reason:
    if not rows:
        return Reason.of("calibration.nothing")
    if not expected:
        return Reason.of("calibration.no_curve")
    ratio = KEPT.divide(actual, expected)
    told: dict[str, int | str] = {
        "count": len(rows),
        "expected_money": str(money_text(expected)),
        "actual_money": str(money_text(actual)),
    }
    if abs(ratio - 1) < CLOSE:
        return Reason.of("calibration.fits", **told)
    code = "calibration.above" if ratio > 1 else "calibration.below"
    return Reason.of(code, **told, factor=str(share_text(ratio)))
