"""The life of a batch: which verb leads where, and what must be true first (PLN-13, C7)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

OPEN, ENTERING, CHECKING = "open", "entering", "checking"
RECONCILED, POSTED, CLOSED = "reconciled", "posted", "closed"
STATES = (OPEN, ENTERING, CHECKING, RECONCILED, POSTED, CLOSED)
MAY_ENTER = frozenset({OPEN, ENTERING, CHECKING})
MAY_TICK = frozenset({RECONCILED, POSTED})


@dataclass(frozen=True)
class Facts:
    """What the guards ask. `unchecked` counts rows of the sample nobody has judged, `wrong`
    those judged wrong and not mended; `unposted` rows without a posted tick."""

    rows: int = 0
    sheets_out: int = 0
    unchecked: int = 0
    wrong: int = 0
    balanced: bool = True
    explained: bool = False
    restored: bool = True
    integrity: bool = False
    unposted: int = 0
    any_posted: bool = False


Guard = tuple[str, Callable[[Facts], bool]]

# verb → (states it starts from, state it leads to, guards as (code of the problem, is it met)).
VERBS: dict[str, tuple[frozenset[str], str, tuple[Guard, ...]]] = {
    "entry": (frozenset({OPEN}), ENTERING, ()),
    "checking": (
        frozenset({OPEN, ENTERING}),
        CHECKING,
        (("sheets_out", lambda facts: not facts.sheets_out),),
    ),
    "reopening": (
        frozenset({CHECKING, RECONCILED}),
        ENTERING,
        (("posted_already", lambda facts: not facts.any_posted),),
    ),
    "reconciliation": (
        frozenset({CHECKING}),
        RECONCILED,
        (
            ("sheets_out", lambda facts: not facts.sheets_out),
            ("unchecked", lambda facts: not facts.unchecked),
            ("wrong_rows", lambda facts: not facts.wrong),
            ("not_balanced", lambda facts: facts.balanced or facts.explained),
        ),
    ),
    "posting": (
        frozenset({RECONCILED}),
        POSTED,
        (
            ("integrity", lambda facts: facts.integrity),
            ("unposted", lambda facts: not facts.unposted),
        ),
    ),
    "closure": (frozenset({POSTED}), CLOSED, ()),
}


def leads_to(verb: str) -> str:
    return VERBS[verb][1]


def allowed(verb: str, state: str) -> bool:
    return state in VERBS[verb][0]


def unmet(verb: str, state: str, facts: Facts) -> list[str]:
    """Codes of everything that stands in the way: "state" first, then each guard."""
    problems = [] if allowed(verb, state) else ["state"]
    return problems + [code for code, met in VERBS[verb][2] if not met(facts)]
