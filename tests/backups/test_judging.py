"""Each change of a judgement is told once, and again a day later while it stays bad (§27.4)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from backups.models import BackupPolicy, PolicyState
from backups.services.judging import judge
from followup.models import Notification
from tests import factories
from tests.backups.rhythm_world import policy
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
