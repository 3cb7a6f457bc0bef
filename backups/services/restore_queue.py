"""The queue of restore tests is their state: workers take rows under a lease and renew it.

A worker that dies leaves its row to the next sweep once the lease ran out; what lies in the
scratch folder is removed by `restoring.sweep`.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q

from backups.models import Outcome, RestoreTest, RunState
from backups.services.restore_outcome import close

ATTEMPTS = 3
LOCK = 0x62637274  # "bcrt": one worker at a time counts how many restores are running


class LeaseLost(Exception):
    """Another worker has taken the test over, or it is gone; drop everything."""


@transaction.atomic
def claim(*, worker: str, at: datetime) -> RestoreTest | None:
    """The oldest test that waits or lost its worker, unless enough are running."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    running = RestoreTest.objects.filter(state=RunState.RUNNING, imported=False)
    if running.filter(leased_until__gt=at).count() >= settings.BACKUP_RESTORES_AT_ONCE:
        return None
    while (test := _next(at)) is not None:
        if test.cancel_asked:
            test.state, test.finished_at = RunState.CANCELLED.value, at
            test.leased_until = None
            test.save()
        elif test.attempts >= ATTEMPTS:
            test.started_at = test.started_at or at
            close(test, outcome=Outcome.NOT_RUN.value, reason="workers_died",
                  params={"attempts": test.attempts}, at=at)  # fmt: skip
        else:
            test.state = RunState.RUNNING.value
            test.attempts += 1
            test.started_at, test.phases, test.phase = at, [], "fetch"
            test.leased_until, test.leased_by = lease_from(at), worker
            test.save()
            return test
    return None


def _next(at: datetime) -> RestoreTest | None:
    free = Q(state=RunState.WAITING) & (Q(not_before__isnull=True) | Q(not_before__lte=at))
    lost = Q(state=RunState.RUNNING, imported=False, leased_until__lte=at)
    return (
        RestoreTest.objects.filter(free | lost)
        .order_by("id")
        .select_for_update(skip_locked=True, of=("self",))
        .first()
    )


def renew(test: RestoreTest, *, at: datetime, **progress: Any) -> bool:
    """Say that the worker lives; True when the test is to be cancelled. Raises LeaseLost."""
    mine = RestoreTest.objects.filter(
        pk=test.pk, state=RunState.RUNNING, leased_by=test.leased_by, attempts=test.attempts
    )
    if not mine.update(leased_until=lease_from(at), **progress):
        raise LeaseLost(test.code)
    return bool(mine.values_list("cancel_asked", flat=True).first())


def give_back(test: RestoreTest, *, at: datetime, not_before: datetime) -> None:
    """Not now (its location is outside its hours): no attempt is spent."""
    RestoreTest.objects.filter(pk=test.pk, leased_by=test.leased_by, attempts=test.attempts).update(
        state=RunState.WAITING,
        attempts=max(0, test.attempts - 1),
        not_before=not_before,
        leased_until=None,
        phase="",
    )


def cancelled(test: RestoreTest, *, at: datetime, **kept: Any) -> None:
    RestoreTest.objects.filter(pk=test.pk, state=RunState.RUNNING).update(
        state=RunState.CANCELLED, finished_at=at, leased_until=None, phase="", **kept
    )


def lease_from(at: datetime) -> datetime:
    return at + timedelta(seconds=settings.BACKUP_LEASE_S)
