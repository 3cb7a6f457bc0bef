"""Watches a running child: its time, what it writes, the space that is left, a wish to stop."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from backups.restoring.contract import Limits


@dataclass(frozen=True)
class Stopped:
    """Why the child was ended: `cancelled` and `scratch_full` say nothing about the backup."""

    reason: str
    params: dict[str, object] = field(default_factory=dict)

    @property
    def blames_backup(self) -> bool:
        return self.reason not in ("cancelled", "scratch_full")


class Guard:
    """Asked again and again while the child runs; answers with a reason to end it."""

    def __init__(
        self,
        work: Path,
        limits: Limits,
        stop: Callable[[], bool],
        clock: Callable[[], float] = time.monotonic,
    ):
        self._work, self._limits, self._stop, self._clock = work, limits, stop, clock
        self._started = self._stop_asked = self._measured = clock()
        self._pause = 0.0

    def verdict(self) -> Stopped | None:
        now = self._clock()
        if now - self._started > self._limits.seconds:
            return Stopped("timeout", {"limit_s": self._limits.seconds})
        if now - self._stop_asked >= 0.5:
            self._stop_asked = now
            if self._stop():
                return Stopped("cancelled")
        if now - self._measured >= self._pause:
            found = self._too_much()
            self._measured = self._clock()
            # Walking a large tree takes its time: at most a tenth of the guard's.
            self._pause = max(0.25, 10 * (self._measured - now))
            return found
        return None

    def _too_much(self) -> Stopped | None:
        free = free_bytes(self._work)
        if free < self._limits.free_bytes:
            return Stopped(
                "scratch_full", {"free_bytes": free, "kept_bytes": self._limits.free_bytes}
            )
        written, files = usage(self._work)
        if written > self._limits.output_bytes:
            return Stopped("too_many_bytes", {"limit_bytes": self._limits.output_bytes})
        if files > self._limits.files:
            return Stopped("too_many_files", {"limit": self._limits.files})
        return None


def free_bytes(place: Path | bytes) -> int:
    """On the disk that holds this file or folder, for whoever is not root."""
    found = os.statvfs(place)
    return found.f_bavail * found.f_frsize


def usage(folder: Path) -> tuple[int, int]:
    """(bytes on disk, entries) below a folder; no link is followed, what goes away is skipped."""
    total = entries = 0
    folders = [os.fspath(folder)]
    while folders:
        try:
            with os.scandir(folders.pop()) as found:
                for entry in found:
                    entries += 1
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(entry.path)
                    else:
                        total += entry.stat(follow_symlinks=False).st_blocks * 512
        except OSError:
            continue
    return total, entries
