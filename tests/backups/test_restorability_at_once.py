"""A set and the one it builds on are judged at the same moment."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction

from backups.models import BackupSet
from backups.services.restorability import settle
from tests import factories
from tests.backups.rhythm_world import ago, backup, policy
from tests.factories import NOON


@pytest.mark.django_db(transaction=True)
def test_the_one_that_comes_second_sees_what_the_first_has_found() -> None:
    factories.organisation()
    full = backup(policy("billing"), ago(48), kind="full", state="verifying")
    child = backup(full.policy, ago(24), kind="incremental", parent=full, state="verifying")

    def judge_the_child() -> None:
        with transaction.atomic():
            BackupSet.objects.filter(pk=child.pk).update(state="verified")
            settle([child.pk], at=NOON)
        connection.close()

    other = threading.Thread(target=judge_the_child)
    with transaction.atomic():
        BackupSet.objects.filter(pk=full.pk).update(state="failed")
        settle([full.pk], at=NOON)
        other.start()
        other.join(timeout=1)  # it waits for this one, where it would have told the old state
    other.join(timeout=60)
    child.refresh_from_db()
    assert (child.state, child.obstacle, child.restorable) == ("verified", "parent_failed", False)
