"""Tables of the past under their own names."""

from __future__ import annotations

import pytest
from django.db import connection
from django.utils import timezone

from backups.models import BackupCopy, BackupSet, PolicyState
from lib.past_tables import tables_as_of
from tests.backups import made


@pytest.mark.django_db(transaction=True)
def test_inside_everything_reads_then_and_outside_now() -> None:
    backup = made.backup_set(made.policy(), log="much")
    made.copy(backup, made.location())
    before = timezone.now()
    BackupSet.objects.update(state="failed", restorable=False, obstacle="failed")
    BackupCopy.objects.all().delete()
    with tables_as_of([BackupSet, BackupCopy], [PolicyState], before):
        row = BackupSet.objects.select_related("policy").get()
        assert (row.pk, row.state, row.log, row.policy.code) == (
            backup.pk, "verified", "", "orders-full",
        )  # fmt: skip
        assert (BackupCopy.objects.count(), PolicyState.objects.count()) == (1, 0)
        with connection.cursor() as cursor:
            cursor.execute("SELECT restorable FROM backups_backupset")
            assert cursor.fetchall() == [(True,)]
        BackupSet.objects.update(state="expired")
    assert BackupSet.objects.get().state == "failed"
    assert (BackupCopy.objects.count(), PolicyState.objects.count()) == (0, 1)


@pytest.mark.django_db(transaction=True)
def test_an_error_leaves_nothing_behind() -> None:
    policy = made.policy()
    with pytest.raises(ZeroDivisionError), tables_as_of([BackupSet], [], timezone.now()):
        1 / 0  # noqa: B018
    made.backup_set(policy)
    assert BackupSet.objects.count() == 1
