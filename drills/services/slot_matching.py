"""Drills and restore tests are counted for the slots they meet (DRL-1)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Q

from backups.models import Outcome, RestoreTest
from drills.domain.periods import Span
from drills.domain.slots import Asked, Done, meetings
from drills.models import (
    AFTER,
    Drill,
    DrillEntry,
    DrillPolicy,
    DrillSettings,
    DrillSlot,
    DrillType,
    Inject,
    InjectStatus,
    SlotState,
)
from drills.services.slot_clocks import meet_slot_clock
from drills.services.slot_zones import zone_of
from lib.days import day_in

PASSED = (Outcome.PASS.value, Outcome.WARN.value)
UNMET = (SlotState.OPEN.value, SlotState.MISSED.value)
DAY = timedelta(days=1)


def match_slots(
    policies: Sequence[DrillPolicy], *, at: datetime, only: Drill | None = None
) -> list[DrillSlot]:
    """Slots that were met just now. `only`: by this drill, which has just ended."""
    rows = DrillSlot.objects.filter(policy__in=policies, state__in=UNMET)
    found: dict[int, list[DrillSlot]] = defaultdict(list)
    for slot in rows.select_for_update(of=("self",)).order_by("pk"):
        found[slot.policy_id].append(slot)
    slots = [one for of in found.values() for one in of]
    if not slots:
        return []
    used = _used(policies)
    drills = _drills(slots, policies, only)
    tests = [] if only is not None else _tests(slots, policies)
    met = []
    for policy in policies:
        for slot in found[policy.pk]:
            slot.policy = policy
        met += _match(policy, found[policy.pk], drills, tests, used[policy.pk], at)
    return met


def suits(policy: DrillPolicy, drill: Drill) -> bool:
    """Is it of the type that the policy asks for, or of one the policy lets count?"""
    if drill.type == policy.type and policy.subtype in ("", drill.subtype):
        return True
    return drill.type in policy.satisfied_by


def handled_percent(drills: Iterable[Drill]) -> dict[int, float]:
    """Share of injects delivered or skipped, in percent, by drill: as its end has written it down,
    else as its injects stand. Those cancelled because their condition never held do not count; a
    drill without injects has handled all."""
    drills = list(drills)
    handled = Q(status__in=[InjectStatus.DELIVERED.value, InjectStatus.SKIPPED.value])
    never = Q(status=InjectStatus.CANCELLED.value) & ~Q(condition={})
    rows = (
        Inject.objects.filter(script__drill__in=[one.pk for one in drills])
        .order_by()
        .values("script__drill")
        .annotate(handled=Count("pk", filter=handled), all=Count("pk", filter=~never))
    )
    shares = {row["script__drill"]: (row["handled"], row["all"]) for row in rows}
    ends = DrillEntry.objects.filter(drill__in=[one.pk for one in drills], type="ended")
    for drill, payload in ends.values_list("drill_id", "payload"):
        if "handled" in payload and "of" in payload:
            shares[drill] = (payload["handled"], payload["of"])
    return {
        one.pk: 100 * handled / whole if whole else 100.0
        for one in drills
        for handled, whole in [shares.get(one.pk, (0, 0))]
    }


def _match(
    policy: DrillPolicy,
    slots: Sequence[DrillSlot],
    drills: Sequence[Drill],
    tests: Sequence[RestoreTest],
    used: Collection[tuple[Any, Any]],
    at: datetime,
) -> list[DrillSlot]:
    zone = zone_of(policy)
    done = [_done(one, zone) for one in drills if suits(policy, one)]
    if policy.type == DrillType.RESTORE_TEST:
        done += [_done_test(one, zone) for one in tests]
    by_key: dict[Any, Drill | RestoreTest] = {f"d{one.pk}": one for one in drills}
    by_key |= {f"t{one.code}": one for one in tests}
    of = {one.pk: one for one in slots}
    met = []
    asked = [
        Asked(
            one.pk, Span(one.period_start, one.period_end), policy.grace_days, thing_of(one),
            one.number,
        )
        for one in slots
    ]  # fmt: skip
    for meeting in meetings(asked, done, used=used):
        slot, by = of[meeting.slot], by_key[meeting.done]
        _write(slot, by, meeting.state, at)
        met.append(slot)
    return met


def thing_of(slot: DrillSlot) -> tuple[str, int] | None:
    if slot.process_id is not None:
        return ("process", slot.process_id)
    return ("system", slot.system_id) if slot.system_id is not None else None


def _write(slot: DrillSlot, by: Drill | RestoreTest, state: str, at: datetime) -> None:
    began_at, ended_at = by.started_at, at
    if isinstance(by, Drill):
        slot.met_by, ended_at = by, by.ended_at or at
    else:
        slot.met_by_code, ended_at = by.code, by.finished_at or at
    slot.state, slot.met_at = state, ended_at
    slot.version += 1
    slot.save()
    meet_slot_clock(slot, began_at=began_at or ended_at, at=at)


def _done(drill: Drill, zone: str) -> Done:
    assert drill.started_at is not None
    things = {("process", one.pk) for one in drill.processes.all()}
    things |= {("system", one.pk) for one in drill.systems.all()}
    day = day_in(drill.started_at, zone)
    return Done(f"d{drill.pk}", day, frozenset(things), drill.slot_id)


def _done_test(test: RestoreTest, zone: str) -> Done:
    assert test.finished_at is not None
    day = day_in(test.started_at or test.finished_at, zone)
    return Done(f"t{test.code}", day, frozenset({("system", test.backup_set.policy.system_id)}))


def _drills(
    slots: Sequence[DrillSlot], policies: Sequence[DrillPolicy], only: Drill | None
) -> list[Drill]:
    """Those carried through: ended, and enough of their script handled."""
    rows = Drill.objects.filter(
        status__in=AFTER, started_at__range=_window(slots, policies)
    ).prefetch_related("processes", "systems")
    if only is not None:
        rows = rows.filter(pk=only.pk)
    found = list(rows.order_by("started_at", "pk"))
    enough = DrillSettings.current().handled_percent
    shares = handled_percent(found) if found else {}
    return [one for one in found if shares[one.pk] >= enough]


def _tests(slots: Sequence[DrillSlot], policies: Sequence[DrillPolicy]) -> list[RestoreTest]:
    asking = [one for one in policies if one.type == DrillType.RESTORE_TEST]
    if not asking:
        return []
    ids = {one.pk for one in asking}
    window = _window([one for one in slots if one.policy_id in ids], asking)
    rows = RestoreTest.objects.filter(outcome__in=PASSED, finished_at__range=window)
    wanted = rows.select_related("backup_set__policy").defer("output", "checks", "chain")
    return list(wanted.order_by("finished_at", "pk"))


def _window(
    slots: Sequence[DrillSlot], policies: Sequence[DrillPolicy]
) -> tuple[datetime, datetime]:
    grace = max((one.grace_days for one in policies), default=0)
    first = min((one.period_start for one in slots), default=date.max - 2 * DAY)
    last = max((one.period_end for one in slots), default=date.min + 2 * DAY)
    return (
        datetime.combine(first - DAY, time(), UTC),
        datetime.combine(last + DAY * (grace + 2), time(), UTC),
    )


def _used(policies: Sequence[DrillPolicy]) -> dict[int, set[tuple[Any, Any]]]:
    """What meets a slot already, by policy: it meets no second one of the same thing."""
    found: dict[int, set[tuple[Any, Any]]] = defaultdict(set)
    rows = DrillSlot.objects.filter(
        policy__in=policies, state__in=[SlotState.MET.value, SlotState.LATE.value]
    )
    for slot in rows.only("policy_id", "process_id", "system_id", "met_by_id", "met_by_code"):
        key = f"d{slot.met_by_id}" if slot.met_by_id is not None else f"t{slot.met_by_code}"
        found[slot.policy_id].add((key, thing_of(slot)))
    return found
