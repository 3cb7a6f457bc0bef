"""Dated things of governance as `followup` asks about them: who is told, who may see them.

One subject for each kind of `governance.dated_kinds`; a constant number of queries each.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from accounts.models import User
from followup import registry
from followup.registry import Recipient, Subject
from followup.services.people import holders_of, recipient_of
from governance.dated import Dated, Source, sources

MANAGERS = "continuity_manager"


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    for source in sources():
        registry.register_subject(source.kind, DatedThings(source))


class DatedThings:
    """Open as long as something of it falls due."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.label = source.label

    def load(self, codes: Collection[str]) -> Mapping[str, Subject]:
        return {one.code: dated_subject(one) for one in self.source.named(codes)}

    def visible_to(self, user: User, codes: Collection[str]) -> set[str]:
        rows = self.source.visible_codes(user).filter(code__in=codes)
        return {row["code"] for row in rows}

    def visible_codes(self, user: User) -> Any:
        return self.source.visible_codes(user)

    def search(self, user: User, words: Sequence[str], most: int) -> Sequence[tuple[str, str]]:
        return self.source.search(user, words, most)


def dated_subject(row: Dated) -> Subject:
    """Where nobody answers for it, the continuity managers hear of it."""
    found = [recipient_of(one) for one in row.people]
    people: tuple[Recipient, ...] = tuple(one for one in found if one is not None)
    return Subject(
        kind=row.kind, code=row.code, title=row.title, url=row.url, is_open=row.is_open,
        roles={"owner": people or holders_of(MANAGERS)},
    )  # fmt: skip
