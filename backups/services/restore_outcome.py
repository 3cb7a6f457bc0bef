"""What follows from a finished restore test: measurements, judgement, news. One transaction."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from backups.models import BackupPolicy, Outcome, PolicyState, RestoreTest, RunState
from backups.services.judging import judge
from backups.services.restore_newest import newest_to_restore
from bia.models import Measurement
from bia.services.measurement import record_measurement
from bia.services.publishing import publish_row
from lib.durations import MAX_SECONDS

PROVED = (Outcome.PASS.value, Outcome.WARN.value)
JUDGED = {
    Outcome.PASS.value: "passed",
    Outcome.WARN.value: "passed",
    Outcome.FAIL.value: "failed",
    Outcome.NOT_RUN.value: "not_run",
}
# What could not be run is tried again the next day, not after a whole period.
AGAIN_AFTER = timedelta(days=1)


@transaction.atomic
def close(
    test: RestoreTest,
    *,
    outcome: str,
    reason: str,
    params: Mapping[str, Any],
    at: datetime,
    restored_s: float | None = None,
    data_stands_at: datetime | None = None,
    checks: Sequence[Mapping[str, Any]] = (),
    recorded_at: datetime | None = None,
    **kept: Any,
) -> RestoreTest:
    """Write the result. `at` is the end of the test, `recorded_at` now (default: the same).

    `kept`: further columns. Measurements only of what proved something: the recovery time and,
    of the set that a restore would take, the age of the data at the start of the test.
    """
    row = RestoreTest.objects.select_for_update(of=("self",)).get(pk=test.pk)
    row.state, row.outcome = RunState.FINISHED.value, outcome
    row.reason, row.params = reason, dict(params)
    row.checks = [dict(check) for check in checks]
    row.finished_at, row.leased_until, row.phase = at, None, ""
    row.data_stands_at = data_stands_at
    row.restored_s = None if restored_s is None else math.ceil(restored_s)
    for name, value in kept.items():
        setattr(row, name, value)
    point = row.backup_set.restore_point_at
    if data_stands_at is not None and point is not None:
        row.data_gap_s = max(0, int((point - data_stands_at).total_seconds()))
    if outcome in PROVED:
        _measure(row, point, recorded_at or at)
    row.save()
    _tell(row, recorded_at or at)
    return row


def _measure(row: RestoreTest, point: datetime | None, recorded_at: datetime) -> None:
    policy = row.backup_set.policy
    started = row.started_at or row.finished_at
    assert started is not None
    if row.finished_at is not None and row.restored_s is not None:
        rto = _recorded(policy, "rto", row.restored_s, row, recorded_at)
        row.rto_measurement, row.rto_s = rto.code, rto.target_s
    stands = row.data_stands_at or point
    # An older set proves that it can be restored, not how much would be lost now.
    newest = newest_to_restore(policy, at=started)
    if stands is not None and newest is not None and newest.pk == row.backup_set_id:
        age = min(MAX_SECONDS, max(0, int((started - stands).total_seconds())))
        rpo = _recorded(policy, "rpo", age, row, recorded_at)
        row.rpo_measurement, row.rpo_s = rpo.code, rpo.target_s


def _recorded(
    policy: BackupPolicy, kind: str, value_s: int, row: RestoreTest, recorded_at: datetime
) -> Measurement:
    assert row.finished_at is not None
    return record_measurement(
        subject=policy.system,
        kind=kind,
        value_s=value_s,
        source=f"restore-test:{row.code}",
        at=row.finished_at,
        by=row.requested_by,
        recorded_at=recorded_at,
    )


def _tell(row: RestoreTest, at: datetime) -> None:
    policy = row.backup_set.policy
    state = JUDGED[row.outcome]
    judge(
        policy,
        "restore_test",
        state,
        at=at,
        set=row.backup_set,
        params={"test": row.code, "reason": row.reason},
    )
    _set_due(row, policy, at)
    publish_row("restore_test.finished", row, at=at)


def _set_due(row: RestoreTest, policy: BackupPolicy, at: datetime) -> None:
    """The next test of every policy of the family: one test proves the class of data."""
    family = BackupPolicy.objects.filter(
        system_id=policy.system_id, data_class=policy.data_class, restore_test_every_s__isnull=False
    )
    for each in family:
        wait = timedelta(seconds=each.restore_test_every_s or 0)
        if row.outcome not in PROVED:
            wait = min(wait, AGAIN_AFTER)
        PolicyState.objects.filter(policy=each).update(restore_test_due_at=at + wait)
