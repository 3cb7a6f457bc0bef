"""What the rules of criteria judge by, read out of a drill: see `drills.domain.rules`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import Any

from django.db.models import Q

from drills.domain import rules
from drills.domain.rules import Expected, Found, Kept, Timed
from drills.models import (
    Criterion,
    Drill,
    DrillSettings,
    Expectation,
    MeasuredTime,
    Participant,
    ParticipantRole,
    Rule,
)
from drills.services.measuring import paused_between
from followup.models import Clock
from incidents.models import CheckRun, Impact, IncidentSettings
from incidents.services.exercise import left_open
from incidents.services.loss import loss_of
from incidents.services.measuring import recovered_at
from plans.models import StepKey

# K1 to K3.
RESPONSE_CLOCKS = ("notify", "assess", "decision_response")
# The boxes of step 4 that ask whether the data are whole, in either language of a card.
ASKS_FOR_INTEGRITY = ("integrity", "data are whole", "完整")
DONE, FAILED, NA = (
    CheckRun.State.DONE.value,
    CheckRun.State.FAILED.value,
    CheckRun.State.NA.value,
)


@dataclass
class RuleData:
    """One drill's figures; each is read once, when a criterion first asks for it."""

    drill: Drill
    at: datetime

    def found(self, criterion: Criterion) -> Found | None:
        """None: no rule rates this criterion."""
        rule = RULES.get(criterion.rule)
        return rule(self, criterion) if rule is not None else None

    @cached_property
    def settings(self) -> DrillSettings:
        return DrillSettings.current()

    @cached_property
    def measured(self) -> list[MeasuredTime]:
        rows = self.drill.measured.select_related("process", "system")
        return list(rows.exclude(accepted=False).filter(value_s__isnull=False))

    def times(self, kind: str) -> list[Timed]:
        found = []
        for one in self.measured:
            thing = one.process or one.system
            if one.kind != kind or thing is None:
                continue
            core = one.process is not None and one.process.critical
            found.append(
                Timed(thing.code, str(thing.name), one.value_s, one.target_s, one.mtd_s, core)
            )
        # None of them measured: people say how it went, as of all that has no data.
        return [*found, *self.still_down] if kind == "rto" and found else found

    @cached_property
    def still_down(self) -> list[Timed]:
        """Processes that had not come back when the drill ended, unless a time was entered."""
        incident, ended_at = self.drill.incident, self.drill.ended_at
        if incident is None or ended_at is None or not (left := left_open(incident)):
            return []
        known = {one.process_id for one in self.measured if one.kind == "rto"}
        counts = IncidentSettings.current().workaround_counts
        pauses = list(self.drill.pauses.order_by("began_at").values_list("began_at", "ended_at"))
        found: dict[int, Timed] = {}
        for one in self.impacts:
            one.incident = incident
            ends = recovered_at(one, workaround_counts=counts)
            if one.code not in left or one.process_id in {*known, *found} or ends != one.end_at:
                continue
            down = _seconds(ended_at - one.start_at) - paused_between(
                pauses, one.start_at, ended_at
            )
            found[one.process_id] = Timed(
                one.process.code, str(one.process.name), None, one.rto_s, one.mtd_s,
                one.process.critical, down_s=max(0, down),
            )  # fmt: skip
        return list(found.values())

    @cached_property
    def has_no_core(self) -> bool:
        """It names processes, and none of them is a core one."""
        named = [one.critical for one in self.drill.processes.all()]
        named += [one.process.critical for one in self.impacts]
        return bool(named) and not any(named)

    @cached_property
    def impacts(self) -> list[Impact]:
        if self.drill.incident is None:
            return []
        rows = Impact.objects.filter(incident=self.drill.incident)
        return list(rows.select_related("process", "system").order_by("start_at", "pk"))

    @cached_property
    def boxes(self) -> list[CheckRun]:
        """The required boxes of "verify", every attempt; not those that do not apply."""
        if self.drill.incident is None:
            return []
        rows = CheckRun.objects.filter(
            step__incident=self.drill.incident, step__key=StepKey.VERIFY.value, required=True
        ).exclude(state=NA)
        return list(rows.select_related("step").order_by("step__number", "step__attempt", "pk"))

    def last_boxes(self) -> list[CheckRun]:
        last = max((one.step.attempt for one in self.boxes), default=0)
        return [one for one in self.boxes if one.step.attempt == last]

    @cached_property
    def deadlines(self) -> list[Kept]:
        """K1 to K3. Superseded ones, and those that were cancelled before they were due, are
        nobody's fault; the end of the drill cancels what was never met."""
        if self.drill.incident is None:
            return []
        told = Q(state__in=("met", "met_late", "breached_running"))
        missed = Q(state__in=("paused", "cancelled"), breached_at__isnull=False)
        rows = Clock.objects.about("incident", self.drill.incident.number).filter(
            told | missed, kind__in=RESPONSE_CLOCKS
        )
        found = []
        for one in rows.order_by("anchor_at", "kind", "generation"):
            taken = None
            if one.met_at is not None:
                late = one.met_at - one.due_at
                limit = one.first_due_at - one.anchor_at
                # Pauses moved `due_at`: what counts is the lateness against it.
                taken = max(0, _seconds(limit + late))
            found.append(Kept(one.kind, _seconds(one.first_due_at - one.anchor_at), taken))
        return found

    @cached_property
    def key_people(self) -> list[Participant]:
        """Those marked as key people; without any mark, every player."""
        players = [
            one
            for one in self.drill.participants.all()
            if one.role == ParticipantRole.PLAYER or one.key_person
        ]
        return [one for one in players if one.key_person] or players

    @cached_property
    def expected(self) -> dict[int, list[Expected]]:
        """By criterion. Groups count inside one inject."""
        rows = Expectation.objects.filter(
            inject__script__drill=self.drill, criterion__isnull=False, inject__status="delivered"
        )
        found: dict[int, list[Expected]] = defaultdict(list)
        for one in rows:
            group = f"{one.inject_id}:{one.group}" if one.group else ""
            found[one.criterion_id or 0].append(
                Expected(one.key, one.result, one.weight, one.is_late, group, one.needs)
            )
        return found


def _integrity(data: RuleData, criterion: Criterion) -> Found:
    given = criterion.params
    if given.get("checked") is not None:
        return rules.integrity(
            given["checked"], given.get("whole"), repaired=bool(given.get("repaired"))
        )
    asked = [one for one in data.boxes if _asks_for_integrity(one)]
    last = [one for one in data.last_boxes() if _asks_for_integrity(one)]
    if not last or any(one.state not in (DONE, FAILED) for one in last):
        return rules.integrity(None, None)
    was_broken = any(one.state == FAILED for one in asked)
    whole = sum(one.state == DONE for one in last)
    if was_broken and whole == len(last):
        return rules.integrity(len(asked), len(asked) - 1, repaired=True)
    return rules.integrity(len(last), whole)


def _asks_for_integrity(one: CheckRun) -> bool:
    text = f"{one.text_en} {one.text_zh}".lower()
    return any(word in text for word in ASKS_FOR_INTEGRITY)


def _functions(data: RuleData, criterion: Criterion) -> Found:
    boxes = data.last_boxes()
    if not any(one.state in (DONE, FAILED) for one in boxes):
        return Found(None)
    return rules.share(sum(one.state == DONE for one in boxes), len(boxes))


def _attendance(data: RuleData, criterion: Criterion) -> Found:
    people, drill = data.key_people, data.drill
    nobody_said = drill.attendance_locked_at is None and not any(one.present_from for one in people)
    if drill.started_at is None or nobody_said:
        return Found(None)
    limit = drill.started_at + timedelta(seconds=drill.present_within_s)
    present = [one for one in people if one.present_from is not None and one.present_from <= limit]
    found = rules.share(len(present), len(people))
    return Found(found.points, found.facts | {"within_s": drill.present_within_s})


def _complaints(data: RuleData, criterion: Criterion) -> Found:
    value = data.drill.complaints
    if value is None:
        said = [one.complaints for one in data.impacts if one.complaints is not None]
        value = sum(said) if said else None
    tolerated = _figure(criterion, "tolerance")
    if tolerated is None and data.settings.complaints_tolerated is not None:
        tolerated = Decimal(data.settings.complaints_tolerated)
    return rules.tolerance(None if value is None else Decimal(value), tolerated)


def _loss(data: RuleData, criterion: Criterion) -> Found:
    """What was entered, else what the BIA's curves say of the impacts of the drill's incident."""
    drill, value, simulated = data.drill, data.drill.loss, False
    if value is None and drill.incident is not None and data.impacts:
        ended = drill.ended_at or data.at
        value, simulated = loss_of(drill.incident, ended, data.impacts).total, True
    tolerated = _figure(criterion, "tolerance")
    if tolerated is None:
        tolerated = data.settings.loss_tolerated
    found = rules.tolerance(value, tolerated)
    return Found(found.points, found.facts | {"simulated": simulated})


def _figure(criterion: Criterion, name: str) -> Decimal | None:
    given = criterion.params.get(name)
    if given is None or isinstance(given, bool):
        return None
    try:
        value = Decimal(str(given))
    except InvalidOperation:
        return None
    return value if value.is_finite() and value >= 0 else None


RULES: dict[str, Callable[[RuleData, Criterion], Found]] = {
    Rule.RTO.value: lambda data, _one: rules.rto(data.times("rto")),
    Rule.RPO.value: lambda data, _one: rules.rpo(data.times("rpo")),
    Rule.INTERRUPTION.value: lambda data, _one: rules.interruption(data.times("rto")),
    Rule.INTEGRITY.value: _integrity,
    Rule.FUNCTIONS.value: _functions,
    Rule.RESPONSE.value: lambda data, _one: rules.response(data.deadlines),
    Rule.ATTENDANCE.value: _attendance,
    Rule.COMPLAINTS.value: _complaints,
    Rule.LOSS.value: _loss,
    Rule.EXPECTATIONS.value: lambda data, one: rules.expectations(data.expected.get(one.pk, ())),
}


def _seconds(span: timedelta) -> int:
    return int(span.total_seconds())


def criteria_of(drill: Drill) -> list[Criterion]:
    """In the order of objectives, then their own."""
    rows: Iterable[Any] = Criterion.objects.filter(script__drill=drill).select_related("objective")
    return sorted(
        rows, key=lambda one: (one.objective.position, one.objective_id, one.position, one.pk)
    )
