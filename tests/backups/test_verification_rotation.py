"""Every byte is read in its period, exactly; and nothing is inherited."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import pytest

from backups.domain.slicing import Cutter
from backups.models import CopyPart, Verification
from backups.services import slices_look, slices_work
from backups.services.verification_due import ask_for_due
from tests.backups import disk, made
from tests.backups.disk import DAY, HOUR, NOON, Clock, told

pytestmark = pytest.mark.django_db
PERIOD = 30 * DAY


@pytest.fixture
def policy() -> Any:
    return made.policy(verify_every_s=30 * 86_400, smallest_bytes=1)


@pytest.fixture
def nas(settings: Any, tmp_path: Path, monkeypatch: Any) -> Any:
    monkeypatch.setattr(slices_look, "Cutter", partial(Cutter, most_files=2))
    return disk.place(settings, tmp_path)


def _day(clock: Clock) -> int:
    """What the beat does in a day; how many bytes were read."""
    runs = Verification.objects.count()
    ask_for_due(at=clock())
    slices_work.work(now=clock)
    new = Verification.objects.order_by("id")[runs:]
    return sum(one.bytes_done for run in new for one in run.slices.exclude(kind="look"))


def test_in_every_period_every_byte_is_read_and_no_part_gets_older(policy: Any, nas: Any) -> None:
    one = disk.registered(policy, nas, files=disk.contents(20, 100))
    clock = Clock()
    assert _day(clock) == 2_000
    worst, read = 0.0, []
    for _ in range(40):
        clock.go(DAY)
        read.append(_day(clock))
        parts = CopyPart.objects.filter(copy__backup_set=one)
        worst = max(worst, *((clock() - part.read_at) / PERIOD for part in parts))
    assert parts.count() == 10
    assert worst <= 0.94
    # Ten parts with periods of 15 to 25.8 days: one to two rounds in 40 days.
    assert 2_000 <= sum(read) <= 4_000
    assert max(read) <= 400


def test_what_changed_is_read_at_once_whatever_its_turn(policy: Any, nas: Any) -> None:
    one = disk.registered(policy, nas, files=disk.contents(20, 100))
    clock = Clock()
    _day(clock)
    path = disk.folder_of(one.copies.get()) / "f00007.dat"
    path.write_bytes(bytes(100))
    clock.go(HOUR)
    run = disk.verified(one, clock, reason="changed")
    assert told(run) == {"f00007.dat": "rewritten"}
    assert run.slices.filter(kind="read").count() == 1
    assert (run.complete, one.state) == (False, "failed")


def test_a_part_that_failed_is_read_again_and_no_verdict_is_inherited(
    policy: Any, nas: Any
) -> None:
    one = disk.registered(policy, nas, files=disk.contents(6, 100))
    clock = Clock()
    _day(clock)
    path = disk.folder_of(one.copies.get()) / "f00000.dat"
    good = path.read_bytes()
    disk.flip(path, at=5)
    clock.go(16 * DAY)
    _day(clock)
    one.refresh_from_db()
    assert (one.state, one.restorable) == ("failed", False)
    # Mended, but nobody has read it yet: a look alone changes nothing.
    path.write_bytes(good)
    results = list(CopyPart.objects.order_by("number").values_list("result", flat=True))
    assert results[0] == "fail"
    clock.go(DAY)
    _day(clock)
    one.refresh_from_db()
    assert (one.state, one.restorable) == ("verified", True)


def test_k_slices_of_a_kth_leave_nothing_unread(policy: Any, nas: Any) -> None:
    one = disk.registered(policy, nas, files=disk.contents(10, 100))
    clock = Clock()
    disk.verified(one, clock)
    parts = CopyPart.objects.filter(copy__backup_set=one)
    # One part is due at a time, as a budget of a fifth a night would have it.
    for night in range(5):
        clock.go(DAY)
        parts.update(due_at=clock() + PERIOD)
        parts.filter(number=night).update(due_at=clock())
        disk.verified(one, clock, reason="rotation")
    assert parts.filter(read_at__lte=NOON).count() == 0
    assert len(set(parts.values_list("read_at", flat=True))) == 5


def test_files_that_came_or_went_do_not_shift_what_was_read(policy: Any, nas: Any) -> None:
    one = disk.registered(policy, nas, files=disk.contents(6, 100))
    clock = Clock()
    _day(clock)
    (disk.folder_of(one.copies.get()) / "a-new-one").write_bytes(b"x")
    clock.go(HOUR)
    run = disk.verified(one, clock, reason="changed")
    assert told(run) == {"a-new-one": "extra"}
    assert set(CopyPart.objects.values_list("read_at", flat=True)) == {NOON}
