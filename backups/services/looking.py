"""The look at policies: what their schedules expect, and what changed by itself.

A policy is looked at when something arrived, when one of its limits passes, and every ten minutes
in any case. Each look is one transaction with the policy's state locked, so a second worker skips
it. Called by the job "look" (jobs/look.py).
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import DatabaseError, transaction
from django.db.models import Q

from backups.models import BackupPolicy, PolicyState
from backups.services.expected import Waiting, keep_expected
from backups.services.failing import failing_sets
from backups.services.freshness import judge_families
from backups.services.judging import is_bad, judge
from backups.services.rhythm import judge_rhythm, silence_of

log = logging.getLogger("bcm.backups")
EVERY = timedelta(minutes=10)
MOST = 200
MOMENT = timedelta(seconds=1)
# Judged where they are found out; here they are only told again while they stay bad.
ELSEWHERE = ("verification", "suspicion", "restore_test", "proof")


def look_at_policies(*, at: datetime, most: int = MOST) -> int:
    """Look at those that are due, `most` at a time; how many there were."""
    _state_rows()
    due = list(
        PolicyState.objects.filter(Q(look_due_at__lte=at) | Q(look_due_at=None))
        .order_by("look_due_at", "policy_id")
        .values_list("policy_id", flat=True)[:most]
    )
    looked = [pk for pk in due if _looked(pk, at)]
    judge_what_follows(looked, at=at)
    return len(looked)


def _looked(policy_id: int, at: datetime) -> bool:
    """One that cannot be looked at holds up no other; it comes again in ten minutes."""
    try:
        return look_at(policy_id, at=at)
    except DatabaseError:
        raise
    except Exception:
        log.exception("the look could not be taken at the policy with id %s", policy_id)
        PolicyState.objects.filter(policy_id=policy_id).update(look_due_at=at + EVERY)
        return False


@transaction.atomic
def look_at(policy_id: int, *, at: datetime) -> bool:
    """Expectation and rhythm of one policy; False when another worker is at it."""
    state = (
        PolicyState.objects.select_for_update(skip_locked=True).filter(policy_id=policy_id).first()
    )
    if state is None:
        return False
    policy = BackupPolicy.objects.get(pk=policy_id)
    waiting = keep_expected(policy, state, at=at)
    state.look_due_at = next_look(policy, state, waiting, at)
    if policy.active:
        judge_rhythm(policy, state, waiting, at=at)
    else:
        state.rhythm, state.rhythm_since = "new", at
        state.save(update_fields=["rhythm", "rhythm_since", "expected_at", "look_due_at"])
    return True


def judge_what_follows(policies: Sequence[int], *, at: datetime) -> None:
    """Families of what was looked at; tell again what stays bad."""
    if not policies:
        return
    rows = list(BackupPolicy.objects.filter(pk__in=policies))
    changes = judge_families({one.system_id for one in rows}, at=at)
    kept = dict(PolicyState.objects.filter(policy__in=policies).values_list("policy_id", "judged"))
    for one in rows:
        if one.active:
            _tell_again(one, kept.get(one.pk, {}), at)
    for pk, change in changes.items():
        PolicyState.objects.filter(policy_id=pk, look_due_at__gt=change).update(
            look_due_at=max(change, at + MOMENT)
        )


def next_look(policy: BackupPolicy, state: PolicyState, waiting: Waiting, at: datetime) -> datetime:
    """The first instant after `at` at which its rhythm may change by itself."""
    limits = [at + EVERY]
    if policy.active:
        limits += [one for one in (waiting.grace_ends, waiting.gives_up) if one is not None]
        if waiting.row is not None and waiting.row.due_at is not None:
            limits.append(waiting.row.due_at)
        if state.run_started_at is not None and policy.longest_s is not None:
            limits.append(state.run_started_at + timedelta(seconds=policy.longest_s))
        if state.run_ended_at is not None and policy.method == "realtime":
            limits.append(silence_of(policy, state.run_ended_at))
    return min(one + MOMENT for one in limits if one + MOMENT > at)


def _tell_again(policy: BackupPolicy, judged: Mapping[str, Any], at: datetime) -> None:
    """And that nothing is wrong any more, where the last broken set has expired."""
    for what in ELSEWHERE:
        kept = judged.get(what)
        if not kept or not is_bad(what, kept["state"]):
            continue
        state = kept["state"]
        if what == "verification" and state == "failed":
            state = "failed" if failing_sets([policy.pk]).exists() else "passed"
        judge(policy, what, state, at=at)


def _state_rows() -> None:
    """Policies written by SQL have none yet."""
    bare = BackupPolicy.objects.filter(state=None).values_list("pk", flat=True)
    PolicyState.objects.bulk_create(
        [PolicyState(policy_id=pk) for pk in bare], ignore_conflicts=True
    )
