"""When a conditional inject comes: AND/OR over what players have done so far (DRL-8).

A condition is {} (always) or {"all": [{"expectation": "12.1", "is": "met"}, …]} or the same under
"any". "met" means met in full; "unmet" means not or only partly met. What was judged not
applicable is neither, and what nobody has judged yet decides nothing: an evaluator who is slow
must not set off an inject.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any

OPEN, MET, PARTLY, NOT, NA = "open", "met", "partly", "not", "na"
UNMET = (NOT, PARTLY)


class Holds(StrEnum):
    """NEVER: it could only hold if a judgement were changed."""

    YES = "yes"
    NOT_YET = "not_yet"
    NEVER = "never"


def terms_of(condition: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    found = condition.get("all") or condition.get("any") or ()
    return found if isinstance(found, list) else ()


def keys_of(condition: Mapping[str, Any]) -> Iterator[str]:
    """The expectations it speaks of, in its order."""
    for term in terms_of(condition):
        yield str(term.get("expectation", ""))


def holds(condition: Mapping[str, Any], results: Mapping[str, str]) -> Holds:
    """`results`: expectation key → open, met, partly, not or na; an unknown key never holds."""
    answers = [_holds(term, results) for term in terms_of(condition)]
    if not answers:
        return Holds.YES
    if condition.get("all"):
        if Holds.NEVER in answers:
            return Holds.NEVER
        return Holds.NOT_YET if Holds.NOT_YET in answers else Holds.YES
    if Holds.YES in answers:
        return Holds.YES
    return Holds.NOT_YET if Holds.NOT_YET in answers else Holds.NEVER


def _holds(term: Mapping[str, Any], results: Mapping[str, str]) -> Holds:
    result = results.get(str(term.get("expectation", "")), NA)
    if result == OPEN:
        return Holds.NOT_YET
    wanted = (MET,) if term.get("is") == MET else UNMET
    return Holds.YES if result in wanted else Holds.NEVER


def together(needs: str, results: Sequence[str]) -> str:
    """What a group of expectations has come to: "one" of them or "all" (DRL-10).

    Not applicable ones are left out; nothing but those: not applicable.
    """
    counted = [one for one in results if one != NA]
    if not counted:
        return NA
    if needs == "one":
        if MET in counted:
            return MET
        if OPEN in counted:
            return OPEN
        return PARTLY if PARTLY in counted else NOT
    if NOT in counted:
        return NOT if all(one == NOT for one in counted) else _unless_open(counted)
    return _unless_open(counted)


def _unless_open(counted: Sequence[str]) -> str:
    if OPEN in counted:
        return OPEN
    return MET if all(one == MET for one in counted) else PARTLY
