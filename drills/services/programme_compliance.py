"""How much of the programme was done in the year up to today (domain.md §5.14)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, Exists, OuterRef, Q

from drills.domain.compliance import Compliance, Held, Requirement, compliance, overall
from drills.domain.periods import year_back
from drills.models import (
    Drill,
    DrillFinding,
    DrillPolicy,
    DrillSlot,
    DrillStatus,
    ObservationKind,
    SlotState,
)
from drills.services.slot_zones import zone_of
from lib.days import day_in

EVALUATED = (DrillStatus.REPORTING.value, DrillStatus.CLOSED.value)
READ = (
    "policy_id", "process_id", "system_id", "period_end", "state", "met_at", "met_by__status",
    "met_by__started_at",
)  # fmt: skip
DONE = (SlotState.MET.value, SlotState.LATE.value)


@dataclass(frozen=True)
class PolicyCompliance:
    """`things`: of how many processes or systems each one is required; 1 for all together."""

    policy: DrillPolicy
    figures: Compliance
    things: int
    missed: int


@dataclass(frozen=True)
class Programme:
    policies: Sequence[PolicyCompliance]
    rate: Decimal | None
    required: int
    done: int
    overdue: int


def programme(
    *,
    at: datetime,
    policies: Sequence[DrillPolicy] | None = None,
    active_only: bool = True,
    slots: Mapping[int, Sequence[DrillSlot]] | None = None,
) -> Programme:
    """Of every active policy. Three queries, whatever the number of slots and drills. `slots` are
    theirs by policy, where the caller has them (with the fields of READ)."""
    if policies is None:
        every = DrillPolicy.objects.select_related("owner")
        policies = list(every.filter(is_active=True) if active_only else every)
    if slots is None:
        slots = slots_of(policies, READ)
    counting = _counting(slots)
    return _together([_of(one, slots.get(one.pk, ()), counting, at) for one in policies])


def slots_of(
    policies: Sequence[DrillPolicy], fields: Sequence[str], *related: str
) -> dict[int, list[DrillSlot]]:
    """The slots by policy, in the order of their periods, with these fields alone."""
    found: dict[int, list[DrillSlot]] = defaultdict(list)
    rows = DrillSlot.objects.filter(policy__in=policies).select_related("met_by", *related)
    for slot in rows.only(*fields).order_by("period_start", "pk"):
        found[slot.policy_id].append(slot)
    return found


def programme_of_active(whole: Programme) -> Programme:
    """Of policies in force alone."""
    return _together([one for one in whole.policies if one.policy.is_active])


def _together(parts: Sequence[PolicyCompliance]) -> Programme:
    figures = [one.figures for one in parts]
    return Programme(
        policies=parts,
        rate=overall(figures),
        required=sum(one.required for one in figures),
        done=sum(min(one.done, one.required) for one in figures),
        overdue=sum(one.overdue for one in figures),
    )


def _of(
    policy: DrillPolicy,
    slots: Sequence[DrillSlot],
    counting: dict[int, tuple[bool, int]],
    at: datetime,
) -> PolicyCompliance:
    today = day_in(at, zone_of(policy))
    window = year_back(today)
    things = len({(one.process_id, one.system_id) for one in slots}) or 1
    ended = [
        one for one in slots if one.period_end in window and one.state != SlotState.WAIVED.value
    ]
    requirement = Requirement(
        period=policy.period,
        min_count=policy.min_count,
        max_count=policy.max_count,
        starts_on=policy.starts_on,
        ends_on=policy.ends_on,
        things=things,
    )
    held = [_held(one, counting, zone_of(policy)) for one in slots if one.state in DONE]
    return PolicyCompliance(
        policy=policy,
        figures=compliance(requirement, held, today=today, required=len(ended)),
        things=things,
        missed=sum(one.state == SlotState.MISSED.value for one in ended),
    )


def _held(slot: DrillSlot, counting: dict[int, tuple[bool, int]], zone: str) -> Held:
    late = slot.state == SlotState.LATE.value
    if slot.met_by is None:  # a restore test: it proves itself
        assert slot.met_at is not None
        return Held(day_in(slot.met_at, zone), late=late)
    began_at = slot.met_by.started_at or slot.met_at
    assert began_at is not None
    counts, findings = counting.get(slot.met_by_id or 0, (False, 0))
    evaluated = slot.met_by.status in EVALUATED
    return Held(day_in(began_at, zone), counts, findings if evaluated else None, late)


def _counting(slots: Mapping[int, Sequence[DrillSlot]]) -> dict[int, tuple[bool, int]]:
    """Drill → does it count (evaluated, every area to improve has its follow-up), and how many
    areas to improve it found."""
    ids = {one.met_by_id for of in slots.values() for one in of if one.met_by_id is not None}
    improve = Q(findings__kind=ObservationKind.IMPROVEMENT.value)
    unfiled = DrillFinding.objects.filter(
        drill=OuterRef("pk"), kind=ObservationKind.IMPROVEMENT.value, action=None,
        change_request=None, no_action_reason="",
    )  # fmt: skip
    rows = Drill.objects.filter(pk__in=ids).annotate(
        found=Count("findings", filter=improve), unfiled=Exists(unfiled)
    )
    return {
        pk: (status in EVALUATED and not open_, found)
        for pk, status, found, open_ in rows.values_list("pk", "status", "found", "unfiled")
    }
