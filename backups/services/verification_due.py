"""What is due by itself: never verified, its turn, failed before. Marks only; workers read."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta

from django.db import connection, transaction

from backups.models import (
    BackupSet,
    RunReason,
    SliceState,
    Verification,
    VerificationSlice,
)
from backups.services.slices import end_if_ready
from backups.services.verification import UNFINISHED, request_many

# So many runs wait at most: the queue stays short, so that what is urgent is soon in front.
MOST_WAITING = 500
# A place that is not there is tried by one set at a time; the others wait that long.
RETRY = timedelta(minutes=15)

_DUE = """
SELECT b.id, b.rounds, b.state, b.verified_at IS NOT NULL,
    bool_and(coalesce(l.reachable, true) = false) AS unreachable, min(c.location_id)
FROM backups_backupset b
JOIN backups_backuppolicy p ON p.id = b.policy_id
JOIN bia_system y ON y.id = p.system_id
JOIN backups_backupcopy c ON c.backup_set_id = b.id AND c.state <> 'expired'
LEFT JOIN backups_locationstate l ON l.location_id = c.location_id
WHERE b.verify_due_at <= %(at)s AND b.state NOT IN ('expected', 'expired')
  AND NOT EXISTS (SELECT FROM backups_verification v
      WHERE v.backup_set_id = b.id AND v.state IN ('waiting', 'running'))
GROUP BY b.id, y.importance
ORDER BY (b.verified_at IS NOT NULL), (b.state <> 'failed'),
    CASE y.importance WHEN 'core' THEN 0 WHEN 'important' THEN 1 ELSE 2 END,
    b.verify_due_at, b.id
LIMIT %(count)s
"""


@transaction.atomic
def ask_for_due(*, at: datetime) -> int:
    """Runs for what is due, most urgent first; how many were made."""
    waiting = Verification.objects.filter(state__in=UNFINISHED).count()
    with connection.cursor() as cursor:
        cursor.execute(_DUE, {"at": at, "count": max(MOST_WAITING - waiting, 0)})
        rows = cursor.fetchall()
    by_reason: dict[str, list[int]] = defaultdict(list)
    probed, later = set(), []
    for pk, rounds, state, verified, unreachable, location in rows:
        if unreachable and location in probed:
            later.append(pk)
            continue
        if unreachable:
            probed.add(location)
        by_reason[_reason(rounds, state, verified)].append(pk)
    BackupSet.objects.filter(pk__in=later).update(verify_due_at=at + RETRY)
    return sum(
        len(request_many(ids, reason=reason, by=None, at=at)) for reason, ids in by_reason.items()
    )


def _reason(rounds: int, state: str, verified: bool) -> str:
    if not rounds:
        return RunReason.ARRIVAL.value
    if state in ("failed", "missing"):
        return RunReason.RETRY.value
    if not verified or state == "registered":
        return RunReason.CHANGED.value
    return RunReason.ROTATION.value


def end_what_is_read(*, at: datetime) -> int:
    """Runs whose last reader died between its slice and their end, and runs without a slice."""
    open_slices = VerificationSlice.objects.filter(
        state__in=[SliceState.WAITING.value, SliceState.LEASED.value]
    ).values("verification_id")
    left = Verification.objects.filter(state__in=UNFINISHED)
    over = left.exclude(pk__in=open_slices) | left.filter(cancel_asked=True)
    return sum(end_if_ready(pk, at=at) for pk in over.values_list("pk", flat=True)[:1000])
