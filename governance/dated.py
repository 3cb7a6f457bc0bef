"""Everything of governance that has an owner and a day: read once, used by clocks, calendar,
digest and hand-over.

Each kind is a `Source` of `governance.dated_kinds`; a row stands for what is open now.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from accounts.models import Person, User


@dataclass(frozen=True)
class Dated:
    """`due_on` is the last good day, `words` say in one format string ("Review: %(title)s") what
    falls on it. `people` answer for it, the first of them foremost; nobody: the continuity
    managers do. `has_clock`: people are reminded of it."""

    kind: str
    code: str
    title: str
    url: str
    due_on: date | None
    words: Any
    since: date
    changed_at: datetime
    people: tuple[Person, ...] = field(default=())
    is_open: bool = True
    has_clock: bool = True

    @property
    def heading(self) -> str:
        return str(self.words) % {"title": self.title, "code": self.code}


class Source(Protocol):
    """`rows` are open and due between two days (inclusive; None: whenever); `named` are all of
    these codes, open or not. A constant number of queries each."""

    kind: str
    label: Any

    def rows(self, since: date | None, until: date | None) -> Sequence[Dated]: ...

    def named(self, codes: Collection[str]) -> Sequence[Dated]: ...

    def done(self, codes: Collection[str]) -> dict[str, datetime]:
        """When those of `codes` that are done were done."""

    def visible_codes(self, user: User) -> Any:
        """Subquery of the codes `user` may see."""

    def search(self, user: User, words: Sequence[str], most: int) -> Sequence[tuple[str, str]]: ...


def sources() -> Iterator[Source]:
    from governance.dated_kinds import SOURCES

    yield from SOURCES


def dated(*, since: date | None = None, until: date | None = None) -> list[Dated]:
    """All that is open and due in that time, the earliest first."""
    found = [row for one in sources() for row in one.rows(since, until)]
    return sorted(found, key=lambda one: (one.due_on or date.max, one.kind, one.code))


def only_of(rows: Iterable[Dated], user: User) -> list[Dated]:
    """What `user` answers for."""
    return [one for one in rows if any(who.user_id == user.pk for who in one.people)]
