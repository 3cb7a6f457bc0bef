"""Who reads what: slices are leased, kept while they are read, and given back.

A lease is a row's `leased_by` and `leased_until`; whoever saves a result must still hold it. What
a killed worker held is taken up by another one after BACKUP_LEASE_S, from the last saved result.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F

from backups.models import (
    BackupLocation,
    BackupSet,
    RunState,
    SetState,
    SliceState,
    Verification,
    VerificationSlice,
)
from backups.services.copies import may_be_read

# A slice that began so often and never ended is what kills its workers.
MOST_ATTEMPTS = 5
# One lease at a time in the whole installation: limits of a location are counted, then kept.
_LEASING = 0x6261_636B  # "back"
_numbers = count(1)


class LeaseLost(Exception):
    """Another worker has the slice by now, or the run was ended: nothing may be saved."""


@dataclass(frozen=True)
class Lease:
    """`bytes_per_s` None: no limit. `share` is the number of slices of the location now leased."""

    slice: VerificationSlice
    by: str
    bytes_per_s: int | None


def worker_name() -> str:
    return f"{socket.gethostname()}:{os.getpid()}:{next(_numbers)}"


_NEXT = """
SELECT s.id, c.location_id
FROM backups_verificationslice s
JOIN backups_verification v ON v.id = s.verification_id
JOIN backups_backupcopy c ON c.id = s.copy_id
JOIN backups_backupset b ON b.id = v.backup_set_id
JOIN backups_backuppolicy p ON p.id = b.policy_id
JOIN bia_system y ON y.id = p.system_id
WHERE s.state IN ('waiting', 'leased')
  AND (s.state = 'waiting' OR s.leased_until <= %(at)s)
  AND (s.not_before IS NULL OR s.not_before <= %(at)s)
  AND (v.not_before IS NULL OR v.not_before <= %(at)s)
  AND v.state IN ('waiting', 'running') AND NOT v.cancel_asked
  AND NOT (c.location_id = ANY(%(closed)s))
  -- Without a manifest the first copy that is looked at is the one the others are held against.
  AND (s.kind <> 'look' OR b.has_manifest OR NOT EXISTS (
      SELECT FROM backups_verificationslice o
      WHERE o.verification_id = s.verification_id AND o.kind = 'look' AND o.id <> s.id
        AND o.state = 'leased' AND o.leased_until > %(at)s))
ORDER BY v.priority DESC, (b.verified_at IS NOT NULL), (v.reason <> 'retry'),
    CASE y.importance WHEN 'core' THEN 0 WHEN 'important' THEN 1 ELSE 2 END,
    b.oldest_read_at NULLS FIRST, v.id, (s.kind <> 'look'), s.id
LIMIT 1
FOR UPDATE OF s SKIP LOCKED
"""


@transaction.atomic
def lease(*, by: str, at: datetime) -> Lease | None:
    """The next slice to read, or None: nothing waits that may be read now.

    Order: asked by a person, never verified, failed before, importance of the system, longest
    unread. Places that are paused, outside their hours or at their number of readers are left
    out. A slice that was begun too often is given up on the way.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LEASING])
    closed = _closed(at)
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_NEXT, {"at": at, "closed": list(closed)})
            row = cursor.fetchone()
        if row is None:
            return None
        one = VerificationSlice.objects.select_related(
            "copy__location__site", "verification__backup_set__policy", "part"
        ).get(pk=row[0])
        if one.attempts >= MOST_ATTEMPTS:
            give_up(one, "given_up", at=at)
            continue
        return _taken(one, by, at)


def _taken(one: VerificationSlice, by: str, at: datetime) -> Lease:
    one.state, one.leased_by = SliceState.LEASED.value, by
    one.leased_until = at + timedelta(seconds=settings.BACKUP_LEASE_S)
    one.attempts += 1
    one.started_at = one.started_at or at
    one.save(update_fields=["state", "leased_by", "leased_until", "attempts", "started_at"])
    run = one.verification
    if run.state == RunState.WAITING:
        run.state, run.started_at = RunState.RUNNING.value, at
        run.save(update_fields=["state", "started_at", "updated_at"])
        BackupSet.objects.filter(pk=run.backup_set_id, state=SetState.REGISTERED.value).update(
            state=SetState.VERIFYING.value
        )
    return Lease(one, by, rate_of(one, at=at))


def rate_of(one: VerificationSlice, *, at: datetime) -> int | None:
    """What one reader of the location may take of its bytes a second now."""
    limit = one.copy.location.read_bytes_per_s
    if limit is None:
        return None
    return max(limit // max(_leased_at(one.copy.location_id, at), 1), 1)


def _leased_at(location_id: int, at: datetime) -> int:
    return VerificationSlice.objects.filter(
        state=SliceState.LEASED.value, leased_until__gt=at, copy__location=location_id
    ).count()


def _closed(at: datetime) -> Collection[int]:
    """Locations that nobody more may read from now."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.location_id, count(*) FILTER (WHERE s.state = 'leased'"
            " AND s.leased_until > %s) FROM backups_verificationslice s"
            " JOIN backups_backupcopy c ON c.id = s.copy_id"
            " WHERE s.state IN ('waiting', 'leased') GROUP BY c.location_id",
            [at],
        )
        readers = dict(cursor.fetchall())
    places = BackupLocation.objects.select_related("site").filter(pk__in=readers)
    return {
        place.pk
        for place in places
        if readers[place.pk] >= place.read_workers or not may_be_read(place, at=at)
    }


def renew(one: VerificationSlice, *, by: str, at: datetime) -> bool:
    """True when the lease was still held and nobody asked to end the run."""
    held = VerificationSlice.objects.filter(
        pk=one.pk, state=SliceState.LEASED.value, leased_by=by, verification__cancel_asked=False
    )
    return bool(held.update(leased_until=at + timedelta(seconds=settings.BACKUP_LEASE_S)))


def give_back(one: VerificationSlice, *, by: str, progressed: bool) -> None:
    """The next worker goes on from the last saved result. A slice that came further has not
    failed: its attempts begin anew."""
    changes = {"attempts": 0} if progressed else {"attempts": F("attempts")}
    VerificationSlice.objects.filter(pk=one.pk, state=SliceState.LEASED.value, leased_by=by).update(
        state=SliceState.WAITING.value, leased_by="", leased_until=None, **changes
    )


def give_up(one: VerificationSlice, problem: str, *, at: datetime) -> None:
    """Nothing is claimed of what it has not read; the run tells `problem` as a check not run."""
    VerificationSlice.objects.filter(pk=one.pk).exclude(state=SliceState.DONE.value).update(
        state=SliceState.GIVEN_UP.value, problem=problem, finished_at=at, leased_until=None
    )
    end_if_ready(one.verification_id, at=at)


def end_if_ready(verification_id: int, *, at: datetime) -> bool:
    """Finishes the run when no slice of it is left; True when this call did."""
    from backups.services.verification_finish import end_cancelled, finish

    with transaction.atomic():
        run = (
            Verification.objects.select_for_update()
            .filter(pk=verification_id, state__in=[RunState.WAITING.value, RunState.RUNNING.value])
            .first()
        )
        if run is None:
            return False
        left = run.slices.filter(state__in=[SliceState.WAITING.value, SliceState.LEASED.value])
        if run.cancel_asked:
            if left.filter(state=SliceState.LEASED.value, leased_until__gt=at).exists():
                return False
            end_cancelled(run, at=at)
            return True
        if left.exists():
            return False
        finish(run, at=at)
        return True
