"""Files to verify, made, kept in or put out of the page cache, and removed again."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

MIB = 1024 * 1024
_LEFT_OVER_S = 6 * 3600


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder on the disk (never on a tmpfs), gone afterwards."""
    var = Path(__file__).resolve().parent.parent / "var"
    var.mkdir(exist_ok=True)
    for left in var.glob("bench-*"):  # of one that was killed
        if time.time() - left.stat().st_mtime > _LEFT_OVER_S:
            shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix="bench-", dir=var) as folder:
        yield Path(folder)


def make_large(folder: Path, count: int, size: int) -> list[str]:
    """`count` files of `size` bytes, no two blocks alike."""
    block = bytearray(os.urandom(MIB))
    folder.mkdir(exist_ok=True)
    paths = [str(folder / f"dump-{n}.bak") for n in range(count)]
    for number, path in enumerate(paths):
        with open(path, "wb") as file:
            for place in range(0, size, MIB):
                block[:16] = number.to_bytes(8, "big") + place.to_bytes(8, "big")
                file.write(block[: min(MIB, size - place)])
    os.sync()
    return paths


def make_small(folder: Path, count: int, size: int, *, in_folder: int = 1000) -> list[str]:
    """`count` files of `size` bytes, `in_folder` to a folder."""
    paths = []
    for number in range(count):
        inside = folder / f"part-{number // in_folder:04d}"
        if number % in_folder == 0:
            inside.mkdir(parents=True)
        path = f"{inside}/file-{number % in_folder:04d}.dat"
        with open(path, "wb") as file:
            file.write(number.to_bytes(8, "big") * (size // 8))
        paths.append(path)
    os.sync()
    return paths


def warm(paths: Sequence[str]) -> None:
    """All of it in the page cache."""
    room = memoryview(bytearray(MIB))
    for path in paths:
        fd = os.open(path, os.O_RDONLY)
        while os.readv(fd, [room]):
            pass
        os.close(fd)


def evict(paths: Sequence[str]) -> None:
    """None of it in the page cache."""
    for path in paths:
        fd = os.open(path, os.O_RDONLY)
        os.posix_fadvise(fd, 0, 0, os.POSIX_FADV_DONTNEED)
        os.close(fd)


def cached_mb(paths: Sequence[str]) -> float:
    """How much of these files is in the page cache (util-linux' fincore)."""
    told = subprocess.run(
        ["fincore", "--bytes", "--noheadings", "--output", "RES", *paths],
        check=True,
        capture_output=True,
        text=True,
    )
    return sum(int(line) for line in told.stdout.split()) / MIB
