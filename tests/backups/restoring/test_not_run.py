"""What keeps a restore from being started says nothing about the backup: `not_run`, never green."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from backups.restoring import Isolation, Limits
from backups.restoring.guard import Guard, Stopped, free_bytes
from backups.restoring.walls import isolation
from tests.backups.restoring.archives import tar_of
from tests.backups.restoring.conftest import SMALL, Restore


@pytest.fixture
def honest(sources: Path) -> Path:
    return tar_of(("a.txt", b"hello"))(sources)


def test_without_isolation_nothing_is_restored(honest: Path, restored: Restore) -> None:
    result = restored(honest, isolation=isolation(()))

    assert (result.outcome, result.reason) == ("not_run", "no_isolation")
    assert (result.isolation, result.params) == ("none", {"detail": "nothing allowed"})


def test_a_wall_that_does_not_stand_is_told(honest: Path, restored: Restore) -> None:
    result = restored(honest, isolation=Isolation("none", "bwrap is not installed"))

    assert result.params == {"detail": "bwrap is not installed"}


def test_too_little_space_is_told_before(honest: Path, scratch: Path, restored: Restore) -> None:
    free = free_bytes(scratch)
    result = restored(honest, expected_bytes=free, limits=replace(SMALL, free_bytes=0))

    assert (result.outcome, result.reason) == ("not_run", "scratch_too_small")
    assert result.params["needed_bytes"] == int(free * 1.2)


def test_space_that_runs_out_is_told(scratch: Path) -> None:
    limits = Limits(free_bytes=2**62)
    found = Guard(scratch, limits, lambda: False).verdict()

    assert isinstance(found, Stopped)
    assert (found.reason, found.blames_backup) == ("scratch_full", False)


@pytest.mark.parametrize("inside", ["", "scratch", "scratch/deeper"])
def test_production_is_no_scratch_place(
    inside: str, honest: Path, tmp_path: Path, restored: Restore
) -> None:
    result = restored(honest, protected=(tmp_path / inside,))

    assert (result.outcome, result.reason) == ("not_run", "scratch_is_production")


def test_production_is_found_behind_a_link(
    honest: Path, tmp_path: Path, scratch: Path, restored: Restore
) -> None:
    (tmp_path / "way").symlink_to(scratch)
    result = restored(honest, protected=(tmp_path / "way",))

    assert result.reason == "scratch_is_production"


def test_a_source_that_is_gone(sources: Path, restored: Restore) -> None:
    result = restored(sources / "gone.tar")

    assert (result.outcome, result.reason) == ("not_run", "source_missing")
