"""What the schedule expects: one waiting row per active policy, always the next one.

Whatever arrives turns the row that waited for it (services/arriving.py). A row that nothing came
for is missing once the next one is due. Rules: docs/method.md §27.2.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from backups.domain.rhythm import BadSchedule, next_after, occurrences
from backups.models import Arrival, BackupPolicy, BackupSet, PolicyState, SetState
from backups.services.publishing import publish_sets
from backups.services.rows import next_codes

MOST_MISSED = 100
"""Rows made in one look after a long silence; the next look goes on."""


@dataclass(frozen=True)
class Waiting:
    """The open row after a look. `grace_ends` is when it is late, `gives_up` when it is missing;
    `missed` the rows that became missing in this look."""

    row: BackupSet | None = None
    grace_ends: datetime | None = None
    gives_up: datetime | None = None
    missed: tuple[BackupSet, ...] = ()


def keep_expected(policy: BackupPolicy, state: PolicyState, *, at: datetime) -> Waiting:
    """Bring the waiting row in step with the schedule; `state` is locked and saved by the caller.

    A pause or another schedule takes back what is not due yet. What came due while nobody looked
    is missing, one row each.
    """
    if not policy.active or not policy.schedule:
        _take_back(policy, at)
        state.expected_at = None
        return Waiting()
    try:
        return _kept(policy, state, at)
    except BadSchedule:
        # Refused at the form; a rule from elsewhere plans nothing.
        return Waiting()


def _kept(policy: BackupPolicy, state: PolicyState, at: datetime) -> Waiting:
    rule, zone = policy.schedule, policy.timezone
    row = _open_row(policy)
    if row is not None and _is_outdated(row, policy, at):
        row.delete()
        row, state.expected_at = None, None
    missed: list[BackupSet] = []
    while True:
        if row is None:
            due = next_after(rule, zone, state.expected_at or at)
            if due is None:
                return Waiting(missed=tuple(missed))
            row = _expect(policy, due, at)
            state.expected_at = due
            if row is None:
                continue  # it came before it was due, or was there already
        assert row.due_at is not None
        following = next_after(rule, zone, row.due_at)
        grace_ends = row.due_at + timedelta(seconds=policy.grace_s)
        gives_up = max(following, grace_ends) if following else grace_ends
        state.expected_at = row.due_at
        if at < gives_up or len(missed) >= MOST_MISSED:
            break
        missed.append(_missing(row))
        row = None
    if missed:
        publish_sets("backup_set.missing", [one.pk for one in missed], at=at)
    return Waiting(row, grace_ends, gives_up, tuple(missed))


def _is_outdated(row: BackupSet, policy: BackupPolicy, at: datetime) -> bool:
    """Not due yet, and the schedule no longer says so; what was due stays due."""
    due = row.due_at
    if due is None or due <= at:
        return False
    return not occurrences(policy.schedule, policy.timezone, due, due)


def _open_row(policy: BackupPolicy) -> BackupSet | None:
    """The oldest that still waits, locked."""
    rows = BackupSet.objects.select_for_update().filter(policy=policy, state=SetState.EXPECTED)
    return rows.defer("log").order_by("due_at").first()


def _expect(policy: BackupPolicy, due: datetime, at: datetime) -> BackupSet | None:
    """The new row; None where this instant has one (a set that came early)."""
    if BackupSet.objects.filter(policy=policy, due_at=due).exists():
        return None
    return BackupSet.objects.create(
        code=next_codes(BackupSet, "SET", 1)[0],
        policy=policy,
        kind=policy.method,
        state=SetState.EXPECTED.value,
        arrived_by=Arrival.SCHEDULE.value,
        due_at=due,
        obstacle="unverified",
    )


def _missing(row: BackupSet) -> BackupSet:
    row.state, row.obstacle, row.restorable = SetState.MISSING.value, "missing", False
    row.version += 1
    row.save(update_fields=["state", "obstacle", "restorable", "version", "updated_at"])
    return row


def _take_back(policy: BackupPolicy, at: datetime) -> None:
    """Of a paused policy, or one without a schedule, nothing is expected: not even what was."""
    BackupSet.objects.filter(policy=policy, state=SetState.EXPECTED, arrived_at=None).delete()
