"""What one check of backups.md §2 says, and how many add up to one outcome."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

NAMES = (
    *("checksum", "completeness", "chain", "size", "log", "freshness", "naming"),
    *("retention", "verification_age", "three_two_one", "encryption", "restore_test"),
)
# What says something about the bytes of this set; the others judge rules around it.
CONTENT = frozenset({"checksum", "completeness"})
# A failure of these makes the set itself bad, whatever its copies are like.
OF_THE_SET = frozenset({"completeness", "size", "log"})
# What is said of this set and its files; the others are rules around it.
OF_THE_BYTES = CONTENT | {"size", "log", "encryption"}
# Reasons of checks nobody asked for: they neither help nor hurt.
NOT_ASKED = frozenset({"not_asked"})

_WORST = {"pass": 0, "warn": 1, "overdue": 2, "fail": 3}


@dataclass(frozen=True)
class Check:
    """`measured` against `limit` in the unit of the check (bytes, seconds, files)."""

    name: str
    outcome: str
    reason: str
    params: Mapping[str, Any] = field(default_factory=dict)
    measured: int | None = None
    limit: int | None = None
    copy: int | None = None


def not_asked(name: str, copy: int | None = None) -> Check:
    return Check(name, "not_run", "not_asked", copy=copy)


def overall(checks: Iterable[Check]) -> str:
    """The outcome of a run: its worst check, and never green without the bytes.

    What is wrong with the set itself fails the run; a rule around it (3-2-1, freshness, retention,
    …) that is not kept makes it a warning at most: the bytes are what they are. Where no checksum
    could run, the run is "not_run"; where one could not run for a copy, at best "warn".
    """
    every = [one for one in checks if one.reason not in NOT_ASKED]
    ran = [_capped(one) for one in every if one.outcome != "not_run"]
    worst = max(ran, default="pass", key=_WORST.__getitem__)
    if worst == "fail":
        return worst
    if not any(one.name == "checksum" and one.outcome != "not_run" for one in every):
        return "not_run"
    if any(one.name in CONTENT and one.outcome == "not_run" for one in every):
        return "warn"
    return worst


def _capped(one: Check) -> str:
    if one.name in OF_THE_BYTES or one.outcome == "pass":
        return one.outcome
    return "warn"
