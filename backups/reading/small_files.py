"""Files below 64 KiB: one thread, one read each, and the next ones asked for ahead."""

from __future__ import annotations

import mmap
import time
from collections import deque
from collections.abc import Iterator, Sequence

from backups.domain.paths import joined
from backups.domain.verdicts import Expected, Read, differing, judge_match
from backups.reading.digesting import algorithms_for, at_once
from backups.reading.one_file import (
    BLOCK,
    Content,
    How,
    Stopped,
    judge_failure,
    judge_opened,
    read_one,
    settled,
)
from backups.reading.source import ChangedMeanwhile, NotAFile, Opened, ReadFailed

AHEAD = 64
_STOP_EVERY = 32

_Failure = OSError | NotAFile | ReadFailed | ChangedMeanwhile


def read_small(how: How, wanted: Sequence[Expected]) -> Iterator[Read]:
    """In the order of `wanted`. One that turns out large is read all the same."""
    if not wanted:
        return
    view = memoryview(mmap.mmap(-1, BLOCK))
    ahead: deque[tuple[Expected, Opened | _Failure]] = deque()
    try:
        for number, expected in enumerate(wanted):
            if number % _STOP_EVERY == 0 and how.stop():
                return
            ahead.append((expected, _opened(how, expected)))
            if len(ahead) > AHEAD:
                yield _read(how, *ahead.popleft(), view)
        while ahead:
            if len(ahead) % _STOP_EVERY == 0 and how.stop():
                return
            yield _read(how, *ahead.popleft(), view)
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


def _read(how: How, expected: Expected, opened: Opened | _Failure, view: memoryview) -> Read:
    begun = time.perf_counter()
    if isinstance(opened, BaseException):
        failed = judge_failure(how.source, opened, 0)
        return settled(how, expected, Content(None, {}, {}, 0, failed), view, begun)
    facts = opened.facts
    try:
        if (judged := judge_opened(expected, facts.size)) is not None:
            return settled(how, expected, Content(facts, {}, {}, 0, judged), view, begun)
        if facts.size >= BLOCK:
            return read_one(how, expected, view)
        if not how.budget.take(facts.size, how.stop):
            raise Stopped
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
        return settled(how, expected, Content(facts, {}, {}, 0, failed), view, begun)
    finally:
        opened.close()
    wrong, _bad, compared = differing(expected, digests, {})
    if wrong:
        return settled(how, expected, Content(facts, digests, {}, count), view, begun)
    verdict, reason, evidence = judge_match(expected, facts.mtime_ns, compared)
    return Read(
        expected.path, verdict, facts.size, facts.mtime_ns, facts.ctime_ns, facts.inode, digests,
        (), count, time.perf_counter() - begun, reason, dict(evidence),
    )  # fmt: skip
