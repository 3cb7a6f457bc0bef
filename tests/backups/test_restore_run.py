"""A worker runs a restore test: fetched, restored for real, measured, told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from backups.models import BackupLocation, PolicyState, RestoreTest
from backups.services.restore_queue import LeaseLost, claim, renew
from backups.services.restore_run import run
from backups.services.restore_schedule import LATER, ask_for_due
from backups.services.restore_tests import cancel, request
from bia.models import Measurement
from tests import factories
from tests.backups.restore_world import World, places

pytestmark = pytest.mark.django_db
FILES = {"a.txt": b"hello", "b/c.txt": b"x" * 1000}


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Iterator[Path]:
    with places(tmp_path, settings) as found:
        yield found


@pytest.fixture
def world(db: None, folder: Path) -> World:
    return World(folder)


def done(test: RestoreTest, at: datetime) -> RestoreTest:
    """Claimed and run by one worker; the clock stands still."""
    claimed = claim(worker="w1", at=at)
    assert claimed == test
    run(claimed, clock=lambda: at)
    test.refresh_from_db()
    return test


def test_a_set_is_restored_and_measured(world: World, noon: datetime) -> None:
    backup = world.backup(FILES)
    test = done(request(backup, by=None, at=noon), noon)

    assert (test.state, test.outcome, test.reason) == ("finished", "pass", "restored")
    assert (test.objects_restored, test.bytes_restored, test.chain) == (2, 1005, [backup.code])
    assert [one["name"] for one in test.phases] == ["fetch", "prepare", "restore", "check", "clean"]
    assert [one["name"] for one in test.checks] == ["digests", "a"]
    rows = Measurement.objects.filter(source=f"restore-test:{test.code}")
    assert {row.kind: row.value_s for row in rows} == {
        "rto": test.restored_s,
        "rpo": 10 * 3600,  # no gap query: the age of the restore point
    }
    assert {row.code for row in rows} == {test.rto_measurement, test.rpo_measurement}
    state = PolicyState.objects.get(policy=world.policy)
    assert state.judged["restore_test"]["state"] == "passed"
    assert state.restore_test_due_at == noon + timedelta(days=31)


def test_a_chain_is_restored_oldest_first(world: World, noon: datetime) -> None:
    full = world.backup(FILES, at=noon - timedelta(days=2))
    newer = world.backup(
        {"a.txt": b"hello again"}, at=noon - timedelta(days=1), of=world.incremental, parent=full
    )
    world.incremental.assertions = [{"name": "a", "path": "a.txt", "op": "equals", "value": 11}]
    world.incremental.save()

    test = done(request(newer, by=None, at=noon), noon)

    assert (test.outcome, test.objects_restored) == ("pass", 2)
    assert test.chain == [full.code, newer.code]


def test_bytes_that_differ_from_the_manifest_are_not_restored(world: World, noon: datetime) -> None:
    backup = world.backup(FILES)
    world.spoil(backup)

    test = done(request(backup, by=None, at=noon), noon)

    assert (test.outcome, test.reason) == ("fail", "fetch_differs")
    assert not Measurement.objects.exists()
    state = PolicyState.objects.get(policy=world.policy)
    assert state.judged["restore_test"]["state"] == "failed"
    assert state.restore_test_due_at == noon + timedelta(days=1)


def test_where_one_place_is_gone_the_next_is_asked(world: World, noon: datetime) -> None:
    backup = world.backup(FILES)
    (world.folder / "near" / f"{backup.code}.tar").unlink()
    (world.folder / "near").rmdir()

    test = done(request(backup, by=None, at=noon), noon)

    assert test.outcome == "pass"
    assert test.copy is not None
    assert test.copy.location.code == "far"
    assert BackupLocation.objects.get(code="near").state.problem != ""


def test_where_no_place_answers_nothing_is_said_of_the_backup(world: World, noon: datetime) -> None:
    backup = world.backup(FILES)
    BackupLocation.objects.update(url="file:///nowhere/else")

    test = done(request(backup, by=None, at=noon), noon)

    assert (test.outcome, test.reason) == ("not_run", "not_allowed")


def test_a_place_outside_its_hours_is_asked_again_later(world: World, noon: datetime) -> None:
    backup = world.backup(FILES)
    BackupLocation.objects.update(paused=True)

    test = done(request(backup, by=None, at=noon), noon)

    assert (test.state, test.attempts) == ("waiting", 0)
    assert test.not_before == noon + timedelta(minutes=10)
    assert claim(worker="w1", at=noon) is None


def test_an_unknown_command_is_told(world: World, noon: datetime) -> None:
    world.policy.restore_format, world.policy.command = "command", "tape-robot"
    world.policy.save()
    test = done(request(world.backup(FILES), by=None, at=noon), noon)

    assert (test.outcome, test.reason, test.params) == (
        "not_run", "no_command", {"name": "tape-robot"}
    )  # fmt: skip


def test_the_command_of_the_administrator_runs(
    world: World, noon: datetime, tmp_path: Path, settings: Any
) -> None:
    settings.BACKUP_COMMANDS = str(tmp_path / "commands.toml")
    Path(settings.BACKUP_COMMANDS).write_text(
        '[untar]\nprogram = "/usr/bin/tar"\narguments = ["-xf", "{source}", "-C", "{target}"]\n'
    )
    world.policy.restore_format, world.policy.command = "command", "untar"
    world.policy.save()

    test = done(request(world.backup(FILES), by=None, at=noon), noon)

    assert (test.outcome, test.objects_restored) == ("pass", 2)


class TestLeases:
    def test_a_dead_worker_is_followed_by_another(self, world: World, noon: datetime) -> None:
        test = request(world.backup(FILES), by=None, at=noon)
        dead = claim(worker="w1", at=noon)
        assert dead is not None
        later = noon + timedelta(seconds=121)

        taken = claim(worker="w2", at=later)

        assert taken == test
        assert (taken.attempts, taken.leased_by) == (2, "w2")
        with pytest.raises(LeaseLost):
            renew(dead, at=later)
        run(dead, clock=lambda: later)  # wakes up again, and leaves everything alone
        test.refresh_from_db()
        assert (test.state, test.leased_by) == ("running", "w2")

    def test_three_dead_workers_are_enough(self, world: World, noon: datetime) -> None:
        test = request(world.backup(FILES), by=None, at=noon)
        for number in range(4):
            claim(worker=f"w{number}", at=noon + number * timedelta(seconds=121))

        test.refresh_from_db()
        assert (test.state, test.outcome, test.reason) == ("finished", "not_run", "workers_died")

    def test_no_more_run_at_once_than_allowed(
        self, world: World, noon: datetime, settings: Any
    ) -> None:
        request(world.backup(FILES), by=None, at=noon)
        request(world.backup(FILES, at=noon - timedelta(days=1)), by=None, at=noon)

        assert claim(worker="w1", at=noon) is not None
        assert claim(worker="w2", at=noon) is None
        settings.BACKUP_RESTORES_AT_ONCE = 2
        assert claim(worker="w2", at=noon) is not None

    def test_a_running_one_is_stopped_by_its_worker(self, world: World, noon: datetime) -> None:
        ops = factories.user("ops", "it_operations")
        test = request(world.backup(FILES), by=ops, at=noon)
        claimed = claim(worker="w1", at=noon)
        assert claimed is not None
        cancel(test, by=ops, at=noon)

        run(claimed, clock=lambda: noon)

        test.refresh_from_db()
        assert (test.state, test.outcome) == ("cancelled", "")
        assert not Measurement.objects.exists()


class TestWhatIsDue:
    def test_the_newest_restorable_set_of_the_class_of_data(
        self, world: World, noon: datetime
    ) -> None:
        world.backup(FILES, at=noon - timedelta(days=2))
        newest = world.backup(FILES, at=noon - timedelta(days=1))
        world.backup(FILES, at=noon, state="registered")

        [test] = ask_for_due(at=noon)

        assert (test.backup_set, test.requested_by) == (newest, None)
        assert ask_for_due(at=noon + timedelta(days=1)) == []

    def test_the_real_time_copy_first(self, world: World, noon: datetime) -> None:
        from tests.backups import made

        stream = made.policy(
            "orders-stream", system=world.policy.system, method="realtime", schedule=""
        )
        world.backup(FILES, at=noon - timedelta(hours=1))
        live = world.backup(FILES, at=noon - timedelta(hours=2), of=stream)

        [test] = ask_for_due(at=noon)

        assert test.backup_set == live

    def test_nothing_restorable_is_looked_at_again(self, world: World, noon: datetime) -> None:
        assert ask_for_due(at=noon) == []
        state = PolicyState.objects.get(policy=world.policy)
        assert state.restore_test_due_at == noon + LATER


def test_an_older_set_says_nothing_about_what_would_be_lost(world: World, noon: datetime) -> None:
    older = world.backup(FILES, at=noon - timedelta(days=9))
    world.backup(FILES, at=noon - timedelta(days=1))

    test = done(request(older, by=None, at=noon), noon)

    assert (test.outcome, test.rpo_measurement) == ("pass", "")
    assert list(Measurement.objects.values_list("kind", flat=True)) == ["rto"]


def test_a_disk_that_is_too_small_is_told_before_fetching(world: World, noon: datetime) -> None:
    test = done(request(world.backup(FILES, size_bytes=10**18), by=None, at=noon), noon)

    assert (test.outcome, test.reason) == ("not_run", "scratch_too_small")
