"""How much of a checklist, or of the clauses of a standard, is met (docs/method.md §43, §44)."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

DONE, UNDER_WAY, OPEN = Decimal(1), Decimal("0.5"), Decimal(0)
HIGHEST, HIGHEST_BY_EVIDENCE = 5, 4
EXACT = Decimal("0.00001")


def share(values: Iterable[Decimal | None], *, of: int = 1) -> Decimal | None:
    """The mean of the answers as a share of `of`, the best one (1, of clauses 5); AT-032.

    None, nobody said, counts as 0: what nobody can show is not done. None without any answer to
    give (everything is not applicable).
    """
    answers = [one or Decimal(0) for one in values]
    if not answers:
        return None
    mean = sum(answers, Decimal(0)) / len(answers)
    return (mean / of).quantize(EXACT, ROUND_HALF_UP)


def mean(shares: Iterable[Decimal | None]) -> Decimal | None:
    """Of the evidence that has something to judge; None when none has."""
    known = [one for one in shares if one is not None]
    return sum(known, Decimal(0)) / len(known) if known else None


def three_states(found: Decimal | None) -> Decimal | None:
    """What evidence says of an item or criterion: all of it, some of it, none of it."""
    if found is None:
        return None
    if found >= 1:
        return DONE
    return UNDER_WAY if found > 0 else OPEN


def six_grades(found: Decimal | None) -> Decimal | None:
    """What evidence says of a clause, 0 to 4: that it is being optimised only a person can say."""
    if found is None:
        return None
    whole = (found * HIGHEST).to_integral_value(ROUND_FLOOR)
    return min(whole, Decimal(HIGHEST_BY_EVIDENCE))
