"""The loss of one process over any pattern of outages. Rules: docs/method.md §7 and §23.1.

A curve is built once, from stated points or stated rates, and asked often. Amounts are exact
decimals; the arithmetic of stretches is `bia.domain.losses.loss`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, localcontext
from itertools import pairwise
from typing import Literal

from bia.domain.errors import check_seconds, check_share, refuse
from bia.domain.losses.loss import (
    DIGITS,
    KEPT,
    LossPoint,
    Penalty,
    RateSegment,
    accrued,
    check_penalties,
    check_points,
    check_segments,
    fines,
    rate_after,
    stretches,
)
from bia.domain.losses.peaks import Peak, check_peaks, factor_steps

Source = Literal["assessment", "rates", "points"]
_ONE = Decimal(1)
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Span:
    """Out of service from `from_s` until `to_s`; `felt` is the share of the rate that is lost."""

    from_s: int
    to_s: int
    felt: Decimal = _ONE


@dataclass(frozen=True, slots=True)
class LossCurve:
    """Rates per hour stretch by stretch (the last one open), and what comes on top.

    Built by `curve_of_points` or `curve_of_rates`. `start`, where a method takes it, is the local
    beginning of time 0: with it the peaks count, without it they do not.
    """

    segments: tuple[RateSegment, ...]
    at_once: Decimal = _ZERO
    penalties: tuple[Penalty, ...] = ()
    peaks: tuple[Peak, ...] = ()
    source: Source = "points"

    def loss(self, down_s: int, *, start: datetime | None = None) -> Decimal:
        """What one outage of `down_s` seconds costs in all, fully felt. Raises DomainError."""
        check_seconds(down_s, "outage_s")
        with localcontext() as context:
            context.prec = DIGITS
            return KEPT.plus(self._outage([Span(0, down_s)], down_s, start))

    def rate_per_hour(self, at_s: int = 0) -> Decimal:
        """What the hour after `at_s` costs at this rate (the right-hand one at a kink)."""
        return KEPT.plus(rate_after(at_s, self.segments))

    def loss_over(
        self, spans: Iterable[Span], *, until_s: int | None = None, start: datetime | None = None
    ) -> Decimal:
        """What a pattern of outages costs until `until_s` (None: to its end).

        Spans that touch or overlap are one outage with one clock; where they overlap, the
        greatest share felt counts once. Separate outages cost separately. Raises DomainError.
        """
        total = _ZERO
        with localcontext() as context:
            context.prec = DIGITS
            for outage in outages(spans, until_s):
                total += self._outage(outage, outage[-1].to_s, start)
        return KEPT.plus(total)

    def _outage(self, steps: Sequence[Span], end_s: int, start: datetime | None) -> Decimal:
        """One outage: `steps` follow each other without a hole."""
        begin_s = steps[0].from_s
        factors = factor_steps(self.peaks, start, begin_s, end_s) if start else [(begin_s, _ONE)]

        shares_since = [s.from_s - begin_s for s in steps]
        factors_since = [since - begin_s for since, _ in factors]

        def share(at_s: int) -> Decimal:
            felt = steps[bisect_right(shares_since, at_s) - 1].felt
            return felt * factors[bisect_right(factors_since, at_s) - 1][1]

        cuts = [*shares_since, *factors_since]
        length_s = end_s - begin_s
        running = accrued(self.segments, length_s, share, cuts)
        return running + self.at_once * share(0) + fines(self.penalties, length_s)


def curve_of_points(
    points: Sequence[LossPoint],
    *,
    penalties: Sequence[Penalty] = (),
    peaks: Sequence[Peak] = (),
    source: Source = "points",
) -> LossCurve:
    """Straight lines through (0, 0) and the points; the last slope goes on. Raises DomainError."""
    check_points(points)
    check_penalties(penalties)
    check_peaks(peaks)
    with localcontext() as context:
        context.prec = DIGITS
        at_once, segments = stretches(points)
    return LossCurve(tuple(segments), at_once, tuple(penalties), tuple(peaks), source)


def curve_of_rates(
    segments: Sequence[RateSegment],
    *,
    penalties: Sequence[Penalty] = (),
    peaks: Sequence[Peak] = (),
    source: Source = "rates",
) -> LossCurve:
    """Rates per hour stretch by stretch, the last one open. Raises DomainError."""
    check_segments(segments)
    check_penalties(penalties)
    check_peaks(peaks)
    return LossCurve(tuple(segments), _ZERO, tuple(penalties), tuple(peaks), source)


def sum_of_curves(curves: Sequence[LossCurve], source: Source = "points") -> LossCurve:
    """Curves that run side by side as one: rates, penalties and what is lost at once add up."""
    ends = sorted({s.until_s for c in curves for s in c.segments if s.until_s is not None})
    with localcontext() as context:
        context.prec = DIGITS
        since = [0, *ends]
        rates = [sum((rate_after(at, c.segments) for c in curves), _ZERO) for at in since]
        at_once = sum((c.at_once for c in curves), _ZERO)
    segments = tuple(RateSegment(e, r) for e, r in zip([*ends, None], rates, strict=True))
    penalties = tuple(p for c in curves for p in c.penalties)
    peaks = tuple(p for c in curves for p in c.peaks)
    return LossCurve(segments, at_once, penalties, peaks, source)


def outages(spans: Iterable[Span], until_s: int | None = None) -> Iterator[list[Span]]:
    """Spans by union: each outage as steps without a hole or overlap. Raises DomainError."""
    waiting: list[Span] = []
    for n, span in enumerate(spans):
        _check_span(span, f"outages.{n}")
        to_s = span.to_s if until_s is None else min(span.to_s, until_s)
        if span.from_s < to_s:
            waiting.append(Span(span.from_s, to_s, span.felt))
    waiting.sort(key=lambda span: span.from_s)
    together: list[Span] = []
    end_s = 0
    for span in waiting:
        if together and span.from_s > end_s:
            yield _union(together)
            together = []
        end_s = max(end_s, span.to_s) if together else span.to_s
        together.append(span)
    if together:
        yield _union(together)


def _union(spans: Sequence[Span]) -> list[Span]:
    cuts = sorted({s.from_s for s in spans} | {s.to_s for s in spans})
    return [
        Span(a, b, max(s.felt for s in spans if s.from_s <= a and s.to_s >= b))
        for a, b in pairwise(cuts)
    ]


def _check_span(span: Span, field: str) -> None:
    check_seconds(span.from_s, f"{field}.from_s")
    check_seconds(span.to_s, f"{field}.to_s")
    check_share(span.felt, f"{field}.felt")
    if span.to_s < span.from_s:
        raise refuse(f"{field}.to_s", "empty_span")
