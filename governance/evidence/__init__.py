"""Evidence the platform finds by itself: the same keys answer checklists and every standard.

Of the whole organisation, without the filter of a user: only counts and codes are shown, and
proofs are links to pages that check rights themselves. Rules: docs/method.md §43.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from importlib import import_module

from governance.evidence.found import Found, Look, Proof
from governance.evidence.registry import ASKED, HAPPENS, KEYS, OCCURRENCES

GROUPS = (
    "analysis",
    "recovery",
    "backups",
    "plans",
    "drills",
    "people",
    "answering",
    "system",
    "improving",
    "happened",
)

for _group in GROUPS:
    import_module(f"governance.evidence.{_group}")


def evidence_of(keys: Iterable[str], *, at: datetime) -> dict[str, Found]:
    """What is found of each key at `at` (aware); an unknown key is left out. What several keys
    ask is asked once, in a constant number of queries."""
    look = Look(at)
    return {key: ASKED[key](look) for key in dict.fromkeys(keys) if key in ASKED}


def occurrences(key: str, *, since: date, until: date) -> list[date]:
    """The days (organisation's zone, both ends included) on which it was done, in order."""
    return sorted(OCCURRENCES[key](since, until))


__all__ = [
    "HAPPENS", "KEYS", "OCCURRENCES", "Found", "Proof", "evidence_of", "occurrences",
]  # fmt: skip
