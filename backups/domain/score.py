"""3-2-1 and 3-2-1-1-0, from copies that were verified (docs/method.md §28.1, AT-022).

Three copies with the live data, on two media, one elsewhere; and one that cannot be changed, and
no error: the last restore test passed in time and no copy is damaged. A copy nobody verified
within its time is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

MONTH = timedelta(days=31)

Rule = Literal["copies", "media", "offsite", "unchangeable", "no_errors"]
NEEDED: dict[Rule, int] = {
    "copies": 3, "media": 2, "offsite": 1, "unchangeable": 1, "no_errors": 1,
}  # fmt: skip


@dataclass(frozen=True)
class Copy:
    """`site` is any name of a place, "" unknown. `production` is the live data itself."""

    medium: str
    site: str = ""
    offsite: bool = False
    unchangeable: bool = False
    production: bool = False
    name: str = ""


@dataclass(frozen=True)
class Line:
    """One of the five: what there is against what is needed."""

    rule: Rule
    found: int
    needed: int

    @property
    def met(self) -> bool:
        return self.found >= self.needed


@dataclass(frozen=True)
class Score:
    """`lines` in the order of the rule's digits."""

    lines: tuple[Line, ...]

    @property
    def of_three(self) -> int:
        return sum(one.met for one in self.lines[:3])

    @property
    def of_five(self) -> int:
        return sum(one.met for one in self.lines)

    @property
    def missing(self) -> tuple[Line, ...]:
        return tuple(one for one in self.lines if not one.met)


def score(
    copies: Sequence[Copy], *, restore_test_ok: bool = False, damaged_copies: int = 0
) -> Score:
    """Every medium and place counts once; off-site is what says so, or stands elsewhere than the
    live data. Mirrors and RAID are no copies of their own: leave them out."""
    found: dict[Rule, int] = {
        "copies": len(copies),
        "media": len({one.medium for one in copies}),
        "offsite": sum(is_offsite(one, copies) for one in copies),
        "unchangeable": sum(one.unchangeable for one in copies if not one.production),
        "no_errors": int(restore_test_ok and not damaged_copies),
    }
    return Score(tuple(Line(rule, found[rule], needed) for rule, needed in NEEDED.items()))


def is_offsite(one: Copy, copies: Iterable[Copy]) -> bool:
    """Of the live data at least; unknown places prove nothing."""
    if one.production:
        return False
    home = {live.site for live in copies if live.production and live.site}
    return one.offsite or (bool(one.site) and bool(home) and one.site not in home)


def counts(
    state: str, oldest_read_at: datetime | None, verify_every_s: int | None, at: datetime
) -> bool:
    """Whether a copy is one: verified, and no byte unread for longer than promised."""
    if state != "verified":
        return False
    if verify_every_s is None:
        return True
    age = None if oldest_read_at is None else at - oldest_read_at
    return age is not None and age <= timedelta(seconds=verify_every_s)


def restore_test_in_time(
    outcome: str, finished_at: datetime | None, every_s: int | None, at: datetime
) -> bool:
    """The last one passed (a warning is no failure) and is no older than asked, else a month."""
    if outcome not in ("pass", "warn") or finished_at is None:
        return False
    span = MONTH if every_s is None else timedelta(seconds=every_s)
    return at - finished_at <= span
