"""One file, or one piece of it: read, compared, and read again past the cache where it differs."""

from __future__ import annotations

import errno
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from blake3 import blake3

from backups.domain.paths import joined
from backups.domain.verdicts import (
    PIECE,
    Expected,
    Judgement,
    Read,
    differing,
    judge_difference,
    judge_match,
    judge_size,
    piece_count,
)
from backups.reading.budget import Budget
from backups.reading.digesting import Digests, algorithms_for
from backups.reading.source import (
    ChangedMeanwhile,
    Facts,
    NotAFile,
    Opened,
    ReadFailed,
    Source,
)

BLOCK = 1024 * 1024
# So much is read before the cache is dropped and stop, budget and changes are looked at.
WINDOW = 8 * BLOCK
# What a file system answers when the medium or its own checksum failed.
MEDIA = {errno.EIO, errno.EBADMSG, errno.EUCLEAN, errno.ENODATA, errno.EREMOTEIO}


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


def read_one(how: How, expected: Expected, view: memoryview, piece: int | None = None) -> Read:
    """The whole file, or piece `piece` of it. `view` is a block's room, aligned to a page.

    Raises Stopped, and SourceError where the place itself is gone.
    """
    begun = time.perf_counter()
    first = read_content(how, expected, view, piece=piece)
    return settled(how, expected, first, view, begun)


def settled(how: How, expected: Expected, first: Content, view: memoryview, begun: float) -> Read:
    """The verdict on a first read; a difference is looked at a second time, uncached."""
    if first.judged is not None or first.facts is None:
        return _told(expected, first, first.judged or Judgement("unreadable", "os_error"), begun)
    wrong, bad, compared = differing(expected, first.digests, first.pieces)
    if not wrong and not bad:
        return _told(expected, first, judge_match(expected, first.facts.mtime_ns, compared), begun)
    only = None if wrong else bad
    again = read_content(how, expected, view, only=only, uncached=True)
    both = again._replace(bytes_read=first.bytes_read + again.bytes_read)
    if again.judged is not None or again.facts is None:
        judged = again.judged or Judgement("unreadable", "os_error")
        seen = {"first_read": _difference(expected, first)["found"]}
        return _told(expected, both, judged._replace(evidence={**judged.evidence, **seen}), begun)
    if only is not None:
        both = both._replace(digests=first.digests, pieces={**first.pieces, **again.pieces})
    judged = _second(expected, first, both)
    return _told(expected, both, judged, begun)


def read_content(
    how: How,
    expected: Expected,
    view: memoryview,
    *,
    piece: int | None = None,
    only: Sequence[int] | None = None,
    uncached: bool = False,
) -> Content:
    """One read. `piece` and `only` restrict it to pieces; no digest over all then."""
    opened: Opened | None = None
    progress = _Progress()
    try:
        opened = how.source.opened(joined(how.base, expected.path), uncached=uncached)
        facts = opened.facts
        if (judged := judge_opened(expected, facts.size)) is not None:
            return Content(facts, {}, {}, 0, judged)
        wanted = [piece] if piece is not None else only
        if wanted is None:
            digests, pieces = _whole(how, expected, opened, view, progress)
        else:
            digests = {}
            pieces = {
                index: _piece(how, opened, facts, index, (), view, progress) for index in wanted
            }
        if opened.now() != facts:
            raise ChangedMeanwhile
        return Content(facts, digests, pieces, progress.count)
    except (OSError, NotAFile, ReadFailed, ChangedMeanwhile) as why:
        judged = judge_failure(how.source, why, progress.position)
        return Content(opened.facts if opened else None, {}, {}, progress.count, judged)
    finally:
        if opened is not None:
            opened.close()


def judge_opened(expected: Expected, size: int) -> Judgement | None:
    judged = judge_size(expected.size, size)
    if judged is not None and not (expected.digests or expected.pieces):
        # Nothing was ever read of it: the walk a moment ago saw another size.
        return Judgement("unstable", "changed_since_listed", judged.evidence)
    return judged


def judge_failure(source: Source, why: Exception, offset: int) -> Judgement:
    """The verdict for what reading raised; SourceError where the whole place fails."""
    if isinstance(why, NotAFile):
        return Judgement("not_a_file", f"is_{why.what}")
    if isinstance(why, ChangedMeanwhile):
        return Judgement("unstable", "changed_while_read", {"offset": offset})
    if isinstance(why, ReadFailed):
        return Judgement("unreadable", why.code, {"offset": offset})
    if isinstance(why, FileNotFoundError):
        return Judgement("missing", "not_found")
    if isinstance(why, PermissionError):
        return Judgement("unreadable", "permission_denied")
    code = why.errno if isinstance(why, OSError) else None
    evidence = {"errno": errno.errorcode.get(code or 0, str(code)), "offset": offset}
    source.check()
    if code in MEDIA:
        return Judgement("media_error", "io_error", evidence)
    return Judgement("unreadable", "os_error", evidence)


class _Progress:
    """How far a read came: what it cost, and where it failed."""

    count = 0
    position = 0


def _whole(
    how: How, expected: Expected, opened: Opened, view: memoryview, progress: _Progress
) -> tuple[Mapping[str, str], Mapping[int, str]]:
    size = opened.facts.size
    opened.in_order()
    count = piece_count(size)
    known = bool(count) and len(expected.pieces) == count
    names = algorithms_for(expected, how.algorithms, known)
    digests, pieces = Digests(names), {}
    if count and "blake3" in how.algorithms:
        for index in range(count):
            pieces[index] = _piece(
                how, opened, opened.facts, index, digests.updates, view, progress
            )
    elif size:
        _span(how, opened, 0, size, digests.updates, view, progress)
    elif opened.read_into(view, 0):  # also has devices that claim no size answer
        raise ChangedMeanwhile
    return digests.hex(), pieces


def _piece(
    how: How,
    opened: Opened,
    facts: Facts,
    index: int,
    updates: Iterable[Callable[[Any], Any]],
    view: memoryview,
    progress: _Progress,
) -> str:
    digest = blake3()
    end = min((index + 1) * PIECE, facts.size)
    _span(how, opened, index * PIECE, end, [*updates, digest.update], view, progress)
    return digest.hexdigest()


def _span(
    how: How,
    opened: Opened,
    start: int,
    end: int,
    updates: Sequence[Callable[[Any], Any]],
    view: memoryview,
    progress: _Progress,
) -> None:
    """Feed the bytes from `start` to `end`; windows end where pieces do."""
    at = start
    while at < end:
        window, last = at, min(at + WINDOW, end)
        if how.stop() or not how.budget.take(last - at, how.stop):
            raise Stopped
        while at < last:
            # Always a whole block is asked for: reading past the cache takes nothing less.
            count = min(opened.read_into(view, at), last - at)
            if not count:
                break
            block = view if count == len(view) else view[:count]
            for update in updates:
                update(block)
            at += count
            progress.count += count
            progress.position = at
        opened.drop(window, at - window)
        if opened.now() != opened.facts:
            raise ChangedMeanwhile
        if at < last:
            raise ReadFailed("short_read")


def _second(expected: Expected, first: Content, again: Content) -> Judgement:
    wrong, bad, _compared = differing(expected, again.digests, again.pieces)
    assert again.facts is not None
    evidence = _difference(expected, first)
    evidence["first_read"] = evidence.pop("found")
    if not wrong and not bad:
        return Judgement("flaky_read", "second_read_matches", evidence)
    second = _difference(expected, again)
    evidence["second_read"] = second["found"]
    evidence["reads_agree"] = evidence["first_read"] == evidence["second_read"]
    evidence["bad_pieces"] = second["bad_pieces"]
    judged = judge_difference(expected, again.facts.mtime_ns, again.facts.ctime_ns)
    # The sizes and times of the judgement go beside the digests, not over them.
    for side, found in judged.evidence.items():
        evidence[side] = {**evidence.get(side, {}), **found}
    return judged._replace(evidence=evidence)


def _difference(expected: Expected, content: Content) -> dict[str, Any]:
    wrong, bad, _compared = differing(expected, content.digests, content.pieces)
    return {
        "expected": {name: expected.digests[name] for name in wrong}
        | {f"piece {index}": expected.pieces[index] for index in bad},
        "found": {name: content.digests[name] for name in wrong}
        | {f"piece {index}": content.pieces[index] for index in bad},
        "bad_pieces": bad,
    }


def _told(expected: Expected, content: Content, judged: Judgement, begun: float) -> Read:
    facts = content.facts
    return Read(
        path=expected.path,
        verdict=judged.verdict,
        size=facts.size if facts else None,
        mtime_ns=facts.mtime_ns if facts else None,
        ctime_ns=facts.ctime_ns if facts else None,
        inode=facts.inode if facts else None,
        digests=dict(content.digests),
        pieces=tuple(sorted(content.pieces.items())),
        bytes_read=content.bytes_read,
        seconds=time.perf_counter() - begun,
        reason=judged.reason,
        evidence=dict(judged.evidence),
    )
