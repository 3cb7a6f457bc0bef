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

    A failure anywhere is "fail". Where neither checksums nor completeness could run, the run is
    "not_run"; where one of them could not run for a copy, at best "warn".
    """
    every = [one for one in checks if one.reason not in NOT_ASKED]
    ran = [one for one in every if one.outcome != "not_run"]
    worst = max((one.outcome for one in ran), key=_WORST.__getitem__, default="not_run")
    if worst == "fail":
        return worst
    content = [one for one in every if one.name in CONTENT]
    if not any(one.name == "checksum" and one.outcome != "not_run" for one in content):
        return "not_run"
    if any(one.outcome == "not_run" for one in content):
        return max(worst, "warn", key=_WORST.__getitem__)
    return worst
