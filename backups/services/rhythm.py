"""How a policy keeps its rhythm: from its waiting row, its runs and its heartbeats (§27.3)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from backups.domain.heartbeat import Judgement, Limits, judge_call, still_running
from backups.domain.rhythm import BadSchedule, spacing_s
from backups.models import Arrival, BackupPolicy, BackupSet, Heartbeat, PolicyState, SetState
from backups.services.expected import Waiting
from backups.services.judging import judge, locked_state

# What a person starts or enters keeps no rhythm.
MACHINES = (
    Arrival.SCAN.value, Arrival.API.value, Arrival.HEARTBEAT.value, Arrival.MANIFEST.value,
)  # fmt: skip
Found = tuple[str, dict[str, Any]]


@transaction.atomic
def heard(
    policy: BackupPolicy, kind: str, *, at: datetime, exit_status: int | None = None
) -> Judgement:
    """A heartbeat of the policy ("start", "success", "fail", "exit"): what it says of the run.

    Writes the state and tells changes; keeping the call itself is up to the caller.
    """
    state = locked_state(policy)
    found = judge_call(
        kind,
        at,
        exit_status=exit_status,
        started_at=state.run_started_at,
        ended_at=state.run_ended_at,
        limits=limits_of(policy, at),
    )
    if kind == "start":
        state.run_started_at = at
    else:
        state.run_started_at = None
        if found.verdict != "failed":
            state.run_ended_at = at
    state.look_due_at = at
    _write(state, found.verdict, at)
    if found.verdict != "running" and policy.active:
        judge(policy, "rhythm", found.verdict, at=at, params=_took(found))
    return found


def limits_of(policy: BackupPolicy, at: datetime) -> Limits:
    """What is plausible of a run that is due about `at`."""
    apart_s = None
    if policy.schedule:
        try:
            apart_s = spacing_s(policy.schedule, policy.timezone, at)
        except BadSchedule:
            apart_s = None
    return Limits(policy.shortest_s, policy.longest_s, apart_s)


def judge_rhythm(
    policy: BackupPolicy, state: PolicyState, waiting: Waiting, *, at: datetime
) -> str:
    """The rhythm as it stands; `state` is locked. Tells what changed, once."""
    verdict, params = _standing(policy, state, waiting, at)
    _write(state, verdict, at)
    if verdict not in ("new", "running"):
        judge(policy, "rhythm", verdict, at=at, params=params)
    return verdict


def _standing(policy: BackupPolicy, state: PolicyState, waiting: Waiting, at: datetime) -> Found:
    """A run that takes too long, then what did not come, then what the last run was like."""
    limits = limits_of(policy, at)
    running = None
    if state.run_started_at is not None:
        running = still_running(state.run_started_at, at, limits)
        if running.verdict == "too_slow":
            return "too_slow", _took(running)
    if not policy.schedule:
        return _unscheduled(policy, state, running, at)
    last = _last_due(policy, waiting)
    late = waiting.row is not None and waiting.grace_ends is not None and at > waiting.grace_ends
    beat = _last_beat(policy)
    if beat is not None and beat.verdict == "failed" and _after(beat.at, last):
        return "failed", {}
    if late and waiting.row is not None:
        return "late", _due(waiting.row)
    if last is not None and last.state == SetState.MISSING and last.arrived_at is None:
        return "missing", _due(last)
    if running is not None:
        return "running", {}
    return _last_run(policy, beat, limits)


def _last_run(policy: BackupPolicy, beat: Heartbeat | None, limits: Limits) -> Found:
    """By the newest heartbeat or, where the newest set is of a later run, by the sets."""
    sets = list(
        BackupSet.objects.filter(policy=policy, arrived_at__isnull=False)
        .exclude(restore_point_at=None)
        .defer("log", "facts")
        .order_by("-restore_point_at")[:2]
    )
    newest = sets[0] if sets else None
    if beat is not None and (newest is None or _stands_at(newest) <= beat.at):
        took = Judgement("on_time", beat.duration_s, _limit(beat.verdict, limits))
        return str(beat.verdict), _took(took)
    if newest is None:
        return "new", {}
    found = _plausible(newest, limits)
    if found is not None:
        return found.verdict, _took(found)
    if len(sets) == 2 and newest.arrived_by in MACHINES and sets[1].arrived_by in MACHINES:
        apart_s = int((_stands_at(newest) - _stands_at(sets[1])).total_seconds())
        if limits.interval_s and apart_s * 2 < limits.interval_s:
            return "too_often", _took(Judgement("too_often", apart_s, limits.interval_s // 2))
    return "on_time", {}


def _plausible(newest: BackupSet, limits: Limits) -> Judgement | None:
    if newest.started_at is None or newest.finished_at is None:
        return None
    found = judge_call("success", newest.finished_at, started_at=newest.started_at, limits=limits)
    return None if found.verdict == "on_time" else found


def _unscheduled(
    policy: BackupPolicy, state: PolicyState, running: Judgement | None, at: datetime
) -> Found:
    """Real-time copies are on time while they are heard of; of the others nothing is expected."""
    beat = _last_beat(policy)
    if beat is not None and beat.verdict == "failed":
        return "failed", {}
    if running is not None:
        return "running", {}
    if policy.method != "realtime":
        return ("on_time" if beat is not None else "new"), {}
    if state.run_ended_at is None:
        return "new", {}
    silent_after = silence_of(policy, state.run_ended_at)
    if at > silent_after:
        return "late", {"due": {"at": silent_after.isoformat()}}
    return "on_time", {}


def silence_of(policy: BackupPolicy, heard_at: datetime) -> datetime:
    """Until when a real-time copy last heard of at `heard_at` may be silent."""
    return heard_at + timedelta(seconds=(policy.lag_s or 0) + policy.grace_s)


def _last_due(policy: BackupPolicy, waiting: Waiting) -> BackupSet | None:
    """The set of the newest instant that is over."""
    rows = BackupSet.objects.filter(policy=policy, due_at__isnull=False)
    if waiting.row is not None:
        rows = rows.filter(due_at__lt=waiting.row.due_at)
    return rows.defer("log", "facts").order_by("-due_at").first()


def _last_beat(policy: BackupPolicy) -> Heartbeat | None:
    """The newest call that ended a run."""
    rows = Heartbeat.objects.filter(policy=policy).exclude(kind="start")
    return rows.defer("body").order_by("-at", "-id").first()


def _after(at: datetime, last: BackupSet | None) -> bool:
    """A failure counts until a set of a later run is there."""
    return last is None or last.arrived_at is None or _stands_at(last) < at


def _stands_at(one: BackupSet) -> datetime:
    found = one.started_at or one.restore_point_at or one.arrived_at or one.due_at
    assert found is not None
    return found


def _limit(verdict: str, limits: Limits) -> int | None:
    if verdict == "too_often":
        return None if limits.interval_s is None else limits.interval_s // 2
    return {"too_fast": limits.shortest_s, "too_slow": limits.longest_s}.get(verdict)


def _took(found: Judgement) -> dict[str, Any]:
    known = {"took": found.duration_s, "limit": found.limit_s}
    return {name: {"s": value} for name, value in known.items() if value is not None}


def _due(row: BackupSet) -> dict[str, Any]:
    return {"due": {"at": row.due_at.isoformat()}} if row.due_at else {}


def _write(state: PolicyState, verdict: str, at: datetime) -> None:
    if state.rhythm != verdict:
        state.rhythm, state.rhythm_since = verdict, at
    state.save(
        update_fields=[
            "rhythm", "rhythm_since", "run_started_at", "run_ended_at", "expected_at",
            "look_due_at",
        ]
    )  # fmt: skip
