"""Which backup a restore takes: real-time first, then the newest of the others (S1-016 step 2).

Plain values; instants are aware.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Candidate:
    """A set that might be restored. `restorable`: verified with its chain, not in quarantine."""

    id: int
    realtime: bool
    restore_point_at: datetime
    restorable: bool


@dataclass(frozen=True)
class CopyCandidate:
    """A copy of a set; `order` is its location's place in the policy, 0 the first."""

    id: int
    verified: bool
    missing: bool
    offline: bool
    offsite: bool
    order: int


def choose_set(candidates: Iterable[Candidate]) -> Candidate | None:
    """The real-time copy while there is one, else the latest daily one (AT-038).

    Only what is restorable counts; None when nothing is.
    """
    usable = [one for one in candidates if one.restorable]
    realtime = [one for one in usable if one.realtime]
    return max(realtime or usable, key=lambda one: (one.restore_point_at, one.id), default=None)


def in_order(copies: Iterable[CopyCandidate]) -> list[CopyCandidate]:
    """Whence to fetch, best first: verified before unverified, at hand before off-site.

    What is gone or stands on no shelf that a machine reaches is left out.
    """
    return sorted(
        (one for one in copies if not one.missing and not one.offline),
        key=lambda one: (not one.verified, one.offsite, one.order, one.id),
    )
