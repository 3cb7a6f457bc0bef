"""The set that a restore would take."""

from __future__ import annotations

from datetime import datetime

from backups.domain.restore_choice import Candidate, choose_set
from backups.models import BackupPolicy, BackupSet, Method


def newest_to_restore(policy: BackupPolicy, *, at: datetime) -> BackupSet | None:
    """Of the policy's class of data: the real-time copy first, then the latest daily (AT-038).

    Of what was known to be restorable at `at`.
    """
    rows = (
        BackupSet.objects.filter(
            policy__system_id=policy.system_id,
            policy__data_class=policy.data_class,
            restorable=True,
            verified_at__lte=at,
            restore_point_at__isnull=False,
        )
        .order_by("policy_id", "-restore_point_at", "-id")
        .distinct("policy_id")
    )
    found = {row.pk: row for row in rows}
    chosen = choose_set(
        Candidate(row.pk, row.kind == Method.REALTIME.value, row.restore_point_at, True)
        for row in found.values()
        if row.restore_point_at is not None
    )
    return None if chosen is None else found[chosen.id]
