"""One read of one file, or of some of its pieces: its digests, or why there are none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from blake3 import blake3

from backups.domain.paths import joined
from backups.domain.verdicts import PIECE, Expected, Judgement, piece_count
from backups.reading.budget import Budget
from backups.reading.digesting import Digests, algorithms_for
from backups.reading.failures import judge_failure, judge_opened
from backups.reading.room import BLOCK, Room
from backups.reading.source import (
    ChangedMeanwhile,
    Facts,
    NotAFile,
    Opened,
    ReadFailed,
    Source,
)

# So much is read before the cache is dropped and stop, budget and changes are looked at.
WINDOW = 8 * BLOCK

Update = Callable[[Any], Any]


class Stopped(Exception):
    """`stop` said so: nothing is told of the file that was being read."""


class How(NamedTuple):
    """What all files of one call have in common."""

    source: Source
    base: str
    algorithms: Sequence[str]
    budget: Budget
    stop: Callable[[], bool]


class Content(NamedTuple):
    """What one read found; `judged` where it came to no digests."""

    facts: Facts | None
    digests: Mapping[str, str]
    pieces: Mapping[int, str]
    bytes_read: int
    judged: Judgement | None = None


def read_content(
    how: How,
    expected: Expected,
    room: Room,
    *,
    pieces: Sequence[int] | None = None,
    uncached: bool = False,
) -> Content:
    """`pieces` restricts it to those; no digest over all then. Stopped, SourceError."""
    opened: Opened | None = None
    reading = None
    try:
        opened = how.source.opened(joined(how.base, expected.path), uncached=uncached)
        facts = opened.facts
        if (judged := judge_opened(expected, facts.size)) is not None:
            return Content(facts, {}, {}, 0, judged)
        reading = _Reading(how, opened, room)
        if pieces is None:
            digests, found = reading.whole(expected)
        else:
            digests, found = {}, {index: reading.piece(index) for index in pieces}
        if opened.now() != facts:
            raise ChangedMeanwhile
        return Content(facts, digests, found, reading.count)
    except (OSError, NotAFile, ReadFailed, ChangedMeanwhile) as why:
        count, at = (reading.count, reading.at) if reading else (0, 0)
        judged = judge_failure(how.source, why, at)
        return Content(opened.facts if opened else None, {}, {}, count, judged)
    finally:
        if opened is not None:
            opened.close()


class _Reading:
    """`count` bytes were read so far, the last of them before `at`."""

    def __init__(self, how: How, opened: Opened, room: Room) -> None:
        self._how, self._opened, self._room = how, opened, room
        self.count = self.at = 0

    def whole(self, expected: Expected) -> tuple[Mapping[str, str], Mapping[int, str]]:
        size = self._opened.facts.size
        self._opened.in_order()
        count = piece_count(size)
        known = bool(count) and len(expected.pieces) == count
        digests = Digests(algorithms_for(expected, self._how.algorithms, known))
        pieces = {}
        if count and "blake3" in self._how.algorithms:
            pieces = {index: self.piece(index, digests.updates) for index in range(count)}
        elif size:
            self._span(0, size, digests.updates)
        elif self._opened.read_into(self._room.next(), 0):
            raise ChangedMeanwhile  # what claims no size is asked all the same
        return digests.hex(), pieces

    def piece(self, index: int, updates: Iterable[Update] = ()) -> str:
        digest = blake3()
        end = min((index + 1) * PIECE, self._opened.facts.size)
        self._span(index * PIECE, end, [*updates, digest.update])
        return digest.hexdigest()

    def _span(self, start: int, end: int, updates: Sequence[Update]) -> None:
        """Feed the bytes from `start` to `end`; windows end where pieces do."""
        self.at = start
        while self.at < end:
            window, last = self.at, min(self.at + WINDOW, end)
            if self._how.stop() or not self._how.budget.take(last - window, self._how.stop):
                raise Stopped
            while self.at < last:
                # Always a whole block is asked for: past the cache nothing less is given.
                block = self._room.next()
                count = min(self._opened.read_into(block, self.at), last - self.at)
                if not count:
                    break
                self._room.feed(block, count, updates)
                self.at += count
                self.count += count
            self._opened.drop(window, self.at - window)
            if self._opened.now() != self._opened.facts:
                raise ChangedMeanwhile
            if self.at < last:
                raise ReadFailed("short_read")
        self._room.settle()
