"""The ledger of ages: how much of what lies in copies was read when, and what was not.

docs/method.md §30. Sizes in bytes, instants aware, limits in seconds. A stretch is a part of a
copy (`CopyPart`), or a whole copy that nobody has looked into yet.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

GOOD = ("pass", "warn")


class Stretch(NamedTuple):
    """`read_at` None: never read. `limit_s` is the age the policy guarantees, None: none."""

    objects: int
    size: int
    read_at: datetime | None
    result: str
    limit_s: int | None
    since: datetime


@dataclass(frozen=True)
class Coverage:
    """`good_…` was read and found good, in time or not; `bad_…` lies in stretches whose last
    reading found something; `unread_…` was never read, or could not be read at the last attempt.
    `overdue_…` is older than its limit: of any of those, the unread since the copy arrived.

    `oldest_read_at` is over all that was read; `unread_since` the arrival of the oldest unread.
    """

    objects: int = 0
    size: int = 0
    good_objects: int = 0
    good_size: int = 0
    bad_objects: int = 0
    bad_size: int = 0
    unread_objects: int = 0
    unread_size: int = 0
    overdue_objects: int = 0
    overdue_size: int = 0
    oldest_read_at: datetime | None = None
    unread_since: datetime | None = None
    stretches: int = 0

    @property
    def complete(self) -> bool:
        """Everything that is there was read at least once: only then is there a largest age."""
        return self.stretches > 0 and self.unread_since is None

    def age_s(self, at: datetime) -> int | None:
        """The guaranteed maximum age: no byte was read longer ago. None: nothing guaranteed."""
        if not self.complete or self.oldest_read_at is None:
            return None
        return max(int((at - self.oldest_read_at).total_seconds()), 0)

    @property
    def good_share(self) -> float | None:
        return _share(self.good_size, self.size, self.good_objects, self.objects)

    @property
    def overdue_share(self) -> float | None:
        return _share(self.overdue_size, self.size, self.overdue_objects, self.objects)


def cover(stretches: Iterable[Stretch], at: datetime) -> Coverage:
    """The sums over stretches; the same rules as the statement in services/ledger.py."""
    sums = dict.fromkeys(("objects", "size"), 0)
    kinds = {name: [0, 0] for name in ("good", "bad", "unread", "overdue")}
    oldest = since = None
    count = 0
    for one in stretches:
        count += 1
        sums["objects"] += one.objects
        sums["size"] += one.size
        for name in _kinds(one, at):
            kinds[name][0] += one.objects
            kinds[name][1] += one.size
        if one.read_at is not None:
            oldest = min(oldest or one.read_at, one.read_at)
        if is_unread(one):
            since = min(since or one.since, one.since)
    return Coverage(
        objects=sums["objects"], size=sums["size"],
        good_objects=kinds["good"][0], good_size=kinds["good"][1],
        bad_objects=kinds["bad"][0], bad_size=kinds["bad"][1],
        unread_objects=kinds["unread"][0], unread_size=kinds["unread"][1],
        overdue_objects=kinds["overdue"][0], overdue_size=kinds["overdue"][1],
        oldest_read_at=oldest, unread_since=since, stretches=count,
    )  # fmt: skip


def total(some: Iterable[Coverage]) -> Coverage:
    """Coverages of different copies, taken together."""
    every = list(some)
    names = (
        "objects", "size", "good_objects", "good_size", "bad_objects", "bad_size",
        "unread_objects", "unread_size", "overdue_objects", "overdue_size", "stretches",
    )  # fmt: skip
    return Coverage(
        **{name: sum(getattr(one, name) for one in every) for name in names},
        oldest_read_at=min((o.oldest_read_at for o in every if o.oldest_read_at), default=None),
        unread_since=min((o.unread_since for o in every if o.unread_since), default=None),
    )


def is_unread(one: Stretch) -> bool:
    """A reading that did not take place proves nothing, whatever an earlier one said."""
    return one.read_at is None or one.result not in (*GOOD, "fail")


def is_overdue(one: Stretch, at: datetime) -> bool:
    if one.limit_s is None:
        return False
    begins = one.since if is_unread(one) or one.read_at is None else one.read_at
    return (at - begins).total_seconds() > one.limit_s


def _kinds(one: Stretch, at: datetime) -> list[str]:
    kind = "unread" if is_unread(one) else "good" if one.result in GOOD else "bad"
    return [kind, "overdue"] if is_overdue(one, at) else [kind]


def _share(part: int, whole: int, part_objects: int, objects: int) -> float | None:
    """By bytes; by objects where all of them are empty."""
    if whole:
        return part / whole
    return part_objects / objects if objects else None
