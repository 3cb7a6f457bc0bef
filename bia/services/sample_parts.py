"""What apps to the right add to the sample company, and take away with it.

They register in `AppConfig.ready`: this app imports none of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Loading:
    """One loading of the sample: which, in which words, when."""

    variant: str
    language: str
    at: datetime


@dataclass(frozen=True)
class Part:
    """`rows` runs within the transaction of the loading; `files` after it, and only where a
    person asked for a sample to look at (the command): it may take seconds. `emptied` takes
    away what lies outside of the database, after its tables were emptied."""

    name: str
    rows: Callable[[Loading], None]
    files: Callable[[Loading], None]
    emptied: Callable[[], None]


_parts: dict[str, Part] = {}


def register(part: Part) -> None:
    _parts[part.name] = part


def parts() -> Iterator[Part]:
    yield from _parts.values()
