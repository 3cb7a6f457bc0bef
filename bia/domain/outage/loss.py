"""What an outage costs over time: each process by its own states, all of them summed up.

A process loses the rate of its curve times the share it does not work; overlapping causes count
once, because a process has one state at a time. Rules: docs/method.md §19.4.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, localcontext

from bia.domain.losses.curve import LossCurve
from bia.domain.losses.loss import DIGITS, HOUR_S, KEPT
from bia.domain.losses.peaks import Peak, factor_steps
from bia.domain.outage.states import FULL, Segments

_ZERO = Decimal(0)
LONGEST_S = 366 * 86_400
"""No outage that is asked about is longer, and peaks are followed no further."""


@dataclass(frozen=True, slots=True)
class Running:
    """From `from_s` until `to_s` the loss grows by `rate_per_hour`."""

    from_s: int
    to_s: int
    rate_per_hour: Decimal


@dataclass(frozen=True, slots=True)
class Course:
    """How the loss of one process runs: stretches in time order, and amounts due at moments."""

    runs: tuple[Running, ...] = ()
    jumps: tuple[tuple[int, Decimal], ...] = ()

    @property
    def total(self) -> Decimal:
        with localcontext() as context:
            context.prec = DIGITS
            running = sum((r.rate_per_hour * (r.to_s - r.from_s) for r in self.runs), _ZERO)
            due = sum((amount for _at, amount in self.jumps), _ZERO)
            return KEPT.plus(running / HOUR_S + due)


@dataclass(frozen=True, slots=True)
class LossAt:
    """What has been lost by `at_s`, and how much an hour is lost from then on."""

    at_s: int
    loss: Decimal
    rate_per_hour: Decimal = _ZERO


def courses(
    segments: Mapping[str, Segments],
    curves: Mapping[str, LossCurve],
    horizon_s: int,
    start: datetime | None,
) -> dict[str, Course]:
    """The course of every process that has a curve, no further than the horizon.

    Times count from the disruption, and so does the rate at a moment; what a workaround carries
    in between does not begin anew. A penalty is due when the outage lasts beyond its moment.
    `start` is the local beginning; with it peaks count.
    """
    factors: dict[tuple[tuple[Peak, ...], int], list[tuple[int, Decimal]]] = {}
    found = {}
    with localcontext() as context:
        context.prec = DIGITS
        for key, curve in curves.items():
            felt = [
                (one.from_s, horizon_s if one.to_s is None else min(one.to_s, horizon_s), share)
                for one in segments.get(key, ())
                if (share := FULL - one.capacity) > 0 and one.from_s < horizon_s
            ]
            if not felt:
                continue
            end_s = felt[-1][1]
            steps = [(0, FULL)]
            if start is not None and curve.peaks:
                asked = (curve.peaks, min(end_s, LONGEST_S))
                if asked not in factors:
                    factors[asked] = factor_steps(curve.peaks, start, 0, asked[1])
                steps = factors[asked] + ([(LONGEST_S, FULL)] if end_s > LONGEST_S else [])
            found[key] = _course(curve, felt, end_s, steps)
    return found


def _course(
    curve: LossCurve,
    felt: Sequence[tuple[int, int, Decimal]],
    end_s: int,
    factors: Sequence[tuple[int, Decimal]],
) -> Course:
    jumps = [(p.beyond_s, p.amount) for p in curve.penalties if end_s > p.beyond_s]
    if curve.at_once and felt[0][0] == 0:
        jumps.insert(0, (0, curve.at_once * felt[0][2]))
    since = sorted({since for since, _factor in factors} | {0, *_ends(curve)})
    hourly = [_rate(curve, at_s) for at_s in since]
    times = [_factor(factors, at_s) for at_s in since]
    runs = []
    for from_s, to_s, share in felt:
        first = bisect_right(since, from_s) - 1
        for place in range(first, len(since)):
            begin_s = max(from_s, since[place])
            if begin_s >= to_s:
                break
            rate = hourly[place] * share * times[place]
            if rate:
                after = since[place + 1] if place + 1 < len(since) else to_s
                runs.append(Running(begin_s, min(after, to_s), rate))
    return Course(tuple(runs), tuple(jumps))


def _ends(curve: LossCurve) -> list[int]:
    return [one.until_s for one in curve.segments if one.until_s is not None]


def _rate(curve: LossCurve, at_s: int) -> Decimal:
    for segment in curve.segments:
        if segment.until_s is None or at_s < segment.until_s:
            return segment.rate_per_hour
    return _ZERO


def _factor(factors: Sequence[tuple[int, Decimal]], at_s: int) -> Decimal:
    """The factor of the last step at or before `at_s`."""
    place = bisect_right(factors, at_s, key=lambda step: step[0]) - 1
    return factors[place][1] if place >= 0 else FULL


def summed(of: Iterable[Course], wanted: Sequence[int] | None = None) -> list[LossAt]:
    """The loss of all together at the `wanted` moments, else wherever its slope changes.

    A jump at a moment counts from that moment on.
    """
    slopes: dict[int, Decimal] = {}
    due: dict[int, Decimal] = {}
    with localcontext() as context:
        context.prec = DIGITS
        for course in of:
            for run in course.runs:
                slopes[run.from_s] = slopes.get(run.from_s, _ZERO) + run.rate_per_hour
                slopes[run.to_s] = slopes.get(run.to_s, _ZERO) - run.rate_per_hour
            for at_s, amount in course.jumps:
                due[at_s] = due.get(at_s, _ZERO) + amount
        shown = {0, *slopes, *due} if wanted is None else set(wanted)
        lost, rate, before = _ZERO, _ZERO, 0
        found = []
        for at_s in sorted(shown | slopes.keys() | due.keys()):
            lost += rate * (at_s - before) / HOUR_S + due.get(at_s, _ZERO)
            rate += slopes.get(at_s, _ZERO)
            before = at_s
            if at_s in shown:
                found.append(LossAt(at_s, KEPT.plus(lost), KEPT.plus(rate)))
        return found
