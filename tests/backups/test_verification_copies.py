"""Copies held against each other: the good source is named, and a majority decides."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from backups.models import GoodSource
from tests.backups import disk, made
from tests.backups.disk import HOUR, Clock, outcome, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def policy() -> Any:
    return made.policy(verify_every_s=30 * 86_400, smallest_bytes=1)


@pytest.fixture
def places(settings: Any, tmp_path: Path) -> Any:
    return [disk.place(settings, tmp_path, code) for code in ("a", "b", "c")]


def test_the_good_source_is_named_and_the_set_stays_restorable(policy: Any, places: Any) -> None:
    one = disk.registered(policy, *places)
    clock = Clock()
    disk.verified(one, clock)
    first, second, third = one.copies.order_by("id")
    disk.flip(disk.folder_of(first) / "f00001.dat")
    (disk.folder_of(second) / "f00001.dat").unlink()
    clock.go(HOUR)
    run = disk.verified(one, clock)
    sources = {
        source.problem.verdict: (source.copy, source.agreeing)
        for source in GoodSource.objects.filter(problem__verification=run)
    }
    assert sources == {"corrupt": (third, 1), "missing": (third, 1)}
    states = list(one.copies.order_by("id").values_list("state", flat=True))
    assert states == ["failed", "failed", "verified"]
    assert (one.state, one.restorable, run.outcome) == ("verified", True, "fail")


def test_no_copy_left_that_could_mend_it(policy: Any, places: Any) -> None:
    one = disk.registered(policy, *places[:2])
    clock = Clock()
    disk.verified(one, clock)
    for copy in one.copies.all():
        disk.flip(disk.folder_of(copy) / "f00001.dat")
    clock.go(HOUR)
    run = disk.verified(one, clock)
    sources = GoodSource.objects.filter(problem__verification=run)
    assert {(source.copy, source.agreeing) for source in sources} == {(None, 0)}
    assert (one.state, one.restorable) == ("failed", False)


def test_a_whole_copy_gone_names_the_copy_to_take_it_from(policy: Any, places: Any) -> None:
    one = disk.registered(policy, *places[:2])
    clock = Clock()
    disk.verified(one, clock)
    first, second = one.copies.order_by("id")
    disk.folder_of(first).rename(disk.folder_of(first).with_name("away"))
    clock.go(HOUR)
    run = disk.verified(one, clock)
    source = GoodSource.objects.get(problem__verification=run)
    assert (source.problem.path, source.copy, source.agreeing) == ("", second, 1)
    assert [copy.state for copy in one.copies.order_by("id")] == ["missing", "verified"]
    assert one.restorable is True


def test_two_copies_that_differ_and_no_digest_that_came_with_them_are_both_in_doubt(
    policy: Any, places: Any
) -> None:
    one = disk.registered(policy, *places[:2], declared="")
    disk.flip(disk.folder_of(one.copies.last()) / "f00001.dat")
    run = disk.verified(one)
    checks = [outcome(run, "checksum", copy) for copy in one.copies.order_by("id")]
    assert checks == [("fail", "copies_differ"), ("fail", "files_corrupt")]
    assert (one.state, one.restorable) == ("failed", False)


def test_a_majority_outvotes_the_copy_that_was_recorded_first(policy: Any, places: Any) -> None:
    one = disk.registered(policy, *places, declared="")
    first = one.copies.order_by("id").first()
    disk.flip(disk.folder_of(first) / "f00001.dat")
    clock = Clock()
    disk.verified(one, clock)
    assert one.verify_due_at == clock()
    clock.go(HOUR)
    run = disk.verified(one, clock, reason="changed")
    assert told(run) == {"f00001.dat": "corrupt"}
    assert run.problems.get().copy == first
    assert [copy.state for copy in one.copies.order_by("id")] == ["failed", "verified", "verified"]
    assert one.restorable is True


def test_a_place_that_is_away_does_not_hold_up_the_others(policy: Any, places: Any) -> None:
    one = disk.registered(policy, *places[:2])
    folder = Path(places[0].url.removeprefix("file://"))
    folder.rename(folder.with_name("unplugged"))
    run = disk.verified(one)
    away, there = one.copies.order_by("id")
    assert outcome(run, "checksum", away) == ("not_run", "location_unreachable")
    assert outcome(run, "checksum", there) == ("pass", "all_match")
    assert (away.state, there.state, one.state, one.restorable) == (
        "registered", "verified", "verified", True,
    )  # fmt: skip
