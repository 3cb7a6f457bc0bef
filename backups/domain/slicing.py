"""How a copy is cut into parts, and when each of them is read again (docs/method.md §26).

A part is what one worker reads in one go: at most `PART_FILES` files or `PART_BYTES` bytes. A
file above that is cut into ranges of 64 MiB pieces. The cut follows from the names and sizes of
the manifest alone, so every look finds the same one, and everything lies in exactly one part.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from backups.domain.verdicts import PIECE

PART_FILES = 50_000
PART_BYTES = 8 * 1024**3
# A part that passed is read again after this share of the period; the later ones of a copy wait
# longer, so that they spread. The rest up to 1 is for windows, limits and workers that are away.
FIRST_SHARE, SPREAD_SHARE = 0.5, 0.4
# Together with a part that is due goes what is due within this share of the period.
SOON_SHARE = 0.02


@dataclass(frozen=True)
class Stretch:
    """Both paths included; pieces only where it is a range within one large file."""

    first_path: str
    last_path: str
    files: int
    bytes: int
    first_piece: int | None = None
    last_piece: int | None = None


class Cutter:
    """Fed the files in their order; `stretches` is complete after `end`."""

    def __init__(self, most_files: int = PART_FILES, most_bytes: int = PART_BYTES) -> None:
        self.stretches: list[Stretch] = []
        self._most_files, self._most_bytes = most_files, most_bytes
        self._first, self._last, self._files, self._bytes = "", "", 0, 0

    def add(self, path: str, size: int) -> None:
        if size > self._most_bytes:
            self.end()
            self.stretches.extend(_pieces(path, size, self._most_bytes))
            return
        if self._files and (
            self._files >= self._most_files or self._bytes + size > self._most_bytes
        ):
            self.end()
        if not self._files:
            self._first = path
        self._last = path
        self._files += 1
        self._bytes += size

    def end(self) -> list[Stretch]:
        if self._files:
            self.stretches.append(Stretch(self._first, self._last, self._files, self._bytes))
        self._first, self._last, self._files, self._bytes = "", "", 0, 0
        return self.stretches


def next_due(read_at: datetime, number: int, parts: int, every_s: int | None) -> datetime | None:
    """When part `number` of `parts` (from 0), read at `read_at`, is due again; None: never.

    At most 0.9 of the period after its reading, so nothing gets older than the period as long as
    a worker comes within the last tenth of it.
    """
    if every_s is None:
        return None
    share = FIRST_SHARE + SPREAD_SHARE * number / max(parts, 1)
    return read_at + timedelta(seconds=every_s * share)


def due_until(at: datetime, every_s: int | None) -> datetime:
    """What is due up to this instant is read together now."""
    return at + timedelta(seconds=(every_s or 0) * SOON_SHARE)


def batches(sizes: Sequence[int], most_files: int, most_bytes: int) -> Iterator[slice]:
    """Neighbouring files of at most so many and so large together; a larger one is alone."""
    begin = total = 0
    for place, size in enumerate(sizes):
        if place > begin and (place - begin >= most_files or total + size > most_bytes):
            yield slice(begin, place)
            begin, total = place, 0
        total += size
    if begin < len(sizes):
        yield slice(begin, len(sizes))


def _pieces(path: str, size: int, most_bytes: int) -> Iterator[Stretch]:
    count, each = -(-size // PIECE), max(1, most_bytes // PIECE)
    for first in range(0, count, each):
        last = min(first + each, count) - 1
        length = min((last + 1) * PIECE, size) - first * PIECE
        yield Stretch(path, path, 1 if first == 0 else 0, length, first, last)
