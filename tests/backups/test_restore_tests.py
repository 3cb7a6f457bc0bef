"""Asking for a restore test, stopping it, taking over what another tool measured."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import User
from backups.models import BackupSet, RestoreTest
from backups.services.restore_tests import cancel, request, take_over
from bia.models import Measurement
from lib.errors import GuardsUnmet, Refused
from tests import factories
from tests.backups import made

pytestmark = pytest.mark.django_db


@pytest.fixture
def ops(db: None) -> User:
    return factories.user("ops", "it_operations")


@pytest.fixture
def backup_set(db: None) -> BackupSet:
    policy = made.policy(locations=(place := made.location(),))
    row = made.backup_set(policy, at=factories.NOON - timedelta(days=1))
    made.copy(row, place)
    return row


class TestRequest:
    def test_a_test_waits_for_a_worker(
        self, backup_set: BackupSet, ops: User, noon: datetime
    ) -> None:
        test = request(backup_set, by=ops, at=noon)

        assert (test.state, test.requested_by, test.backup_set) == ("waiting", ops, backup_set)
        assert test.code == f"RT-{test.pk:06d}"

    def test_asking_twice_answers_the_one_that_waits(
        self, backup_set: BackupSet, ops: User, noon: datetime
    ) -> None:
        first = request(backup_set, by=ops, at=noon)

        assert request(backup_set, by=ops, at=noon) == first
        assert RestoreTest.objects.count() == 1

    @pytest.mark.parametrize("state", ["expected", "missing", "expired"])
    def test_nothing_there_is_refused(
        self, state: str, backup_set: BackupSet, ops: User, noon: datetime
    ) -> None:
        BackupSet.objects.filter(pk=backup_set.pk).update(
            state=state, restorable=False, obstacle="missing"
        )
        with pytest.raises(GuardsUnmet):
            request(backup_set, by=ops, at=noon)

    def test_an_owner_of_processes_may_not(
        self, backup_set: BackupSet, alice: User, noon: datetime
    ) -> None:
        with pytest.raises(PermissionDenied):
            request(backup_set, by=alice, at=noon)

    def test_a_copy_of_another_set_is_refused(
        self, backup_set: BackupSet, ops: User, noon: datetime
    ) -> None:
        other = made.backup_set(backup_set.policy, at=noon - timedelta(days=3))
        foreign = made.copy(other, made.location("tape"))

        with pytest.raises(Refused):
            request(backup_set, by=ops, at=noon, copy=foreign)


class TestCancel:
    def test_what_waits_ends_at_once(
        self, backup_set: BackupSet, ops: User, noon: datetime
    ) -> None:
        test = cancel(request(backup_set, by=ops, at=noon), by=ops, at=noon)

        assert (test.state, test.finished_at) == ("cancelled", noon)

    def test_what_is_over_cannot_be_stopped(
        self, backup_set: BackupSet, ops: User, noon: datetime
    ) -> None:
        with pytest.raises(GuardsUnmet):
            cancel(made.restore_test(backup_set), by=ops, at=noon)


class TestResultsOfOtherTools:
    def test_they_are_measured_like_ours(
        self, backup_set: BackupSet, ops: User, noon: datetime
    ) -> None:
        test = take_over(
            backup_set, outcome="pass", tool="Veeam SureBackup", by=ops, at=noon,
            started_at=noon - timedelta(hours=2), finished_at=noon - timedelta(hours=1),
            checks=[{"name": "boot", "outcome": "pass"}],
        )  # fmt: skip

        assert (test.imported, test.outcome, test.restored_s) == (True, "pass", 3600)
        rows = Measurement.objects.filter(source=f"restore-test:{test.code}")
        assert dict(rows.values_list("kind", "value_s")) == {"rto": 3600, "rpo": 22 * 3600}

    def test_without_a_check_they_prove_nothing(
        self, backup_set: BackupSet, ops: User, noon: datetime
    ) -> None:
        test = take_over(
            backup_set, outcome="pass", tool="other", by=ops, at=noon,
            started_at=noon - timedelta(hours=2), finished_at=noon,
        )  # fmt: skip

        assert (test.outcome, test.reason) == ("fail", "no_assertions")
        assert not Measurement.objects.exists()

    def test_they_may_come_while_one_of_ours_waits(
        self, backup_set: BackupSet, ops: User, noon: datetime
    ) -> None:
        request(backup_set, by=ops, at=noon)
        take_over(
            backup_set, outcome="not_run", tool="other", by=ops, at=noon,
            started_at=noon, finished_at=noon,
        )  # fmt: skip

        assert RestoreTest.objects.count() == 2

    def test_the_future_is_refused(self, backup_set: BackupSet, ops: User, noon: datetime) -> None:
        with pytest.raises(Refused):
            take_over(
                backup_set, outcome="pass", tool="other", by=ops, at=noon,
                started_at=noon, finished_at=noon + timedelta(hours=1),
            )  # fmt: skip
