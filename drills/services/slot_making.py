"""Slots for every period in which a policy requires drills (DRL-1).

For the running and the next period of every active policy, and for those passed since it began,
at most two years back. What a changed policy no longer asks for goes, unless its period is over
or a drill is planned for it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bia.models import Process
from drills.domain.periods import Span, add_months, next_period, period_of, periods
from drills.models import DrillPolicy, DrillSlot, PolicyScope, SlotState
from drills.services.slot_clocks import stop_clocks
from drills.services.slot_zones import zone_of
from followup.services.numbers import next_numbers
from lib.days import day_in

SERIES = "DS"
BACK_MONTHS = 24
BATCH = 1000
KEY = ("policy_id", "process_id", "system_id", "period_start", "period_end", "number")

Thing = tuple[int | None, int | None]  # ids of a process and of a system


@dataclass(frozen=True)
class Wanted:
    policy: int
    thing: Thing
    span: Span
    number: int

    @property
    def key(self) -> tuple[int, int | None, int | None, date, date, int]:
        return (self.policy, *self.thing, self.span.first, self.span.last, self.number)


def make_slots(policies: Sequence[DrillPolicy], *, at: datetime) -> list[DrillSlot]:
    """The new ones. A constant number of queries for each policy at most."""
    wanted = [one for policy in policies for one in _wanted(policy, day_in(at, zone_of(policy)))]
    _drop(policies, {one.key for one in wanted}, at)
    known = set(DrillSlot.objects.filter(policy__in=policies).values_list(*KEY))
    # Where the period of a policy was another before, its days are asked for once.
    spans: dict[tuple[int, Thing], set[Span]] = defaultdict(set)
    for policy_id, process, system, first, last, _number in known:
        spans[policy_id, (process, system)].add(Span(first, last))
    missing = [
        one
        for one in wanted
        if one.key not in known
        and not any(
            each != one.span and each.cut(one.span) for each in spans[one.policy, one.thing]
        )
    ]
    missing.sort(key=lambda one: (one.span, one.key[0], one.number, str(one.thing)))
    codes = next_numbers(SERIES, len(missing), at=at) if missing else []
    new = [
        DrillSlot(
            code=code, policy_id=one.policy, process_id=one.thing[0], system_id=one.thing[1],
            period_start=one.span.first, period_end=one.span.last, number=one.number,
        )
        for code, one in zip(codes, missing, strict=True)
    ]  # fmt: skip
    DrillSlot.objects.bulk_create(new, batch_size=BATCH)
    return new


def things_of(policy: DrillPolicy) -> list[Thing]:
    """What the policy asks drills of: one without a thing for the whole organisation."""
    if policy.scope == PolicyScope.ORGANISATION:
        return [(None, None)]
    if policy.scope == PolicyScope.SYSTEM:
        return [(None, pk) for pk in sorted(one.pk for one in policy.systems.all())]
    if policy.scope == PolicyScope.PROCESS:
        return [(pk, None) for pk in sorted(one.pk for one in policy.processes.all())]
    tiers = [one.pk for one in policy.tiers.all()]
    found = Process.objects.filter(tier__in=tiers).order_by("pk").values_list("pk", flat=True)
    return [(pk, None) for pk in found]


def spans_of(policy: DrillPolicy, today: date) -> list[Span]:
    """The periods that have slots today."""
    last = next_period(period_of(today, policy.period), policy.period).last
    if policy.ends_on is not None:
        last = min(last, policy.ends_on)
    first = max(policy.starts_on, add_months(today, -BACK_MONTHS))
    found = periods(policy.period, first, last) if first <= last else []
    # One that begins in the future is asked for when its first period is the next one.
    return [one for one in found if one.first <= last]


def _wanted(policy: DrillPolicy, today: date) -> Iterable[Wanted]:
    if not policy.is_active:
        return
    things = things_of(policy)
    for span in spans_of(policy, today):
        for thing in things:
            for number in range(1, policy.min_count + 1):
                yield Wanted(policy.pk, thing, span, number)


def _drop(policies: Sequence[DrillPolicy], wanted: set[object], at: datetime) -> None:
    for policy in policies:
        today = day_in(at, zone_of(policy))
        rows = DrillSlot.objects.filter(
            policy=policy, state=SlotState.OPEN.value, period_end__gte=today, planned=None
        )
        gone = [pk for pk, *key in rows.values_list("pk", *KEY) if tuple(key) not in wanted]
        if gone:
            stop_clocks(DrillSlot.objects.filter(pk__in=gone), at=at, reason="not_required")
            DrillSlot.objects.filter(pk__in=gone).delete()
