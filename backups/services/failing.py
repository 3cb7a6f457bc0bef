"""Sets with something wrong in them: failed themselves, or with a copy that is damaged or gone.

A policy's verification stays "failed" while it has one, whichever set was read last.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q

from backups.models import BackupSet
from backups.models.backup_set import BackupSetQuerySet
from backups.services.judging import judge

BROKEN = ("failed", "missing")


def failing_sets(policies: Collection[int]) -> BackupSetQuerySet:
    """Those whose files should be there; what never came is another matter."""
    return (
        BackupSet.objects.filter(policy__in=policies, arrived_at__isnull=False)
        .exclude(state="expired")
        .filter(Q(state__in=BROKEN) | Q(copies__state__in=BROKEN))
        .distinct()
    )


def judge_verification(
    one: BackupSet, state: str, *, at: datetime, params: Mapping[str, Any] | None = None
) -> bool:
    """`state` is "passed", "failed" or "not_run" of the run over `one`. Good again is told only
    when no other set of the policy is broken."""
    others = failing_sets([one.policy_id]).exclude(pk=one.pk)
    if state == "passed" and others.exists():
        return False
    return judge(one.policy, "verification", state, at=at, set=one, params=params)
