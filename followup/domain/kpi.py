"""Figures of corrective actions. What each counts: docs/method.md, "Corrective actions".

The database counts (`followup.services.kpis`); which states count where is said here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

PRIORITIES = ("P1", "P2", "P3")
WAITING = ("open", "in_progress", "done")
TO_DO = ("open", "in_progress")
# Drafts count nowhere but in `by_state`; cancelled ones and accepted risks were never due.
DONE = ("done", "verified")


@dataclass(frozen=True)
class Figures:
    """`on_time` is a share (None: nothing was due yet), ages are whole days."""

    total: int
    open: int
    to_verify: int
    overdue: int
    overdue_by_priority: Mapping[str, int]
    overdue_core_p1: int
    due: int
    done_on_time: int
    on_time: Fraction | None
    on_time_original: Fraction | None
    median_age_days: Fraction | None
    verified: int
    ineffective: int
    accepted_risks: int
    by_state: Mapping[str, int] = field(default_factory=dict)


def share(part: int, whole: int) -> Fraction | None:
    return Fraction(part, whole) if whole else None
