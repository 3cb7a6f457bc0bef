"""Sets whose time is over: expired when their files are gone, overdue for deletion while not."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from backups.models import BackupCopy, BackupPolicy, BackupSet, CopyState, SetState
from backups.services import publishing
from backups.services.restorability import settle

_GONE = (CopyState.MISSING.value, CopyState.EXPIRED.value)
# So long a deletion may take before it is called overdue.
GRACE_S = 86_400


def past_retention(policy: BackupPolicy, at: datetime) -> QuerySet[BackupSet]:
    """Sets of the policy that neither time, number nor law wants kept any longer, and that nothing
    younger builds on; a day is given for the deletion itself."""
    if policy.retention_s is None:
        return BackupSet.objects.none()
    longest = max(policy.retention_s, policy.legal_retention_s or 0)
    there = BackupSet.objects.filter(policy=policy, restore_point_at__isnull=False).exclude(
        state__in=[SetState.EXPECTED.value, SetState.EXPIRED.value]
    )
    wanted = there.order_by("-restore_point_at").values("pk")[: policy.retention_count or 0]
    needed = BackupSet.objects.filter(
        parent__isnull=False,
        policy__system=policy.system_id,
        policy__data_class=policy.data_class,
        restore_point_at__gte=at - timedelta(seconds=longest + GRACE_S),
    ).values("parent_id")
    return (
        there.filter(restore_point_at__lt=at - timedelta(seconds=longest + GRACE_S))
        .exclude(pk__in=list(wanted.values_list("pk", flat=True)))
        .exclude(pk__in=needed)
    )


@transaction.atomic
def expire_what_is_gone(*, at: datetime) -> int:
    """Sets beyond the policy's time, number and law, none of whose copies is there any more: they
    were deleted as they should be. How many there were.

    What is still there is the retention check's to tell ("deletion_overdue"). A set that went
    missing before its time stays missing.
    """
    gone = BackupSet.objects.filter(state=SetState.MISSING.value, due_at__isnull=True) | (
        BackupSet.objects.filter(state=SetState.MISSING.value, arrived_at__isnull=False)
    )
    policies = BackupPolicy.objects.filter(
        retention_s__isnull=False, sets__in=gone.values("pk")
    ).distinct()
    ended: list[int] = []
    for policy in policies:
        there = Q(copies__state__in=[s.value for s in CopyState if s.value not in _GONE])
        rows = past_retention(policy, at).filter(state=SetState.MISSING.value).exclude(there)
        ended += rows.values_list("pk", flat=True)
    if not ended:
        return 0
    locked = list(
        BackupSet.objects.select_for_update().filter(pk__in=ended).values_list("pk", flat=True)
    )
    BackupCopy.objects.filter(backup_set__in=locked).update(state=CopyState.EXPIRED.value)
    BackupSet.objects.filter(pk__in=locked).update(
        state=SetState.EXPIRED.value, verify_due_at=None, updated_at=at
    )
    settle(locked, at=at)
    publishing.publish_sets("backup_set.expired", locked, at=at)
    return len(locked)
