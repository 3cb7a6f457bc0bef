"""A reader killed with SIGKILL: its successor goes on where the last result was saved."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from backups.domain.merkle import merkle_root, read_line
from backups.domain.verdicts import PIECE
from backups.models import CopyFile, FilePieces, ManifestFile, Verification, VerificationSlice
from backups.services import slices_work, verification
from tests.backups import disk, made, verifier
from tests.backups.disk import Clock
from tests.processes import until

pytestmark = pytest.mark.django_db(transaction=True)
LEASE = timedelta(seconds=120)
Started = Callable[[], subprocess.Popen[bytes]]


@pytest.fixture
def started(tmp_path: Path) -> Iterator[Started]:
    running: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        running.append(verifier.started(tmp_path))
        return running[-1]

    yield start
    for process in running:
        process.kill()
        process.wait()


def _killed_once(process: subprocess.Popen[bytes], condition: Callable[[], bool]) -> None:
    assert until(condition, 240)  # it first loads all of the product, maybe beside other jobs
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL


def _limit(place: Any, bytes_per_s: int | None) -> None:
    place.read_bytes_per_s = bytes_per_s
    place.save()


def _asked(one: Any, clock: Clock) -> Verification:
    return verification.request(one, by=None, at=clock())


@pytest.mark.slow
def test_in_the_middle_of_a_batch_of_small_files(
    settings: Any, tmp_path: Path, started: Started
) -> None:
    nas = disk.place(settings, tmp_path, read_bytes_per_s=3_000_000)
    files = disk.contents(6_000, 1_000)
    one = disk.registered(made.policy(smallest_bytes=1), nas, files=files)
    clock = Clock(timezone.now())
    run = _asked(one, clock)
    mine = VerificationSlice.objects.filter(verification=run, kind="read")

    process = started()
    _killed_once(process, lambda: bool(mine.filter(files_done__gte=2_000).exists()))
    left = mine.get()
    assert (left.state, left.files_done in (2_000, 4_000)) == ("leased", True)
    assert left.figures["verdicts"] == {"ok": left.files_done}
    assert left.done_path == f"f{left.files_done - 1:05d}.dat"
    assert CopyFile.objects.count() == left.files_done

    _limit(nas, None)
    assert slices_work.work(now=clock) == 0  # the lease of the dead one still holds
    clock.at = timezone.now() + LEASE
    assert slices_work.work(now=clock) == 1
    done = mine.get()
    assert (done.state, done.files_done, done.bytes_done) == ("done", 6_000, 6_000_000)
    assert done.figures == {"verdicts": {"ok": 6_000}}
    one.refresh_from_db()
    assert (one.state, one.restorable) == ("verified", True)
    begun = done.started_at
    assert begun is not None
    lines = [
        read_line(path, 1_000, f"blake3:{blake3}", "ok", begun.isoformat())
        for path, blake3 in ManifestFile.objects.order_by("path").values_list("path", "blake3")
    ]
    assert done.merkle_root == merkle_root(lines)
    # What was read before the kill keeps its time: the age is that of the first byte.
    assert one.oldest_read_at == begun


def test_inside_of_a_huge_file(settings: Any, tmp_path: Path, started: Started) -> None:
    nas = disk.place(settings, tmp_path)
    one = disk.registered(made.policy(smallest_bytes=1), nas, files={}, declared="",
                          size_bytes=None, file_count=None)  # fmt: skip
    path = disk.folder_of(one.copies.get()) / "huge.bak"
    size = 7 * PIECE + 12_345
    with path.open("wb") as file:
        for piece in range(8):
            file.seek(piece * PIECE)
            file.write(os.urandom(4_096))
        file.truncate(size)
    clock = Clock(timezone.now())
    disk.verified(one, clock)
    assert len(FilePieces.objects.get().digests) == 8

    _limit(nas, 2 * PIECE)
    run = _asked(one, clock)
    mine = VerificationSlice.objects.filter(verification=run, kind="read")
    process = started()
    _killed_once(process, lambda: bool(mine.filter(done_piece__gte=1).exists()))
    left = mine.get()
    assert left.done_piece is not None
    assert (left.done_path, left.bytes_done) == ("huge.bak", (left.done_piece + 1) * PIECE)

    disk.flip(path, at=6 * PIECE + 100)
    _limit(nas, None)
    clock.at = timezone.now() + LEASE
    slices_work.work(now=clock)
    done = mine.get()
    # Every piece counted once; the damaged one was read a second time, past the cache.
    assert (done.state, done.bytes_done) == ("done", size + PIECE)
    assert done.figures["verdicts"] == {"ok": 7, "corrupt": 1}
    problem = run.problems.get()
    assert (problem.path, problem.verdict, problem.evidence["bad_pieces"]) == (
        "huge.bak", "corrupt", [6],
    )  # fmt: skip
    one.refresh_from_db()
    assert (one.state, CopyFile.objects.get().bad) == ("failed", True)


@pytest.mark.slow
def test_inside_of_a_file_of_a_few_pieces(settings: Any, tmp_path: Path, started: Started) -> None:
    """What no batch can hold is gone on with inside as well: each piece is counted once.

    Two pieces are read at a time, and of the last ones nothing is to be seen when the file is
    done; so there are three whole ones, and the third waits a second at least.
    """
    nas = disk.place(settings, tmp_path)
    one = disk.registered(made.policy(smallest_bytes=1), nas, files={}, declared="",
                          size_bytes=None, file_count=None)  # fmt: skip
    size = 3 * PIECE + 100
    for name in ("a.bak", "b.bak"):
        with (disk.folder_of(one.copies.get()) / name).open("wb") as file:
            file.truncate(size)
    clock = Clock(timezone.now())
    disk.verified(one, clock)
    assert [len(row.digests) for row in FilePieces.objects.all()] == [4, 4]

    _limit(nas, PIECE // 2)
    run = _asked(one, clock)
    mine = VerificationSlice.objects.filter(verification=run, kind="read")
    _killed_once(started(), lambda: bool(mine.filter(done_piece__gte=0).exists()))
    left = mine.get()
    assert left.done_piece is not None
    before = size if left.done_path == "b.bak" else 0
    assert left.bytes_done == before + (left.done_piece + 1) * PIECE

    _limit(nas, None)
    clock.at = timezone.now() + LEASE
    slices_work.work(now=clock)
    done = mine.get()
    assert (done.state, done.bytes_done, done.figures) == (
        "done", 2 * size, {"verdicts": {"ok": 8}},
    )  # fmt: skip


@pytest.mark.slow
def test_in_the_middle_of_a_look_nothing_half_is_left(
    settings: Any, tmp_path: Path, started: Started
) -> None:
    nas = disk.place(settings, tmp_path)
    one = disk.registered(made.policy(smallest_bytes=1), nas, files={}, declared="",
                          size_bytes=None, file_count=None)  # fmt: skip
    folder = disk.folder_of(one.copies.get())
    for number in range(4_000):
        (folder / f"{number:06d}").touch()
    clock = Clock(timezone.now())
    run = _asked(one, clock)
    looking = VerificationSlice.objects.filter(verification=run, state="leased")
    process = started()
    _killed_once(process, lambda: bool(looking.exists()))
    if VerificationSlice.objects.get(verification=run, kind="look").state == "leased":
        assert ManifestFile.objects.count() == 0
    clock.at = timezone.now() + LEASE
    slices_work.work(now=clock)
    run.refresh_from_db()
    assert (run.state, run.files_total, run.problems.count()) == ("finished", 4_000, 0)
