"""What the look finds due, over and past its time."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backups.jobs.look import look_now
from backups.models import BackupSet, Verification, VerificationSlice
from backups.services import slices_work, verification
from backups.services.expiry import expire_what_is_gone
from backups.services.verification_due import ask_for_due, end_what_is_read
from tests.backups import disk, made
from tests.backups.disk import DAY, NOON, Clock, outcome

pytestmark = pytest.mark.django_db


@pytest.fixture
def policy() -> Any:
    return made.policy(smallest_bytes=1)


@pytest.fixture
def nas(settings: Any, tmp_path: Path) -> Any:
    return disk.place(settings, tmp_path)


def test_what_arrived_is_asked_for_once(policy: Any, nas: Any) -> None:
    one = disk.registered(policy, nas)
    assert [ask_for_due(at=NOON) for _ in range(2)] == [1, 0]
    run = Verification.objects.get()
    assert (run.backup_set, run.reason, run.complete) == (one, "arrival", True)


def test_what_failed_is_asked_for_a_day_later(policy: Any, nas: Any) -> None:
    one = disk.registered(policy, nas)
    clock = Clock()
    disk.flip(disk.folder_of(one.copies.get()) / "f00001.dat")
    disk.verified(one, clock)
    assert ask_for_due(at=clock.go(DAY - timedelta(seconds=1))) == 0
    assert ask_for_due(at=clock.go(timedelta(seconds=1))) == 1
    assert Verification.objects.order_by("-id")[0].reason == "retry"


def test_asking_costs_as_much_for_three_as_for_one(policy: Any, nas: Any) -> None:
    counts = []
    for many in (1, 1, 3):
        for _ in range(many):
            disk.registered(policy, nas, due_at=None)
        with CaptureQueriesContext(connection) as captured:
            assert ask_for_due(at=NOON) == many
        counts.append(len(captured.captured_queries))
    assert counts[1] == counts[2]


def test_a_run_whose_reader_died_before_its_end_is_ended(policy: Any, nas: Any) -> None:
    one = disk.registered(policy, nas)
    run = verification.request(one, by=None, at=NOON)
    VerificationSlice.objects.filter(verification=run).update(state="given_up", problem="given_up")
    assert end_what_is_read(at=NOON) == 1
    run.refresh_from_db()
    assert (run.state, run.outcome) == ("finished", "not_run")


def test_one_part_of_the_look_that_fails_does_not_stop_the_others(policy: Any, nas: Any) -> None:
    disk.registered(policy, nas)
    parts = ("tests.backups.disk.no_such_part", "backups.services.verification_due.ask_for_due")
    assert look_now(at=NOON, parts=parts) == ["tests.backups.disk.no_such_part"]
    assert Verification.objects.count() == 1


def _past(policy: Any, nas: Any) -> tuple[BackupSet, BackupSet]:
    """A set past its time, and a new one; both verified and there."""
    policy.retention_s, policy.retention_count = 30 * 86_400, 1
    policy.save()
    clock = Clock(NOON - 40 * DAY)
    old = disk.registered(policy, nas, at=clock(), due_at=None)
    disk.verified(old, clock)
    clock.at = NOON
    new = disk.registered(policy, nas, due_at=None)
    return old, new


def test_what_is_past_its_time_and_still_there_is_overdue_for_deletion(
    policy: Any, nas: Any
) -> None:
    _old, new = _past(policy, nas)
    assert outcome(disk.verified(new), "retention") == ("overdue", "deletion_overdue")


def test_what_is_past_its_time_and_gone_is_expired(policy: Any, nas: Any) -> None:
    old, new = _past(policy, nas)
    folder = disk.folder_of(old.copies.get())
    folder.rename(Path(f"{folder.parent.parent}/deleted"))
    disk.verified(old)
    assert old.state == "missing"
    assert expire_what_is_gone(at=NOON) == 1
    old.refresh_from_db()
    assert (old.state, old.copies.get().state, old.obstacle) == ("expired", "expired", "expired")
    assert outcome(disk.verified(new), "retention") == ("pass", "kept_as_wanted")


@pytest.mark.parametrize(
    "kept", [{"legal_retention_s": 365 * 86_400}, {"retention_count": 2}, {"retention_s": None}]
)
def test_what_law_or_number_wants_kept_is_missing_not_expired(
    policy: Any, nas: Any, kept: dict[str, Any]
) -> None:
    old, _new = _past(policy, nas)
    for name, value in kept.items():
        setattr(policy, name, value)
    policy.save()
    folder = disk.folder_of(old.copies.get())
    folder.rename(Path(f"{folder.parent.parent}/deleted"))
    disk.verified(old)
    assert expire_what_is_gone(at=NOON) == 0
    old.refresh_from_db()
    assert old.state == "missing"


def test_damage_that_would_be_found_after_the_deletion_fails_the_rule(
    policy: Any, nas: Any
) -> None:
    policy.retention_s, policy.verify_every_s = 20 * 86_400, 30 * 86_400
    policy.save()
    run = disk.verified(disk.registered(policy, nas))
    assert outcome(run, "verification_age") == ("fail", "period_beyond_retention")
    assert run.outcome == "warn"


def test_a_worker_with_nothing_to_do_is_quick() -> None:
    with CaptureQueriesContext(connection) as captured:
        assert slices_work.work() == 0
    assert len(captured.captured_queries) <= 6
