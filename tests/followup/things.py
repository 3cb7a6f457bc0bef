"""A kind of subject of the tests' own: "thing", with an owner and whatever else a test needs."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from accounts.models import User
from followup import registry
from followup.registry import Recipient, Subject


@dataclass
class Things:
    """Everything in `rows` exists; `broken` codes raise when they are loaded."""

    label: Any = "Thing"
    rows: dict[str, Subject] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)
    loads: int = 0

    def add(self, code: str, *, owner: Any = None, **fields: Any) -> Subject:
        roles = dict(fields.pop("roles", {}))
        if owner is not None:
            roles["owner"] = (Recipient(person=owner, user=owner.user),)
        values = {"title": f"Thing {code}", "url": f"/things/{code}/"} | fields
        self.rows[code] = Subject(kind="thing", code=code, roles=roles, **values)
        return self.rows[code]

    def load(self, codes: Collection[str]) -> Mapping[str, Subject]:
        self.loads += 1
        if self.broken & set(codes):
            raise RuntimeError("the source of things is broken")
        return {code: self.rows[code] for code in codes if code in self.rows}

    def visible_to(self, user: User, codes: Collection[str]) -> set[str]:
        return {code for code in codes if code in self.rows}


@contextmanager
def registered() -> Iterator[Things]:
    source = Things()
    registry.register_subject("thing", source)
    try:
        yield source
    finally:
        registry._subjects.pop("thing", None)
        for kind in ("action_due", "situation_report", "campaign_request"):
            registry._when_fired.pop(kind, None) if kind in source.rows else None
