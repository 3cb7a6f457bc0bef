"""Catalogues that apps to the right load along with those of this app.

They register in `AppConfig.ready`: this app imports none of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Protocol

from accounts.models import User


class Load(Protocol):
    """Adds what is missing; with `reset` also writes the shipped values over edited rows."""

    def __call__(self, *, at: datetime, by: User | None, reset: bool) -> None: ...


_loads: dict[str, Callable[[], Load]] = {}


def register(name: str, load: Callable[[], Load]) -> None:
    """`load` answers the function when it is needed, so that registering imports no models."""
    _loads[name] = load


def loads() -> Iterator[Load]:
    for load in _loads.values():
        yield load()
