"""A row of the table that says from where to where a thing with a life of its own may go."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Move:
    """`already`: where the verb finds its work done, so that doing it twice is no error."""

    verb: str
    sources: frozenset[str]
    target: str
    already: frozenset[str] = frozenset()


def move(verb: str, sources: tuple[str, ...], target: str, *already: str) -> Move:
    return Move(verb, frozenset(sources), target, frozenset(already))
