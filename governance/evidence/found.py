"""What the platform finds of one thing it looks for by itself: a share, words, proofs."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any, TypeVar

from django.utils.functional import Promise

from accounts.models import Organisation
from bia.analysis.stored import Stored, stored
from lib.days import day_in

T = TypeVar("T")
Words = str | Promise
MOST_PROOFS = 5


@dataclass(frozen=True)
class Proof:
    """Something that shows it: the page checks for itself who may see it."""

    title: str
    url: str
    at: datetime | None = None


@dataclass(frozen=True)
class Found:
    """`value` is a share from 0 to 1, None when there is nothing to judge; `count` of `of` is what
    it was made of; `at` the newest proof. `said` with `params` are the words, put together in the
    language of whoever reads them."""

    value: Decimal | None
    said: Words
    params: Mapping[str, Any] = field(default_factory=dict)
    count: int | None = None
    of: int | None = None
    url: str = ""
    at: datetime | None = None
    proofs: tuple[Proof, ...] = ()

    @property
    def words(self) -> str:
        return str(self.said) % self.params if self.params else str(self.said)


def share(
    count: int,
    of: int,
    said: Words,
    *,
    nothing: Words = "",
    url: str = "",
    at: datetime | None = None,
    proofs: tuple[Proof, ...] = (),
) -> Found:
    """`count` of `of`; `nothing` are the words when there is nothing to count (value None).

    `said` names the figures: "%(count)s of %(of)s …"."""
    if not of:
        return Found(None, nothing or said, {} if nothing else _figures(0, 0), 0, 0, url)
    met = min(count, of)
    value = (Decimal(met) / of).quantize(Decimal("0.0001"))
    return Found(value, said, _figures(met, of), met, of, url, at, proofs[:MOST_PROOFS])


def state(
    value: str | Decimal | None,
    said: Words,
    *,
    url: str = "",
    at: datetime | None = None,
    proofs: tuple[Proof, ...] = (),
    **params: Any,
) -> Found:
    """There, half there or not: what is no matter of counting."""
    share = None if value is None else Decimal(value)
    return Found(share, said, params, None, None, url, at, proofs[:MOST_PROOFS])


def _figures(count: int, of: int) -> dict[str, int]:
    return {"count": count, "of": of}


class Look:
    """One look at everything at an instant: what several keys ask is asked once."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self._kept: dict[Hashable, Any] = {}

    @cached_property
    def zone(self) -> str:
        return Organisation.current().timezone

    @cached_property
    def today(self) -> date:
        """The day in the organisation's zone."""
        return day_in(self.at, self.zone)

    @cached_property
    def world(self) -> Stored:
        """The analysis of the register, kept in the process while nothing changes."""
        return stored(self.at)

    def once(self, key: Hashable, ask: Callable[[], T]) -> T:
        if key not in self._kept:
            self._kept[key] = ask()
        found: T = self._kept[key]
        return found
