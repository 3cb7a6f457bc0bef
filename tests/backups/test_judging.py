"""Each change of a judgement is told once, and again a day later while it stays bad (§27.4)."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta

import pytest
from django.db import connection

from backups.models import BackupPolicy, PolicyState
from backups.services.failing import judge_verification
from backups.services.judging import judge
from followup.models import Notification, WebhookEndpoint, WebhookEvent
from tests import factories
from tests.at_once import at_once
from tests.backups.rhythm_world import ago, backup, policy
from tests.factories import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def daily() -> BackupPolicy:
    factories.user("ops", "it_operations")
    factories.user("manager", "continuity_manager")
    return policy()


def told() -> list[str]:
    return list(
        Notification.objects.filter(channel="in_app")
        .order_by("pk")
        .values_list("kind", "user__username")
        .values_list("kind", flat=True)
    )


def test_a_good_state_at_first_is_not_told(daily: BackupPolicy) -> None:
    assert not judge(daily, "rhythm", "on_time", at=NOON)
    assert told() == []
    assert PolicyState.objects.get().judged["rhythm"]["state"] == "on_time"


def test_a_bad_state_is_told_once_and_its_end_too(daily: BackupPolicy) -> None:
    for minutes in range(5):
        judge(daily, "rhythm", "late", at=NOON + timedelta(minutes=minutes))
    judge(daily, "rhythm", "on_time", at=NOON + timedelta(hours=1))
    judge(daily, "rhythm", "on_time", at=NOON + timedelta(hours=2))
    assert told() == ["backup.rhythm.late", "backup.rhythm.on_time"]


def test_one_bad_state_after_another_is_news(daily: BackupPolicy) -> None:
    judge(daily, "rhythm", "late", at=NOON)
    judge(daily, "rhythm", "missing", at=NOON)
    judge(daily, "rhythm", "late", at=NOON)
    assert told() == ["backup.rhythm.late", "backup.rhythm.missing", "backup.rhythm.late"]


def test_what_stays_bad_is_told_every_day(daily: BackupPolicy) -> None:
    for hours in (0, 23, 24, 25, 47, 48):
        judge(daily, "rhythm", "late", at=NOON + timedelta(hours=hours))
    assert len(told()) == 3
    assert PolicyState.objects.get().judged["rhythm"]["since"] == NOON.isoformat()


def test_managers_hear_of_what_endangers_the_business(daily: BackupPolicy) -> None:
    judge(daily, "rhythm", "late", at=NOON)
    assert Notification.objects.filter(user__username="manager").count() == 0
    judge(daily, "freshness", "missed", at=NOON, params={"limit": {"s": 3600}})
    rows = Notification.objects.filter(kind="backup.freshness.missed", channel="in_app")
    assert sorted(rows.values_list("user__username", flat=True)) == ["manager", "ops"]


def test_who_has_several_roles_is_told_once(daily: BackupPolicy) -> None:
    ops = factories.user("ops2", "it_operations")
    daily.system.owner = factories.person("boss", user=ops)
    daily.system.save()
    judge(daily, "rhythm", "late", at=NOON)
    rows = Notification.objects.filter(user=ops, channel="in_app")
    assert [sorted(one.roles) for one in rows] == [["operators", "owner"]]


def test_another_broken_set_is_news(daily: BackupPolicy) -> None:
    first, second = backup(daily, ago(2)), backup(daily, ago(1))
    for one in (first, first, second, second):
        judge(daily, "verification", "failed", at=NOON, set=one)
    assert told() == ["backup.verification.failed"] * 2


def test_good_again_only_when_no_set_is_broken(daily: BackupPolicy) -> None:
    broken, whole = backup(daily, ago(2), state="failed"), backup(daily, ago(1))
    judge_verification(broken, "failed", at=NOON)
    judge_verification(whole, "passed", at=NOON)
    assert told() == ["backup.verification.failed"]
    broken.state = "verified"
    broken.save()
    judge_verification(broken, "passed", at=NOON)
    assert told() == ["backup.verification.failed", "backup.verification.passed"]


def test_a_family_is_judged_at_its_first_policy(daily: BackupPolicy) -> None:
    other = policy(daily.system, method="incremental")
    judge(other, "restore_test", "failed", at=NOON)
    judge(daily, "restore_test", "failed", at=NOON)
    assert told().count("backup.restore_test.failed") == 2  # ops and manager, once each
    assert list(PolicyState.objects.values_list("policy", flat=True)) == [daily.pk]


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_tell_once(daily: BackupPolicy) -> None:
    found = at_once(*[lambda: judge(daily, "rhythm", "late", at=NOON)] * 4)
    assert sorted(found) == [False, False, False, True]
    assert told() == ["backup.rhythm.late"]


KILLED = """
import os, sys, django
django.setup()
from datetime import datetime
from django.db import connection, transaction
connection.settings_dict["NAME"] = sys.argv[1]
from backups.models import BackupPolicy
from backups.services.judging import judge
with transaction.atomic():
    judge(BackupPolicy.objects.get(), "rhythm", "late", at=datetime.fromisoformat(sys.argv[2]))
    os.kill(os.getpid(), 9)
"""


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_before_the_commit_told_nothing(daily: BackupPolicy) -> None:
    name = str(connection.settings_dict["NAME"])
    done = subprocess.run(
        [sys.executable, "-c", KILLED, name, NOON.isoformat()],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "bcm.settings"},
        check=False,
    )
    assert done.returncode == -9
    assert (told(), PolicyState.objects.count()) == ([], 0)
    assert judge(daily, "rhythm", "late", at=NOON)
    assert told() == ["backup.rhythm.late"]


def test_webhooks_carry_each_change_once(daily: BackupPolicy) -> None:
    WebhookEndpoint.objects.create(code="w", url="https://hook.test/", event_types=["*"])
    for _time in range(3):
        judge(daily, "rhythm", "late", at=NOON)
    judge(daily, "rhythm", "on_time", at=NOON)
    types = WebhookEvent.objects.order_by("pk").values_list("type", flat=True)
    assert list(types) == ["backup_policy.late", "backup_policy.on_time"]
