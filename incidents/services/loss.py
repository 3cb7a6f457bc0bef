"""What incidents have cost so far, by the BIA's own curves (INC-6, docs/method.md §37.2)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

from django.utils.dateparse import parse_datetime

from accounts.models import Organisation
from bia.models import Process
from incidents.domain.felt import Course, Step
from incidents.models import NOT_COUNTED, Impact, Incident
from incidents.services.bia_snapshot import curve_from, horizon_s

FARTHEST = timedelta(days=36_500)
NEXT = timedelta(minutes=30)
LOOK_AHEAD_S = 7 * 86_400
"""How far ahead a loss is followed to tell when it reaches the next grade."""

CENT = Decimal("0.01")


@dataclass(frozen=True)
class ImpactLoss:
    """`amount` None: nothing is known of the losses of this process, which is not 0."""

    impact: Impact
    amount: Decimal | None
    next_30_min: Decimal | None
    beyond_horizon: bool = False
    shared_with: tuple[str, ...] = ()


@dataclass(frozen=True)
class LossSoFar:
    """The estimate at one instant, in cents; `total` is the sum of what is known, None: nothing.

    `unknown` are processes without a curve: with some, the total is a lower bound. `shared_with`
    are other incidents that hit one of the processes at the same time: an organisation's total is
    the union (`organisation_loss`), not the sum of these.
    """

    total: Decimal | None
    next_30_min: Decimal | None
    per_impact: tuple[ImpactLoss, ...]
    unknown: tuple[Process, ...]
    shared_with: tuple[str, ...]
    beyond_horizon: bool
    currency: str
    bia_versions: tuple[str, ...] = ()

    @property
    def is_lower_bound(self) -> bool:
        return bool(self.unknown) and self.total is not None


def loss_of(incident: Incident, at: datetime, impacts: Sequence[Impact] | None = None) -> LossSoFar:
    """`impacts` are its rows with their processes, where the caller has them already."""
    rows = list(incident.impacts.for_list()) if impacts is None else list(impacts)
    shared = shared_with(incident, rows, at)
    lines = tuple(_line(incident, one, at, shared.get(one.pk, ())) for one in rows)
    known = [one.amount for one in lines if one.amount is not None]
    ahead = [one.next_30_min for one in lines if one.next_30_min is not None]
    nothing = incident.no_process_affected and not rows
    return LossSoFar(
        total=sum(known, Decimal("0.00")) if known or nothing else None,
        next_30_min=sum(ahead, Decimal("0.00")) if ahead or nothing else None,
        per_impact=lines,
        unknown=_unknown(lines),
        shared_with=tuple(sorted({number for one in lines for number in one.shared_with})),
        beyond_horizon=any(one.beyond_horizon for one in lines),
        currency=rows[0].currency if rows else Organisation.current().currency,
        bia_versions=tuple(sorted({one.bia_version for one in rows if one.bia_version})),
    )


def loss_at(incident: Incident, impacts: Sequence[Impact]) -> Callable[[datetime], Decimal | None]:
    """The known loss as a function of time, were nothing to change; None: nothing is known.

    Curves are built once: it is asked dozens of times for one forecast.
    """
    known = [costs for one in impacts if (costs := _costs(one, incident.timezone)) is not None]

    def total(at: datetime) -> Decimal | None:
        return sum((costs(at) for costs in known), Decimal(0)) if known else None

    return total


def course_of(impact: Impact) -> Course:
    """How the impact went, from its row."""
    back = tuple(sorted(_instant(one) for one in impact.ended_regions.values()))
    return Course(
        start=impact.start_at,
        end=impact.end_at,
        steps=steps_of(impact),
        regions=len(impact.regions),
        back=back,
    )


def steps_of(impact: Impact) -> tuple[Step, ...]:
    rows = impact.steps or [{"at": impact.start_at.isoformat()}]
    return tuple(
        Step(
            _instant(one["at"]),
            Decimal(one.get("degradation", impact.degradation_percent)),
            Decimal(one.get("workaround", 0)),
        )
        for one in rows
    )


def amount_of(impact: Impact, at: datetime, zone: str) -> Decimal | None:
    """What one impact has cost by `at`, in cents; None: nothing is known of its losses."""
    costs = _costs(impact, zone)
    return None if costs is None else costs(at)


def _costs(impact: Impact, zone: str) -> Callable[[datetime], Decimal] | None:
    curve = curve_from(impact.curve)
    if curve is None:
        return None
    course = course_of(impact)
    start = impact.start_at.astimezone(ZoneInfo(zone)) if curve.peaks else None
    rate = Decimal(impact.curve.get("rate", "1"))

    def costs(at: datetime) -> Decimal:
        return cents(curve.loss_over(course.spans(_not_too_far(impact, at)), start=start) * rate)

    return costs


def organisation_loss(impacts: Iterable[Impact], at: datetime, zone: str) -> Decimal | None:
    """All together: a process that several incidents hold down at once is lost once.

    The newest snapshot of a process speaks for all its intervals. None: nothing is known.
    """
    by_process: dict[int, list[Impact]] = defaultdict(list)
    for one in impacts:
        by_process[one.process_id].append(one)
    known = [amount for rows in by_process.values()
             if (amount := _union(rows, at, zone)) is not None]  # fmt: skip
    return sum(known, Decimal("0.00")) if known else None


def shared_with(
    incident: Incident, impacts: Sequence[Impact], at: datetime
) -> dict[int, tuple[str, ...]]:
    """Impact id → numbers of other counted incidents of the same mode on its process at the same
    time. One query."""
    others = (
        Impact.objects.filter(
            process_id__in={one.process_id for one in impacts}, incident__mode=incident.mode
        )
        .exclude(incident=incident.pk)
        .exclude(incident__status__in=NOT_COUNTED)
        .values_list("process_id", "start_at", "end_at", "incident__number")
    )
    if not impacts:
        return {}
    found: dict[int, set[str]] = defaultdict(set)
    rows = list(others)
    for one in impacts:
        end = one.end_at or at
        for process, start, other_end, number in rows:
            if process == one.process_id and start < end and (other_end or at) > one.start_at:
                found[one.pk].add(number)
    return {pk: tuple(sorted(numbers)) for pk, numbers in found.items()}


def reaches(
    total: Callable[[datetime], Decimal | None], amount: Decimal, since: datetime
) -> datetime | None:
    """The first second after `since` at which the loss is `amount`; None: not within a week."""
    last = total(since + timedelta(seconds=LOOK_AHEAD_S))
    if last is None or last < amount:
        return None
    low, high = 0, LOOK_AHEAD_S
    while low < high:
        middle = (low + high) // 2
        reached = total(since + timedelta(seconds=middle))
        if reached is not None and reached >= amount:
            high = middle
        else:
            low = middle + 1
    return since + timedelta(seconds=low)


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)


def _line(incident: Incident, one: Impact, at: datetime, shared: tuple[str, ...]) -> ImpactLoss:
    costs = _costs(one, incident.timezone)
    amount = None if costs is None else costs(at)
    later = None if costs is None else costs(at + NEXT)
    horizon = horizon_s(one.curve)
    return ImpactLoss(
        impact=one,
        amount=amount,
        next_30_min=None if amount is None or later is None else later - amount,
        beyond_horizon=horizon is not None and one.down_s(at) > horizon,
        shared_with=shared,
    )


def _unknown(lines: Sequence[ImpactLoss]) -> tuple[Process, ...]:
    found: Mapping[int, Process] = {
        one.impact.process_id: one.impact.process for one in lines if one.amount is None
    }
    return tuple(found.values())


def _union(rows: Sequence[Impact], at: datetime, zone: str) -> Decimal | None:
    newest = max(rows, key=lambda one: (one.start_at, one.pk))
    curve = curve_from(newest.curve)
    if curve is None:
        return None
    zero = min(one.start_at for one in rows)
    spans = [span for one in rows for span in course_of(one).spans(at, zero=zero)]
    start = zero.astimezone(ZoneInfo(zone))
    return cents(curve.loss_over(spans, start=start) * Decimal(newest.curve.get("rate", "1")))


def _not_too_far(impact: Impact, at: datetime) -> datetime:
    """Durations have an end; one beyond it is a slip of dates, not a loss."""
    return min(at, impact.start_at + FARTHEST)


def _instant(text: str) -> datetime:
    found = parse_datetime(text)
    assert found is not None, text
    return found
