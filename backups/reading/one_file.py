"""The verdict on one file, or one piece of it: what differs is read again past the cache."""

from __future__ import annotations

import time
from typing import Any

from backups.domain.verdicts import (
    Expected,
    Judgement,
    Read,
    differing,
    judge_difference,
    judge_match,
)
from backups.reading.content import Content, How, read_content
from backups.reading.room import Room


def read_one(how: How, expected: Expected, room: Room, piece: int | None = None) -> Read:
    """The whole file, or piece `piece` of it.

    Raises Stopped, and SourceError where the place itself is gone.
    """
    begun = time.perf_counter()
    first = read_content(how, expected, room, pieces=None if piece is None else [piece])
    return settled(how, expected, first, room, begun)


def settled(how: How, expected: Expected, first: Content, room: Room, begun: float) -> Read:
    """The verdict on a first read; a difference is looked at a second time, uncached."""
    if first.judged is not None or first.facts is None:
        return _told(expected, first, first.judged or Judgement("unreadable", "os_error"), begun)
    wrong, bad, compared = differing(expected, first.digests, first.pieces)
    if not wrong and not bad:
        return _told(expected, first, judge_match(expected, first.facts.mtime_ns, compared), begun)
    only = None if wrong else bad
    again = read_content(how, expected, room, pieces=only, uncached=True)
    both = again._replace(bytes_read=first.bytes_read + again.bytes_read)
    if again.judged is not None or again.facts is None:
        judged = again.judged or Judgement("unreadable", "os_error")
        seen = {"first_read": _difference(expected, first)["found"]}
        return _told(expected, both, judged._replace(evidence={**judged.evidence, **seen}), begun)
    if only is not None:
        both = both._replace(digests=first.digests, pieces={**first.pieces, **again.pieces})
    return _told(expected, both, _second(expected, first, both), begun)


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
