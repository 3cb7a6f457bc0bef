"""Places that are away, paused, closed or limited; and runs that are ended early."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from backups.models import LocationState, Verification, VerificationSlice
from backups.services import slices, slices_work, verification
from backups.services.verification_due import ask_for_due
from lib.errors import GuardsUnmet
from tests.backups import disk, made
from tests.backups.disk import HOUR, NOON, Clock, outcome

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def policy() -> Any:
    return made.policy(verify_every_s=30 * 86_400, smallest_bytes=1)


@pytest.fixture
def nas(settings: Any, tmp_path: Path) -> Any:
    return disk.place(settings, tmp_path)


def _unplug(place: Any) -> Path:
    folder = Path(place.url.removeprefix("file://"))
    return folder.rename(folder.with_name("unplugged"))


def test_an_unplugged_place_is_neither_green_nor_a_loss(policy: Any, nas: Any) -> None:
    one = disk.registered(policy, nas)
    _unplug(nas)
    run = disk.verified(one)
    assert (run.state, run.outcome) == ("finished", "not_run")
    assert outcome(run, "checksum") == ("not_run", "location_unreachable")
    assert outcome(run, "completeness") == ("not_run", "location_unreachable")
    assert run.problems.count() == 0
    assert (one.state, one.restorable, one.obstacle) == ("registered", False, "unverified")
    assert one.copies.get().state == "registered"
    state = LocationState.objects.get(location=nas)
    assert (state.reachable, state.problem, state.problem_since) == (
        False, "location_unreachable", NOON,
    )  # fmt: skip


def test_it_is_tried_again_and_found_good_when_it_is_back(policy: Any, nas: Any) -> None:
    one = disk.registered(policy, nas)
    away = _unplug(nas)
    clock = Clock()
    disk.verified(one, clock)
    assert one.verify_due_at == NOON + 15 * MINUTE
    away.rename(away.with_name("nas"))
    ask_for_due(at=clock.go(15 * MINUTE))
    slices_work.work(now=clock)
    one.refresh_from_db()
    assert (one.state, one.restorable) == ("verified", True)
    state = LocationState.objects.get(location=nas)
    assert (state.reachable, state.problem, state.problem_since) == (True, "", None)


def test_what_was_verified_before_stays_so_while_its_place_is_away(policy: Any, nas: Any) -> None:
    one = disk.registered(policy, nas)
    clock = Clock()
    disk.verified(one, clock)
    _unplug(nas)
    clock.go(HOUR)
    run = disk.verified(one, clock)
    assert (run.outcome, one.state, one.oldest_read_at) == ("not_run", "verified", NOON)


def test_the_empty_folder_of_an_unplugged_disk_is_no_loss_of_everything(
    policy: Any, nas: Any
) -> None:
    first, second = (disk.registered(policy, nas, due_at=None) for _ in range(2))
    away = _unplug(nas)
    away.with_name("nas").mkdir()
    run = disk.verified(first)
    assert outcome(run, "completeness") == ("not_run", "location_empty")
    assert (first.state, second.state) == ("registered", "registered")


def test_only_one_set_knocks_at_a_place_that_is_away(policy: Any, nas: Any) -> None:
    sets = [disk.registered(policy, nas, due_at=None) for _ in range(3)]
    LocationState.objects.filter(location=nas).update(reachable=False)
    assert ask_for_due(at=NOON) == 1
    assert Verification.objects.count() == 1
    for one in sets:
        one.refresh_from_db()
    assert sorted(str(one.verify_due_at) for one in sets) == sorted(
        ["None", str(NOON + 15 * MINUTE), str(NOON + 15 * MINUTE)]
    )


@pytest.mark.parametrize(
    "closed",
    [
        {"paused": True},
        {"windows": [{"days": [1, 2, 3, 4, 5, 6, 7], "from": "22:00", "to": "06:00"}]},
    ],
)
def test_a_paused_or_closed_place_is_not_read(
    policy: Any, nas: Any, closed: dict[str, Any]
) -> None:
    for name, value in closed.items():
        setattr(nas, name, value)
    nas.save()
    one = disk.registered(policy, nas)
    run = disk.verified(one)
    assert (run.state, set(run.slices.values_list("state", flat=True))) == ("waiting", {"waiting"})
    nas.paused, nas.windows = False, []
    nas.save()
    slices_work.work(now=Clock())
    run.refresh_from_db()
    assert run.state == "finished"


def test_no_more_readers_than_the_place_allows_and_they_share_its_bytes(
    policy: Any, nas: Any
) -> None:
    nas.read_workers, nas.read_bytes_per_s = 2, 1_000_000
    nas.save()
    for _ in range(3):
        one = disk.registered(policy, nas, due_at=None)
        verification.request(one, by=None, at=NOON)
    leases = [slices.lease(by=f"worker-{n}", at=NOON) for n in range(3)]
    assert [one.bytes_per_s if one else None for one in leases] == [1_000_000, 500_000, None]
    first = leases[0]
    assert first is not None
    assert slices.rate_of(first.slice, at=NOON) == 500_000


def test_a_lease_that_ran_out_is_taken_over_and_the_old_holder_may_save_nothing(
    policy: Any, nas: Any, settings: Any
) -> None:
    one = disk.registered(policy, nas)
    verification.request(one, by=None, at=NOON)
    old = slices.lease(by="old", at=NOON)
    later = NOON + timedelta(seconds=settings.BACKUP_LEASE_S)
    assert slices.lease(by="early", at=later - timedelta(seconds=1)) is None
    new = slices.lease(by="new", at=later)
    assert old is not None
    assert new is not None
    assert (new.slice.pk, new.slice.attempts) == (old.slice.pk, 2)
    assert slices_work.one_slice(old, now=Clock(later)) is False
    assert VerificationSlice.objects.get(pk=old.slice.pk).leased_by == "new"


def test_what_kills_its_workers_is_given_up_and_said(policy: Any, nas: Any, settings: Any) -> None:
    one = disk.registered(policy, nas)
    run = verification.request(one, by=None, at=NOON)
    clock = Clock()
    for _ in range(slices.MOST_ATTEMPTS):
        assert slices.lease(by="dies", at=clock()) is not None
        clock.go(timedelta(seconds=settings.BACKUP_LEASE_S))
    assert slices.lease(by="lives", at=clock()) is None
    run.refresh_from_db()
    assert (run.state, run.outcome) == ("finished", "not_run")
    assert outcome(run, "checksum") == ("not_run", "given_up")


def test_order_of_the_queue(policy: Any, nas: Any) -> None:
    nas.read_workers = 9
    nas.save()
    core = made.policy("core", system="core-bank")
    core.system.importance = "core"
    core.system.save()
    old = disk.registered(policy, nas, due_at=None, verified_at=NOON, state="verified", rounds=1)
    failed = disk.registered(policy, nas, due_at=None, verified_at=NOON, state="failed", rounds=1)
    general = disk.registered(policy, nas, due_at=None)
    important = disk.registered(core, nas, due_at=None)
    asked = disk.registered(policy, nas, due_at=None, verified_at=NOON, state="verified", rounds=1)
    for one, reason in (
        (old, "rotation"), (failed, "retry"), (general, "arrival"), (important, "arrival"),
        (asked, "demand"),
    ):  # fmt: skip
        verification.request(one, reason=reason, by=None, at=NOON)
    taken = [slices.lease(by=f"w{n}", at=NOON) for n in range(5)]
    assert [one.slice.verification.backup_set_id for one in taken if one] == [
        asked.pk, important.pk, general.pk, failed.pk, old.pk,
    ]  # fmt: skip


def test_a_run_nobody_reads_yet_is_cancelled_at_once(policy: Any, nas: Any) -> None:
    one = disk.registered(policy, nas)
    run = verification.request(one, by=None, at=NOON)
    run = verification.cancel(run, by=None, at=NOON)
    assert (run.state, run.finished_at) == ("cancelled", NOON)
    assert slices.lease(by="w", at=NOON) is None
    with pytest.raises(GuardsUnmet):
        verification.cancel(run, by=None, at=NOON)


def test_a_run_that_is_read_ends_when_its_reader_notices(policy: Any, nas: Any) -> None:
    one = disk.registered(policy, nas)
    run = verification.request(one, by=None, at=NOON)
    lease = slices.lease(by="w", at=NOON)
    assert lease is not None
    run = verification.cancel(run, by=None, at=NOON)
    assert run.state == "running"
    assert slices.renew(lease.slice, by="w", at=NOON) is False
    slices.give_back(lease.slice, by="w", progressed=False)
    slices.end_if_ready(run.pk, at=NOON)
    run.refresh_from_db()
    one.refresh_from_db()
    assert (run.state, one.state) == ("cancelled", "registered")


def test_progress_tells_files_bytes_and_slices(policy: Any, nas: Any) -> None:
    one = disk.registered(policy, nas)
    run = verification.request(one, by=None, at=NOON)
    begun = verification.progress(run)
    assert (begun.looking, begun.share, begun.slices) == (True, 0.0, 1)
    lease = slices.lease(by="w", at=NOON)
    assert lease is not None
    slices_work.one_slice(lease, now=Clock())
    run.refresh_from_db()
    half = verification.progress(run)
    assert (half.looking, half.share, half.bytes_total, half.files_total) == (False, 0.0, 15_000, 3)
    slices_work.work(now=Clock())
    run.refresh_from_db()
    done = verification.progress(run)
    assert (done.state, done.share, done.bytes_done, done.slices_done) == (
        "finished",
        1.0,
        15_000,
        2,
    )


def test_who_asks_twice_gets_the_same_run_and_moves_it_to_the_front(policy: Any, nas: Any) -> None:
    one = disk.registered(policy, nas)
    first = verification.request(one, reason="rotation", by=None, at=NOON)
    second = verification.request(one, by=None, at=NOON)
    assert (second.pk, second.priority, Verification.objects.count()) == (first.pk, 100, 1)


def test_what_is_only_expected_cannot_be_verified(policy: Any) -> None:
    one = made.backup_set(policy, state="expected")
    with pytest.raises(GuardsUnmet):
        verification.request(one, by=None, at=NOON)
