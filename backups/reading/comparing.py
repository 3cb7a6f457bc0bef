"""What is expected beside what is there, both sorted, in one pass and no memory to speak of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from backups.domain.verdicts import Expected, Seen, Verdict, judge_seen, same_time


class OutOfOrder(ValueError):
    """A side is not sorted by path, or names one twice: missing and extra would be wrong."""


class Pair(NamedTuple):
    """`verdict` is what needs no reading; None: only the bytes can tell."""

    expected: Expected | None
    seen: Seen | None
    verdict: Verdict | None
    reason: str = ""
    evidence: Mapping[str, Any] = MappingProxyType({})

    @property
    def path(self) -> str:
        one = self.expected or self.seen
        assert one is not None  # a pair of nothing is not made
        return one.path

    @property
    def is_changed(self) -> bool:
        """The metadata is not what it was: due at once, whatever the rotation says."""
        old, new = self.expected, self.seen
        if old is None or new is None:
            return True
        return (
            _differ(old.size, new.size)
            or not same_time(old.mtime_ns, new.mtime_ns)
            or _differ(old.ctime_ns, new.ctime_ns)
            or _differ(old.inode, new.inode)
        )


def compare(expected: Iterable[Expected], seen: Iterable[Seen]) -> Iterator[Pair]:
    """One pair for every path of either side, in their order.

    What lies in a directory that could not be listed is unreadable, not missing; the directory
    itself comes out as well, its path with "/" behind.
    """
    left, right = _rising(expected), _rising(seen)
    old, new = next(left, None), next(right, None)
    closed = None  # the directory that could not be listed, with "/" behind; "" is all
    while old is not None or new is not None:
        if new is None or (old is not None and old.path < new.path):
            assert old is not None
            if closed is not None and old.path.startswith(closed):
                yield Pair(old, None, "unreadable", "folder_not_listed", {"folder": closed})
            else:
                yield Pair(old, None, "missing", "not_found")
            old = next(left, None)
        elif old is None or new.path < old.path:
            yield _only_seen(new)
            if new.kind == "unreadable":
                closed = new.path
            new = next(right, None)
        else:
            found = judge_seen(old, new)
            yield Pair(old, new, None) if found is None else Pair(old, new, *found)
            old, new = next(left, None), next(right, None)


def _only_seen(new: Seen) -> Pair:
    if new.kind == "unreadable":
        return Pair(None, new, "unreadable", "folder_not_listed")
    return Pair(None, new, "extra", "not_expected" if new.kind == "file" else f"is_{new.kind}")


def _rising(rows: Iterable[Any]) -> Iterator[Any]:
    last = None
    for row in rows:
        if last is not None and row.path <= last:
            raise OutOfOrder(f"{row.path!r} after {last!r}")
        last = row.path
        yield row


def _differ(old: int | None, new: int | None) -> bool:
    return old is not None and new is not None and old != new
