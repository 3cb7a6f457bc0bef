"""Counts what is produced, never what an archive declares; stops a bomb while it goes off."""

from __future__ import annotations

from collections.abc import Callable
from typing import IO

from backups.restoring.contract import MIB, Limits
from backups.restoring.inside.job import Failed

# Small things may compress as well as they like.
RATIO_FROM_BYTES = 16 * MIB


class Meter:
    """`consumed` tells how many bytes of the source were read so far."""

    def __init__(self, limits: Limits, consumed: Callable[[], int]):
        self._limits, self._consumed = limits, consumed
        self.files = self.bytes = self._file_bytes = 0

    def begin_entry(self) -> None:
        self.files += 1
        self._file_bytes = 0
        if self.files > self._limits.files:
            raise Failed("too_many_files", limit=self._limits.files)

    def produced(self, count: int) -> None:
        self.bytes += count
        self._file_bytes += count
        if self._file_bytes > self._limits.file_bytes:
            raise Failed("file_too_large", limit_bytes=self._limits.file_bytes)
        if self.bytes > self._limits.output_bytes:
            raise Failed("too_many_bytes", limit_bytes=self._limits.output_bytes)
        if self.bytes > RATIO_FROM_BYTES:
            consumed = max(1, self._consumed())
            if self.bytes > consumed * self._limits.ratio:
                raise Failed(
                    "decompression_bomb",
                    limit=self._limits.ratio,
                    produced_bytes=self.bytes,
                    read_bytes=consumed,
                )


class Counted:
    """A source that knows how much of it was read."""

    def __init__(self, stream: IO[bytes]):
        self._stream = stream
        self.taken = 0

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        self.taken += len(data)
        return data
