"""Judging families: how old the newest restorable state is, 3-2-1, restore tests, detection.

Kept at the family's first policy, so that each is told once and not by every policy of it.
Rules: docs/method.md §28.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from backups.domain.rhythm import BadSchedule
from backups.domain.score import MONTH
from backups.domain.worst_loss import Plan, worst_loss_s
from backups.models import BackupPolicy
from backups.recovery_points import FamilyPoint, points_of, policy_rows
from backups.scores import FamilyScore, scores_of
from backups.services.judging import judge
from bia.analysis.stored import stored

DAY = timedelta(days=1)


def judge_families(systems: Collection[int], *, at: datetime) -> dict[int, datetime]:
    """Judge every family of these systems; policy id → when its judgement may change by itself.

    A dozen queries for reading, and those of each change.
    """
    rows = policy_rows(systems)
    now = stored(at)
    points = points_of(rows, at, systems, now)
    families = [one for point in points.values() for one in point.families]
    scores = scores_of(families, at, now)
    scored = {
        (one.system_id, one.data_class): one
        for system in scores.values()
        for one in system.families
    }
    policies = BackupPolicy.objects.in_bulk([p.id for one in families for p in one.policies])
    changes: dict[int, datetime] = {}
    for family in families:
        members = [policies[one.id] for one in family.policies if one.id in policies]
        if members:
            _judge_family(family, scored[family.system_id, family.data_class], members, at)
            change = _changes_at(family, at)
            changes |= {one.pk: change for one in members if change is not None}
    return changes


def _judge_family(
    family: FamilyPoint, scored: FamilyScore, members: Sequence[BackupPolicy], at: datetime
) -> None:
    lead = members[0]
    if family.status != "nothing" or at >= _first_proof_due(members):
        params = {} if family.required_s is None else {"limit": {"s": family.required_s}}
        judge(lead, "freshness", family.status, at=at, params=params)
    if family.newest_set_id is not None:
        judge(lead, "copies", "kept" if scored.score.of_three == 3 else "broken", at=at)
    state = restore_test_state(scored, members, at)
    if state is not None:
        judge(lead, "restore_test", state, at=at)
    active = [one for one in members if one.active]
    if any(one.verify_every_s is not None for one in active):
        judge(lead, "detection", "too_late" if too_late(active) else "in_time", at=at)


def restore_test_state(
    scored: FamilyScore, members: Sequence[BackupPolicy], at: datetime
) -> str | None:
    """ "overdue" or "never", None while neither is so: results are judged where they come from."""
    last = scored.last_test
    if last is not None:
        good = last.outcome in ("pass", "warn")
        return "overdue" if good and not scored.verified else None
    span = MONTH if scored.test_every_s is None else timedelta(seconds=scored.test_every_s)
    return "never" if at - min(one.created_at for one in members) > span else None


def too_late(policies: Sequence[BackupPolicy]) -> list[BackupPolicy]:
    """Those whose sets are deleted before every byte of them was read again: what rots meanwhile
    is found when the last good backup is gone (backups.md §4, claim 2)."""
    return [
        one
        for one in policies
        if one.verify_every_s is not None
        and one.retention_s is not None
        and one.verify_every_s >= one.retention_s
    ]


def _first_proof_due(members: Sequence[BackupPolicy]) -> datetime:
    """Until then a new family has had no time to prove anything: one round of its rhythm and the
    first verification."""
    active = [one for one in members if one.active] or list(members)
    first = min(one.created_at for one in active)
    try:
        rhythm_s = worst_loss_s([Plan("full", one.schedule, one.timezone) for one in active], first)
    except BadSchedule:
        rhythm_s = None
    within_s = max(one.verify_within_s for one in active)
    return first + timedelta(seconds=(rhythm_s or 0) + within_s)


def _changes_at(family: FamilyPoint, at: datetime) -> datetime | None:
    """When a limit that is met will be missed, if nothing arrives."""
    if family.status != "met" or family.required_s is None or family.proof != "verified":
        return None
    assert family.restore_point_at is not None
    return max(at, family.restore_point_at + timedelta(seconds=family.required_s + 1))
