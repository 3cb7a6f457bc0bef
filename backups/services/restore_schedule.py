"""Which restore tests are due: one of each class of data every `restore_test_every_s`."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from backups.models import BackupPolicy, PolicyState, RestoreTest
from backups.services.restore_newest import newest_to_restore
from backups.services.restore_tests import request

AT_ONCE = 50
# Nothing restorable: look again then.
LATER = timedelta(seconds=20)


def ask_for_due(*, at: datetime) -> list[RestoreTest]:
    """A test of the set that a restore would take now, for every policy whose turn it is."""
    return [test for one in _due(at) if (test := _ask(one, at)) is not None]


def _due(at: datetime) -> list[int]:
    due = Q(state__restore_test_due_at__isnull=True) | Q(state__restore_test_due_at__lte=at)
    policies = BackupPolicy.objects.filter(due, active=True, restore_test_every_s__isnull=False)
    return list(
        policies.order_by("state__restore_test_due_at", "id").values_list("pk", flat=True)[:AT_ONCE]
    )


@transaction.atomic
def _ask(policy_id: int, at: datetime) -> RestoreTest | None:
    PolicyState.objects.bulk_create([PolicyState(policy_id=policy_id)], ignore_conflicts=True)
    state = (
        PolicyState.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("policy")
        .filter(policy_id=policy_id)
        .first()
    )
    if state is None or (state.restore_test_due_at or at) > at:
        return None
    chosen = newest_to_restore(state.policy, at=at)
    # Until its result is in (which sets the real date) it is not asked for again.
    wait = LATER if chosen is None else timedelta(seconds=state.policy.restore_test_every_s or 0)
    state.restore_test_due_at = at + wait
    state.save(update_fields=["restore_test_due_at"])
    return request(chosen, by=None, at=at) if chosen is not None else None
