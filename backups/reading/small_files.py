"""Files below 64 KiB: one thread, one read each, and the next ones asked for ahead."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator, Mapping, Sequence

from backups.domain.paths import joined
from backups.domain.verdicts import NOTHING, Expected, Read, differing, judge_match
from backups.reading.content import Content, How, Stopped
from backups.reading.digesting import algorithms_for, at_once
from backups.reading.failures import judge_failure, judge_opened
from backups.reading.one_file import read_one, settled
from backups.reading.room import BLOCK, OneBlock, Room
from backups.reading.source import ChangedMeanwhile, NotAFile, Opened, ReadFailed

AHEAD = 64
_STOP_EVERY = 32

_Failure = OSError | NotAFile | ReadFailed | ChangedMeanwhile


def read_small(how: How, wanted: Sequence[Expected]) -> Iterator[Read]:
    """In the order of `wanted`. One that turns out large is read all the same."""
    if not wanted:
        return
    room = OneBlock()
    ahead: deque[tuple[Expected, Opened | _Failure]] = deque()
    try:
        for number, expected in enumerate(wanted):
            if number % _STOP_EVERY == 0 and how.stop():
                return
            opened = _opened(how, expected)
            if not ahead and not isinstance(opened, BaseException) and opened.is_cached:
                yield _read(how, expected, opened, room)
                continue
            ahead.append((expected, opened))
            if len(ahead) > AHEAD:
                yield _read(how, *ahead.popleft(), room)
        while ahead:
            if len(ahead) % _STOP_EVERY == 0 and how.stop():
                return
            yield _read(how, *ahead.popleft(), room)
    except Stopped:
        return
    finally:
        for _expected, opened in ahead:
            if not isinstance(opened, BaseException):
                opened.close()


def _opened(how: How, expected: Expected) -> Opened | _Failure:
    try:
        opened = how.source.opened(joined(how.base, expected.path))
        opened.will_need()
        return opened
    except (OSError, NotAFile, ReadFailed) as why:
        return why


def _read(how: How, expected: Expected, opened: Opened | _Failure, room: Room) -> Read:
    begun = time.perf_counter()
    if isinstance(opened, BaseException):
        failed = judge_failure(how.source, opened, 0)
        return settled(how, expected, Content(None, {}, {}, 0, failed), room, begun)
    facts = opened.facts
    try:
        judged = None if facts.size == expected.size else judge_opened(expected, facts.size)
        if judged is not None:
            return settled(how, expected, Content(facts, {}, {}, 0, judged), room, begun)
        if facts.size >= BLOCK:
            return read_one(how, expected, room)
        if not how.budget.take(facts.size, how.stop):
            raise Stopped
        view = room.next()
        count = opened.read_into(view, 0)
        names = algorithms_for(expected, how.algorithms, False)
        digests = at_once(names, view[:count])
        opened.drop(0, 0)
        if opened.now() != facts:
            raise ChangedMeanwhile
        if count != facts.size:
            raise ReadFailed("short_read")
    except (OSError, NotAFile, ReadFailed, ChangedMeanwhile) as why:
        failed = judge_failure(how.source, why, 0)
        return settled(how, expected, Content(facts, {}, {}, 0, failed), room, begun)
    finally:
        opened.close()
    if facts.mtime_ns == expected.mtime_ns and _as_expected(expected, digests):
        return Read(
            expected.path, "ok", count, facts.mtime_ns, facts.ctime_ns, facts.inode, digests, (),
            count, time.perf_counter() - begun, "digest_matches", NOTHING,
        )  # fmt: skip
    wrong, _bad, compared = differing(expected, digests, {})
    if wrong:
        return settled(how, expected, Content(facts, digests, {}, count), room, begun)
    verdict, reason, evidence = judge_match(expected, facts.mtime_ns, compared)
    return Read(
        expected.path, verdict, facts.size, facts.mtime_ns, facts.ctime_ns, facts.inode, digests,
        (), count, time.perf_counter() - begun, reason, dict(evidence),
    )  # fmt: skip


def _as_expected(expected: Expected, digests: Mapping[str, str]) -> bool:
    """The common case, told at once: all that was made is known and the same."""
    for name, digest in digests.items():
        if expected.digests.get(name) != digest:
            return False
    return bool(digests)
