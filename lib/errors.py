"""What a service may refuse, in one vocabulary for pages and API.

Pages show `field` errors at the field; the API answers 400 (Refused), 409 (GuardsUnmet,
StaleVersion). Messages are lazy translations, so the reader's language decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: a stable code, words for a person, the field if there is one.

    `address` is what a client of the API does about it, a method and a path below its root:
    "POST incidents/INC-2026-0001/restoration/".
    """

    code: str
    message: Any
    field: str | None = None
    address: str = ""


class DomainRefusal(Exception):
    """Base of everything a service refuses on purpose."""

    def __init__(self, problems: list[Problem]):
        self.problems = problems
        super().__init__("; ".join(str(problem.message) for problem in problems))


class Refused(DomainRefusal):
    """The input cannot be true (400 at the field)."""

    def __init__(self, code: str, message: Any, field: str | None = None):
        super().__init__([Problem(code, message, field)])

    @classmethod
    def many(cls, problems: list[Problem]) -> Refused:
        refusal = cls.__new__(cls)
        DomainRefusal.__init__(refusal, problems)
        return refusal


class GuardsUnmet(DomainRefusal):
    """The transition is not allowed now (409, each guard one problem)."""

    @classmethod
    def one(cls, code: str, message: Any, field: str | None = None) -> GuardsUnmet:
        return cls([Problem(code, message, field)])


class StaleVersion(Exception):
    """Somebody else changed the record since it was read (409 with the current one)."""

    def __init__(self, current: Any, read_version: int | None = None):
        self.current = current
        self.read_version = read_version
        super().__init__(f"version {read_version} is stale")
