"""Which plans fit an incident: criteria of one group together, any group is enough."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Situation:
    """`severity` 1 is the worst grade, None: none yet. Seconds count from the beginning;
    `expected_s` None: nobody has promised a recovery."""

    severity: int | None
    systems: frozenset[int]
    processes: frozenset[int]
    elapsed_s: int
    expected_s: int | None


@dataclass(frozen=True)
class Fact:
    """One criterion: "grade", "system", "process", "downtime" or "manual". `words` is carried
    along for the reader."""

    kind: str
    severity: int | None = None
    system: int | None = None
    process: int | None = None
    downtime_s: int | None = None
    words: Any = None


@dataclass(frozen=True)
class Group:
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class Match:
    holds: bool
    certain: bool = False
    facts: tuple[Any, ...] = ()


def matching(group: Group, now: Situation) -> Match:
    """Holds when each criterion does. A downtime nobody knows yet may hold (then not `certain`);
    what somebody decides goes with the others and never holds alone."""
    answers = [(fact, _holds(fact, now)) for fact in group.facts]
    if any(answer is False for _fact, answer in answers):
        return Match(False)
    if not any(answer for _fact, answer in answers):
        return Match(False)
    certain = all(answer is True for _fact, answer in answers)
    return Match(True, certain, tuple(fact.words for fact, _answer in answers))


def _holds(fact: Fact, now: Situation) -> bool | None:
    """None: it cannot be said."""
    if fact.kind == "grade":
        if now.severity is None or fact.severity is None:
            return None
        return now.severity <= fact.severity
    if fact.kind == "system":
        return fact.system in now.systems
    if fact.kind == "process":
        return fact.process in now.processes
    if fact.kind == "downtime":
        limit = fact.downtime_s or 0
        if now.elapsed_s >= limit or (now.expected_s or 0) >= limit:
            return True
        return None if now.expected_s is None else False
    return None
