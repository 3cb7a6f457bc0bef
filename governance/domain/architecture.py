"""Which architecture keeps what is asked: in the worst case, only at best, or not at all.

Rules: docs/method.md §45.3. Times are whole seconds; an objective that is None asks for nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Verdict(StrEnum):
    ALWAYS = "always"
    AT_BEST = "at_best"
    NEVER = "never"
    UNASKED = "unasked"


class Ranges(Protocol):
    """From the best to the worst case."""

    @property
    def rto_best_s(self) -> int: ...
    @property
    def rto_worst_s(self) -> int: ...
    @property
    def rpo_best_s(self) -> int: ...
    @property
    def rpo_worst_s(self) -> int: ...


@dataclass(frozen=True)
class Fit:
    """Headroom is what is left of the objective, in seconds; negative: over by so much. The
    worst-case ones of X10 are -45 min and -10 min."""

    verdict: Verdict
    rto_best_left_s: int | None
    rto_worst_left_s: int | None
    rpo_best_left_s: int | None
    rpo_worst_left_s: int | None

    @property
    def rank(self) -> int:
        return list(Verdict).index(self.verdict)


def fit(design: Ranges, rto_s: int | None, rpo_s: int | None) -> Fit:
    """A requirement that only the best case meets leaves no headroom (X10)."""
    left = (
        _left(rto_s, design.rto_best_s), _left(rto_s, design.rto_worst_s),
        _left(rpo_s, design.rpo_best_s), _left(rpo_s, design.rpo_worst_s),
    )  # fmt: skip
    best = [one for one in (left[0], left[2]) if one is not None]
    worst = [one for one in (left[1], left[3]) if one is not None]
    if not best:
        verdict = Verdict.UNASKED
    elif min(best) < 0:
        verdict = Verdict.NEVER
    else:
        verdict = Verdict.ALWAYS if min(worst) >= 0 else Verdict.AT_BEST
    return Fit(verdict, *left)


def _left(asked_s: int | None, takes_s: int) -> int | None:
    return None if asked_s is None else asked_s - takes_s
