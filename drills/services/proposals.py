"""Days the programme proposes for slots no drill is planned for yet (DRL-3).

A drill without notice counts for nothing here before it starts: a slot that had no proposal, or a
day that is passed over, would tell those who may not know of it (DRL-5).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q

from drills.domain import proposals as domain
from drills.domain.periods import Span
from drills.domain.proposals import Proposal, Question
from drills.domain.recurrence import BadRule, occurrences
from drills.models import (
    BEFORE,
    LIVE,
    Drill,
    DrillPolicy,
    DrillSlot,
    FreezeWindow,
    SlotState,
)
from drills.models.drill import DrillQuerySet
from drills.services.seasons import seasons
from drills.services.slot_zones import organisation_zone, zone_of
from followup.services.calendar_days import working_days
from incidents.models import Incident
from lib.days import day_in
from lib.working_days import WorkingDays

# Nobody drills while the real thing is on: an open incident keeps so many days free.
AROUND_INCIDENT = timedelta(days=7)
WORST = 2  # grades I and II


def keep_proposals(*, at: datetime) -> int:
    """Write the day of every open slot without a plan; how many changed. A day that is still
    possible stays."""
    slots = _waiting(at)
    days = Days.of(slots, at=at)
    kept = {one.pk: days.kept(one) for one in slots}
    changed = []
    for slot in slots:
        day = kept[slot.pk] or days.found(slot)
        if day != slot.proposed_on:
            slot.proposed_on = day
            slot.version += 1
            changed.append(slot)
    DrillSlot.objects.bulk_update(changed, ["proposed_on", "version"], batch_size=500)
    return len(changed)


def proposal_for(slot: DrillSlot, *, at: datetime) -> Proposal:
    """With the days that were passed over, and why; for the page of a slot."""
    return Days.of([slot], at=at, but=slot).propose(slot)


def _waiting(at: datetime) -> list[DrillSlot]:
    today = day_in(at, organisation_zone())
    rows = DrillSlot.objects.filter(
        state=SlotState.OPEN.value,
        policy__is_active=True,
        period_end__gte=today - timedelta(days=400),
    ).exclude(planned__in=_planned())
    return list(rows.select_related("policy").order_by("period_end", "policy_id", "number", "pk"))


def _planned() -> DrillQuerySet:
    """Drills to come or going on that everybody may know of."""
    return Drill.objects.filter(status__in=[*BEFORE, *LIVE]).announced()


@dataclass
class Days:
    """What speaks for and against days, asked once for any number of slots: five queries."""

    today: date
    calendar: WorkingDays
    freezes: Sequence[tuple[Span, frozenset[int]]]
    incident_until: date | None
    seasons: Sequence[Span]
    taken: Counter[date]

    @classmethod
    def of(cls, slots: Sequence[DrillSlot], *, at: datetime, but: DrillSlot | None = None) -> Days:
        zone = organisation_zone()
        today = day_in(at, zone)
        last = max((_latest(one) for one in slots), default=today)
        years = range(today.year, max(last, today).year + 1)
        rows = FreezeWindow.objects.filter(ends_on__gte=today).prefetch_related("systems")
        return cls(
            today=today,
            calendar=working_days(today, max(last, today)),
            freezes=[
                (Span(one.starts_on, one.ends_on), frozenset(s.pk for s in one.systems.all()))
                for one in rows
            ],
            incident_until=today + AROUND_INCIDENT if _grave_incident() else None,
            seasons=[one.span for one in seasons(years)],
            taken=_taken(today, zone, but),
        )

    def kept(self, slot: DrillSlot) -> date | None:
        """The day it has, while that is possible."""
        day = slot.proposed_on
        if day is None or not domain.still_good(day, self._question(slot)):
            return None
        self.taken[day] += 1
        return day

    def found(self, slot: DrillSlot) -> date | None:
        day = self.propose(slot).day
        if day is not None:
            self.taken[day] += 1
        return day

    def propose(self, slot: DrillSlot) -> Proposal:
        return domain.propose(self._question(slot))

    def why_not(self, day: date, policy: DrillPolicy, system: int | None = None) -> str:
        """ "": nothing speaks against it."""
        if self.calendar.exceptions.get(day) is False:
            return "holiday"
        allowed = policy.allowed_weekdays
        if day.isoweekday() not in allowed if allowed else not self.calendar.is_working(day):
            return "weekday"
        if self.incident_until is not None and day <= self.incident_until:
            return "incident"
        for span, systems in self.freezes:
            if day in span and (not systems or system in systems):
                return "freeze"
        return ""

    def _question(self, slot: DrillSlot) -> Question:
        policy = slot.policy
        span = Span(slot.period_start, slot.period_end)
        if span.last <= self.today:  # only the grace is left
            span = Span(slot.period_start, _latest(slot))
        return Question(
            span=span,
            today=self.today,
            blocked=lambda day: self.why_not(day, policy, slot.system_id),
            rule_days=_rule_days(policy, span),
            seasons=self.seasons if policy.low_season else None,
            taken={day for day, count in self.taken.items() if count > 0},
            share=(slot.number - 0.5) / max(1, policy.min_count),
            number=slot.number,
        )


def _latest(slot: DrillSlot) -> date:
    return slot.period_end + timedelta(days=slot.policy.grace_days)


def _rule_days(policy: DrillPolicy, span: Span) -> list[date]:
    if not policy.rrule:
        return []
    try:
        found = occurrences(
            policy.rrule, starts_on=policy.starts_on, span=span, zone=zone_of(policy)
        )
    except BadRule:
        return []
    return [one.day for one in found]


def _grave_incident() -> bool:
    grave = Q(grade__severity__lte=WORST) | Q(
        grade__isnull=True, provisional_grade__severity__lte=WORST
    )
    return Incident.objects.real().open().filter(grave).exists()


def _taken(today: date, zone: str, but: DrillSlot | None) -> Counter[date]:
    """Days on which a drill is planned."""
    rows = _planned().filter(planned_end__date__gte=today).values_list("planned_start", flat=True)
    found = Counter(day_in(one, zone) for one in rows)
    if but is not None:
        others = DrillSlot.objects.filter(state=SlotState.OPEN.value, proposed_on__gte=today)
        days = others.exclude(pk=but.pk).values_list("proposed_on", flat=True)
        found.update(day for day in days if day is not None)
    return found
