"""What is expected of a file in a copy, what was seen and read, and what follows from both.

The rule of each verdict stands beside its name; times are whole nanoseconds as the storage tells
them, sizes bytes, digests lower-case hex by algorithm. Named tuples, because a scan makes
hundreds of thousands of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

Verdict = Literal[
    "ok",
    "touched",  # digest equal, mtime changed
    "missing",
    "extra",
    "truncated",
    "grown",
    "corrupt",  # digest differs, size and mtime as before: silent corruption
    "rewritten",  # digest differs, mtime changed
    "media_error",  # the storage answered EIO
    "unreadable",  # no permission, or another error of the system or the network
    "unstable",  # changed while it was read
    "flaky_read",  # first read wrong, second uncached read right: the path is bad, the bytes good
    "not_a_file",  # a link, device, fifo, socket or directory where a file is expected
    "new",  # nothing known to compare with; the digests are recorded
]
Kind = Literal["file", "link", "special", "unreadable"]

PASSING: frozenset[Verdict] = frozenset({"ok", "touched", "new"})
WARNING: frozenset[Verdict] = frozenset({"touched", "flaky_read"})

# A piece of a file that is larger than PIECES_ABOVE; the last one is shorter.
PIECE = 64 * 1024 * 1024
PIECES_ABOVE = PIECE

SECOND_NS = 1_000_000_000

NOTHING: Mapping[Any, Any] = MappingProxyType({})


class Expected(NamedTuple):
    """What is known of one file; None or absent: not known. `pieces`: BLAKE3 by index."""

    path: str
    size: int | None
    mtime_ns: int | None
    ctime_ns: int | None = None
    inode: int | None = None
    digests: Mapping[str, str] = NOTHING
    pieces: Mapping[int, str] = NOTHING


class Seen(NamedTuple):
    """One entry of a walk. A directory that cannot be listed is "unreadable", its path ends in
    "/"; ctime and inode are None where the storage has none."""

    path: str
    kind: Kind
    size: int
    mtime_ns: int
    ctime_ns: int | None = None
    inode: int | None = None


class Read(NamedTuple):
    """The outcome for one file, or for one piece of it; `reason` is a code, `evidence` plain JSON.

    `digests` and `pieces` are of the bytes that count: of the second read where there was one.
    """

    path: str
    verdict: Verdict
    size: int | None
    mtime_ns: int | None
    ctime_ns: int | None
    inode: int | None
    digests: Mapping[str, str]
    pieces: tuple[tuple[int, str], ...]
    bytes_read: int
    seconds: float
    reason: str
    evidence: Mapping[str, Any]


class Judgement(NamedTuple):
    verdict: Verdict
    reason: str
    evidence: Mapping[str, Any] = NOTHING


def same_time(expected_ns: int | None, found_ns: int) -> bool:
    """Whether an mtime is the expected one, as exactly as that is known: tools and protocols that
    state whole seconds say nothing of the fraction. None: any is."""
    if expected_ns is None or expected_ns == found_ns:
        return True
    whole, fraction = divmod(expected_ns, SECOND_NS)
    return fraction == 0 and found_ns // SECOND_NS == whole


def piece_count(size: int) -> int:
    """Pieces of a file that has them, else 0."""
    return -(-size // PIECE) if size > PIECES_ABOVE else 0


def judge_seen(expected: Expected, seen: Seen) -> Judgement | None:
    """What the metadata alone says; None: it has to be read. The same size and time are never
    "verified": they only decide when it is read."""
    if seen.kind == "unreadable":
        return Judgement("unreadable", "not_listed")
    if seen.kind != "file":
        return Judgement("not_a_file", f"is_{seen.kind}")
    return judge_size(expected.size, seen.size)


def judge_size(expected: int | None, found: int) -> Judgement | None:
    if expected is None or expected == found:
        return None
    verdict: Verdict = "truncated" if found < expected else "grown"
    sizes = {"expected": {"size": expected}, "found": {"size": found}}
    return Judgement(verdict, f"size_{'smaller' if found < expected else 'larger'}", sizes)


def differing(
    expected: Expected, digests: Mapping[str, str], pieces: Mapping[int, str]
) -> tuple[list[str], list[int], int]:
    """Algorithms and pieces that differ, and how many were compared at all."""
    both = [name for name in digests if name in expected.digests]
    known = [index for index in pieces if index in expected.pieces]
    wrong = [name for name in both if digests[name] != expected.digests[name].lower()]
    bad = [index for index in known if pieces[index] != expected.pieces[index].lower()]
    return wrong, bad, len(both) + len(known)


def judge_match(expected: Expected, mtime_ns: int, compared: int) -> Judgement:
    """The verdict where nothing that was compared differs."""
    if not compared:
        if expected.digests or expected.pieces:
            return Judgement("unreadable", "no_common_algorithm")
        return Judgement("new", "nothing_expected")
    if not same_time(expected.mtime_ns, mtime_ns):
        return Judgement("touched", "mtime_changed", _times(expected, mtime_ns))
    return Judgement("ok", "digest_matches")


def judge_difference(expected: Expected, mtime_ns: int, ctime_ns: int | None) -> Judgement:
    """The verdict where both reads differ from what is expected.

    A changed mtime says that somebody wrote: rewritten. The same mtime with another ctime says
    that the mtime was put back: still corrupt, since nothing admits the change, with the reason.
    """
    if expected.mtime_ns is None:
        return Judgement("corrupt", "digest_differs_mtime_unknown")
    if not same_time(expected.mtime_ns, mtime_ns):
        return Judgement("rewritten", "digest_differs_mtime_changed", _times(expected, mtime_ns))
    if expected.ctime_ns is not None and ctime_ns is not None and expected.ctime_ns != ctime_ns:
        return Judgement("corrupt", "digest_differs_mtime_put_back")
    return Judgement("corrupt", "digest_differs")


def _times(expected: Expected, mtime_ns: int) -> dict[str, Any]:
    return {"expected": {"mtime_ns": expected.mtime_ns}, "found": {"mtime_ns": mtime_ns}}
