"""What a restore needs: the chain from the last full to a set (docs/method.md §25, S3-029).

An incremental builds on the newest set before it, a differential on the newest full. A restore
to a point applies the last full, then the last differential after it, then every incremental
after that.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Kind = Literal["full", "incremental", "differential", "realtime"]

# What keeps a set from being restored, by its own state.
_OWN = {
    "expected": "unverified",
    "registered": "unverified",
    "verifying": "unverified",
    "failed": "failed",
    "missing": "missing",
    "expired": "expired",
}


@dataclass(frozen=True)
class Link:
    """One set as its chain sees it. `stands_at`: its restore point (start, if none is known)."""

    id: int
    kind: str
    state: str
    stands_at: datetime | None = None
    parent: int | None = None
    quarantined: bool = False


def find_parent(kind: str, stands_at: datetime, family: Iterable[Link]) -> int | None:
    """The set that one of `kind` at `stands_at` builds on; None: none is there or none needed.

    Expired and missing ones count too: a chain through them is broken, not shorter.
    """
    if kind in ("full", "realtime"):
        return None
    bases = ("full",) if kind == "differential" else ("full", "differential", "incremental")
    before = [
        one
        for one in family
        if one.kind in bases
        and one.stands_at is not None
        and one.stands_at < stands_at
        and one.state != "expected"
    ]
    return max(before, key=lambda one: (one.stands_at, one.id)).id if before else None


def chain_of(start: int, links: Mapping[int, Link]) -> list[Link]:
    """The set and what it builds on, oldest first. A circle ends where it closes."""
    found: list[Link] = []
    seen: set[int] = set()
    one: Link | None = links.get(start)
    while one is not None and one.id not in seen:
        seen.add(one.id)
        found.append(one)
        one = links.get(one.parent) if one.parent is not None else None
    return found[::-1]


def own_obstacle(link: Link) -> str:
    """Why this set alone cannot be restored; "" when it can."""
    if link.quarantined:
        return "quarantine"
    return _OWN.get(link.state, "")


def obstacle(chain: Sequence[Link]) -> str:
    """Why the last of `chain` (oldest first, complete as far as it goes) is not restorable.

    Its own obstacle first, then the nearest broken parent's as "parent_…", then "no_parent" where
    the chain does not begin with a full or real-time set.
    """
    if not chain:
        return "no_parent"
    if own := own_obstacle(chain[-1]):
        return own
    for link in reversed(chain[:-1]):
        if above := own_obstacle(link):
            return f"parent_{above}"
    if chain[0].kind not in ("full", "realtime"):
        return "no_parent"
    return ""
