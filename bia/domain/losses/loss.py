"""Cumulative loss of an outage and its rate. Rules: docs/method.md §7.

A stated curve, or stated rates, become one list of stretches with a constant rate per hour;
a degradation and a workaround scale the rate. All exact decimals.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal, localcontext
from itertools import pairwise

from bia.domain.errors import check_number, check_seconds, check_share, refuse
from bia.domain.mtd import check_ascending
from bia.domain.reasons import Reason

HOUR_S = 3_600
DIGITS = 50
KEPT = Context(prec=28)  # a third of an hour, three times, is an hour again
_ONE = Decimal(1)
_ZERO = Decimal(0)


@dataclass(frozen=True)
class LossPoint:
    """After `at_s` seconds the outage has cost `amount` in all."""

    at_s: int
    amount: Decimal


@dataclass(frozen=True)
class RateSegment:
    """Until `until_s` (None: for ever) the outage costs `rate_per_hour`."""

    until_s: int | None
    rate_per_hour: Decimal


@dataclass(frozen=True)
class Penalty:
    """A one-off `amount` once the outage lasts longer than `beyond_s`."""

    beyond_s: int
    amount: Decimal


@dataclass(frozen=True)
class Workaround:
    """From `from_s` until `until_s` (None: for ever) it carries the share `capacity`."""

    from_s: int
    capacity: Decimal
    until_s: int | None = None


@dataclass(frozen=True)
class Loss:
    """Loss after the outage, and what the next hour costs (the right-hand rate at a kink)."""

    loss: Decimal
    rate_per_hour: Decimal
    because: Reason


def loss_on_points(
    points: Sequence[LossPoint],
    outage_s: int,
    *,
    degradation: Decimal = _ONE,
    workaround: Workaround | None = None,
    penalties: Sequence[Penalty] = (),
) -> Loss:
    """Straight lines through (0, 0) and the points; beyond the last its slope goes on (§7.1).

    An amount at 0 s is a loss at once. Raises DomainError.
    """
    check_points(points)
    with localcontext() as context:
        context.prec = DIGITS
        at_once, segments = stretches(points)
        share = _share_after(0, degradation, workaround)
        because = Reason.of("loss.on_points", outage_s=outage_s)
        rest = _loss(segments, outage_s, degradation, workaround, penalties, because)
        return _kept(rest.loss + at_once * share, rest.rate_per_hour, because)


def loss_on_rates(
    segments: Sequence[RateSegment],
    outage_s: int,
    *,
    degradation: Decimal = _ONE,
    workaround: Workaround | None = None,
    penalties: Sequence[Penalty] = (),
) -> Loss:
    """Rates per hour stretch by stretch; the last is open-ended (§7.2). Raises DomainError."""
    check_segments(segments)
    with localcontext() as context:
        context.prec = DIGITS
        because = Reason.of("loss.on_rates", outage_s=outage_s)
        return _loss(segments, outage_s, degradation, workaround, penalties, because)


def _loss(
    segments: Sequence[RateSegment],
    outage_s: int,
    degradation: Decimal,
    workaround: Workaround | None,
    penalties: Sequence[Penalty],
    because: Reason,
) -> Loss:
    _check_rest(outage_s, degradation, workaround, penalties)
    cuts: set[int] = set()
    if workaround is not None:
        cuts |= {workaround.from_s}
        cuts |= {workaround.until_s} if workaround.until_s is not None else set()

    def share(at_s: int) -> Decimal:
        return _share_after(at_s, degradation, workaround)

    running = accrued(segments, outage_s, share, cuts)
    rate = rate_after(outage_s, segments) * share(outage_s)
    return _kept(running + fines(penalties, outage_s), rate, because)


def accrued(
    segments: Sequence[RateSegment],
    outage_s: int,
    share: Callable[[int], Decimal],
    cuts: Iterable[int],
) -> Decimal:
    """What the rates cost in `outage_s`; `share` of the rate is felt and changes at `cuts`."""
    times = {0, outage_s, *cuts, *(s.until_s for s in segments if s.until_s is not None)}
    inside = sorted(cut for cut in times if 0 <= cut <= outage_s)
    return sum(
        (rate_after(a, segments) * share(a) * (b - a) / HOUR_S for a, b in pairwise(inside)), _ZERO
    )


def fines(penalties: Sequence[Penalty], outage_s: int) -> Decimal:
    """The one-off amounts an outage of this length has passed."""
    return sum((p.amount for p in penalties if outage_s > p.beyond_s), _ZERO)


def _kept(loss: Decimal, rate_per_hour: Decimal, because: Reason) -> Loss:
    return Loss(KEPT.plus(loss), KEPT.plus(rate_per_hour), because)


def rate_after(at_s: int, segments: Sequence[RateSegment]) -> Decimal:
    """The stated rate just after `at_s`."""
    for segment in segments:
        if segment.until_s is None or at_s < segment.until_s:
            return segment.rate_per_hour
    return segments[-1].rate_per_hour


def _share_after(at_s: int, degradation: Decimal, workaround: Workaround | None) -> Decimal:
    """The share of the loss that is felt just after `at_s`: degradation × (1 − capacity)."""
    if workaround is None or at_s < workaround.from_s:
        return degradation
    if workaround.until_s is not None and at_s >= workaround.until_s:
        return degradation
    return degradation * (1 - workaround.capacity)


def stretches(points: Sequence[LossPoint]) -> tuple[Decimal, list[RateSegment]]:
    """The amount lost at once and the rates between the points, the last one going on."""
    at_once = points[0].amount if points[0].at_s == 0 else _ZERO
    nodes = [LossPoint(0, at_once), *(point for point in points if point.at_s > 0)]
    rates = [
        RateSegment(b.at_s, (b.amount - a.amount) * HOUR_S / (b.at_s - a.at_s))
        for a, b in pairwise(nodes)
    ]
    last = rates[-1].rate_per_hour if rates else _ZERO
    return at_once, [*rates[:-1], RateSegment(None, last)]


def check_points(points: Sequence[LossPoint]) -> None:
    if not points:
        raise refuse("points", "empty")
    before: LossPoint | None = None
    for n, point in enumerate(points):
        field = f"points.{n}"
        check_seconds(point.at_s, f"{field}.at_s")
        check_number(point.amount, f"{field}.amount")
        check_ascending(before.at_s if before else None, point.at_s, f"{field}.at_s")
        if before is not None and point.amount < before.amount:
            raise refuse(
                f"{field}.amount", "falling_amount", amount=point.amount, before=before.amount
            )
        before = point


def check_segments(segments: Sequence[RateSegment]) -> None:
    if not segments:
        raise refuse("segments", "empty")
    before = 0
    for n, segment in enumerate(segments):
        field = f"segments.{n}"
        check_number(segment.rate_per_hour, f"{field}.rate_per_hour")
        check_seconds(segment.until_s, f"{field}.until_s")
        if (segment.until_s is None) != (n == len(segments) - 1):
            raise refuse(f"{field}.until_s", "open_segment")
        if segment.until_s is not None:
            check_ascending(before, segment.until_s, f"{field}.until_s")
            before = segment.until_s


def check_penalties(penalties: Sequence[Penalty]) -> None:
    for n, penalty in enumerate(penalties):
        check_seconds(penalty.beyond_s, f"penalties.{n}.beyond_s")
        check_number(penalty.amount, f"penalties.{n}.amount")


def _check_rest(
    outage_s: int,
    degradation: Decimal,
    workaround: Workaround | None,
    penalties: Sequence[Penalty],
) -> None:
    check_seconds(outage_s, "outage_s")
    check_share(degradation, "degradation")
    check_penalties(penalties)
    if workaround is None:
        return
    check_seconds(workaround.from_s, "workaround.from_s")
    check_seconds(workaround.until_s, "workaround.until_s")
    check_share(workaround.capacity, "workaround.capacity")
    if workaround.until_s is not None and workaround.until_s <= workaround.from_s:
        raise refuse("workaround.until_s", "empty_span")
