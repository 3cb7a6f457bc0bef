"""What a schedule expects: one waiting row, late after its grace, missing when the next is due."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from backups.models import BackupPolicy, BackupSet, PolicyState
from backups.services.looking import look_at_policies
from followup.models import Notification
from tests import factories
from tests.backups.rhythm_world import policy

pytestmark = pytest.mark.django_db

START = datetime(2026, 3, 1, 12, tzinfo=UTC)


def at(day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


def look(now: datetime) -> None:
    PolicyState.objects.update(look_due_at=now)
    look_at_policies(at=now)


def rows() -> list[tuple[str, datetime | None]]:
    return list(BackupSet.objects.order_by("due_at").values_list("state", "due_at"))


def rhythm() -> str:
    return PolicyState.objects.get().rhythm


def told() -> list[str]:
    rows = Notification.objects.filter(channel="in_app", kind__startswith="backup.rhythm")
    return list(rows.order_by("pk").values_list("kind", flat=True))


def arrive(row: BackupSet, now: datetime) -> None:
    row.state, row.arrived_at, row.restore_point_at = "registered", now, now
    row.save()


@pytest.fixture
def daily() -> BackupPolicy:
    factories.user("ops", "it_operations")
    return policy()


def test_exactly_the_next_one_is_expected(daily: BackupPolicy) -> None:
    for minutes in (0, 10, 20):
        look(START + timedelta(minutes=minutes))
    assert rows() == [("expected", at(2, 2))]
    assert rhythm() == "new"


def test_late_after_its_grace_and_not_before(daily: BackupPolicy) -> None:
    look(START)
    look(at(2, 3))
    assert (rhythm(), told()) == ("new", [])
    look(at(2, 3, 1))
    look(at(2, 3, 5))
    assert (rhythm(), told()) == ("late", ["backup.rhythm.late"])


def test_missing_when_the_next_one_is_due(daily: BackupPolicy) -> None:
    look(START)
    look(at(2, 4))
    look(at(3, 2))
    assert rows() == [("missing", at(2, 2)), ("expected", at(3, 2))]
    assert (rhythm(), told()) == ("missing", ["backup.rhythm.late", "backup.rhythm.missing"])


def test_it_is_told_that_it_is_on_time_again(daily: BackupPolicy) -> None:
    look(START)
    look(at(2, 4))
    arrive(BackupSet.objects.get(), at(2, 5))
    look(at(2, 5, 1))
    assert (rhythm(), told()[-1]) == ("on_time", "backup.rhythm.on_time")
    assert rows()[-1] == ("expected", at(3, 2))


def test_an_early_arrival_is_not_expected_again(daily: BackupPolicy) -> None:
    look(START)
    arrive(BackupSet.objects.get(), at(2, 1, 50))
    look(at(2, 1, 51))
    assert rows() == [("registered", at(2, 2)), ("expected", at(3, 2))]
    assert rhythm() == "on_time"


def test_what_came_due_while_nobody_looked_is_missing(daily: BackupPolicy) -> None:
    look(START)
    look(at(5, 12))
    assert [state for state, _due in rows()] == ["missing", "missing", "missing", "expected"]
    assert rows()[-1] == ("expected", at(5, 2))
    assert rhythm() == "late"


def test_a_pause_takes_back_what_is_expected_and_leaves_no_hole(daily: BackupPolicy) -> None:
    look(START)
    BackupPolicy.objects.update(active=False)
    look(at(1, 13))
    look(at(20, 12))
    assert (rows(), rhythm()) == ([], "new")
    BackupPolicy.objects.update(active=True)
    look(at(20, 13))
    assert rows() == [("expected", at(21, 2))]


def test_another_schedule_moves_what_is_not_due_yet(daily: BackupPolicy) -> None:
    look(START)
    BackupPolicy.objects.update(schedule="FREQ=DAILY;BYHOUR=5;BYMINUTE=0")
    look(at(1, 13))
    assert rows() == [("expected", at(2, 5))]


def test_another_schedule_leaves_what_was_due(daily: BackupPolicy) -> None:
    look(START)
    BackupPolicy.objects.update(schedule="FREQ=DAILY;BYHOUR=5;BYMINUTE=0")
    look(at(2, 4))
    assert (rows(), rhythm()) == ([("expected", at(2, 2))], "late")


def test_a_policy_without_a_schedule_expects_nothing() -> None:
    policy(schedule="")
    look(START)
    assert (rows(), rhythm()) == ([], "new")


def test_in_the_night_without_half_past_two_it_is_due_an_hour_later() -> None:
    policy(schedule="FREQ=DAILY;BYHOUR=2;BYMINUTE=30", timezone="Europe/Berlin")
    look(at(28, 12))
    assert rows() == [("expected", at(29, 1, 30))]


def test_it_is_looked_at_when_the_grace_ends(daily: BackupPolicy) -> None:
    look(at(2, 2, 55))
    assert PolicyState.objects.get().look_due_at == at(2, 3, 5) + timedelta(seconds=1)
    BackupSet.objects.all().delete()
    PolicyState.objects.all().delete()
    look_at_policies(at=at(2, 1, 58))
    assert PolicyState.objects.get().look_due_at == at(2, 2) + timedelta(seconds=1)


def test_a_family_is_told_of_once_when_its_rpo_is_missed() -> None:
    factories.user("ops", "it_operations")
    full = policy(rpo_s=3600)
    other = policy(full.system, method="incremental")
    set_ = BackupSet.objects.create(
        code="s", policy=full, kind="full", state="verified", restorable=True, obstacle="",
        restore_point_at=START, arrived_at=START,
    )  # fmt: skip
    look(START)
    assert set_.policy.state.judged["freshness"]["state"] == "met"
    for minutes in (61, 62, 75):
        look(START + timedelta(minutes=minutes))
    kinds = Notification.objects.filter(kind__startswith="backup.freshness", channel="in_app")
    assert list(kinds.values_list("kind", "params__limit__s")) == [
        ("backup.freshness.missed", 3600)
    ]
    assert "freshness" not in PolicyState.objects.get(policy=other).judged


def test_it_is_looked_at_the_second_the_rpo_is_missed() -> None:
    full = policy(rpo_s=300)
    BackupSet.objects.create(
        code="s", policy=full, kind="full", state="verified", restorable=True, obstacle="",
        restore_point_at=START, arrived_at=START,
    )  # fmt: skip
    look(START)
    assert PolicyState.objects.get().look_due_at == START + timedelta(seconds=301)
