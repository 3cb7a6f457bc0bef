"""What looks like ransomware is scored, kept apart by the machine and told once (§27.6)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from backups.models import BackupPolicy, BackupSet, PolicyState
from backups.services.sets import release_set
from backups.services.suspicion import examine
from followup.models import Notification
from tests import factories
from tests.backups.rhythm_world import ago, backup, policy
from tests.factories import NOON

pytestmark = pytest.mark.django_db

CALM = {"sampled": 20, "random": 0, "endings": {".csv": 90, ".pdf": 10}}
ENCRYPTED = {"sampled": 20, "random": 20, "endings": {".locked": 100}}


@pytest.fixture
def daily() -> BackupPolicy:
    factories.user("ops", "it_operations")
    factories.user("manager", "continuity_manager")
    return policy()


def made(of: BackupPolicy, days: int, sample: dict[str, Any] = CALM, size: int = 10_000) -> Any:
    return backup(of, ago(days=days), size_bytes=size, file_count=100, facts={"sample": sample})


def history(of: BackupPolicy, count: int = 6) -> None:
    for days in range(1, count + 1):
        made(of, days, size=10_000 + days)


def test_an_unremarkable_backup_keeps_its_score(daily: BackupPolicy) -> None:
    history(daily)
    one = made(daily, 0)
    found = examine(one, at=NOON)
    assert found is not None
    assert (found.score, found.samples) == (0, 6)
    one = BackupSet.objects.get(pk=one.pk)
    assert (one.suspicion["score"], one.quarantined_at) == (0, None)


def test_an_encrypted_one_is_kept_apart_and_told_once(daily: BackupPolicy) -> None:
    history(daily)
    one = made(daily, 0, ENCRYPTED)
    for minutes in (0, 10):
        examine(one, at=NOON + timedelta(minutes=minutes))
    one = BackupSet.objects.get(pk=one.pk)
    assert one.suspicion["parts"] == {"contents": 50, "endings": 30, "size": 0, "files": 0}
    assert (one.quarantined_at, one.quarantine_reason) == (NOON, "suspicious")
    assert (one.restorable, one.obstacle) == (False, "quarantine")
    rows = Notification.objects.filter(kind="backup.suspicion.suspicious", channel="in_app")
    assert sorted(rows.values_list("user__username", flat=True)) == ["manager", "ops"]
    assert set(rows.values_list("urgent", flat=True)) == {True}


def test_nothing_is_said_before_there_are_five_to_compare(daily: BackupPolicy) -> None:
    history(daily, 4)
    one = made(daily, 0, ENCRYPTED)
    assert examine(one, at=NOON) is None
    assert BackupSet.objects.get(pk=one.pk).quarantined_at is None


def test_what_a_person_released_is_not_kept_apart_again(daily: BackupPolicy) -> None:
    history(daily)
    one = made(daily, 0, ENCRYPTED)
    examine(one, at=NOON)
    boss = factories.user("boss", "continuity_manager")
    release_set(one, reason="A new program", by=boss, at=NOON)
    one = BackupSet.objects.get(pk=one.pk)
    examine(one, at=NOON)
    assert BackupSet.objects.get(pk=one.pk).quarantined_at is None


def test_the_next_good_one_ends_the_suspicion(daily: BackupPolicy) -> None:
    history(daily)
    examine(made(daily, 0, ENCRYPTED), at=NOON)
    examine(made(daily, -1), at=NOON + timedelta(days=1))
    assert PolicyState.objects.get().judged["suspicion"]["state"] == "clear"
    assert Notification.objects.filter(kind="backup.suspicion.clear").exists()


def test_sets_in_quarantine_are_no_measure(daily: BackupPolicy) -> None:
    history(daily)
    for days in (0, -1, -2, -3, -4, -5, -6):
        examine(made(daily, days, ENCRYPTED), at=NOON)
    assert BackupSet.objects.filter(quarantined_at__isnull=False).count() == 7


def test_a_backup_that_was_always_encrypted_is_calm(daily: BackupPolicy) -> None:
    sealed = {"sampled": 20, "random": 20, "endings": {".bin": 100}}
    for days in range(1, 7):
        made(daily, days, sealed)
    found = examine(made(daily, 0, sealed), at=NOON)
    assert found is not None
    assert found.score == 0
