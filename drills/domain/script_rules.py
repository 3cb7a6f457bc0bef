"""What a script must be to make sense: conditions of injects, on plain values (DRL-8).

`condition` is {} or {"all": [{"expectation": "12.1", "is": "met"}, …]} or "any" for "all".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

JOINS = ("all", "any")
STATES = ("met", "unmet")
MOST_TERMS = 20
Condition = Mapping[str, Any]


@dataclass(frozen=True)
class Flaw:
    """`code`: "shape", "unknown", "own", "later" or "circle"; `key` the expectation at fault."""

    code: str
    key: str = ""


def terms_of(condition: Condition) -> list[tuple[str, str]]:
    """[("12.1", "met")]; empty when there is no condition."""
    for join in JOINS:
        if join in condition:
            return [(str(term["expectation"]), str(term["is"])) for term in condition[join]]
    return []


def join_of(condition: Condition) -> str:
    return "any" if "any" in condition else "all"


def made_of(join: str, terms: list[tuple[str, str]]) -> dict[str, Any]:
    """The condition of these terms; {} without any."""
    return {join: [{"expectation": key, "is": state} for key, state in terms]} if terms else {}


def flaws_of(
    inject: str, condition: Any, *, inject_of: Mapping[str, str], offset_of: Mapping[str, int]
) -> list[Flaw]:
    """What is wrong with the condition of `inject`.

    `inject_of`: expectation → the inject it belongs to; `offset_of`: inject → seconds after the
    start. A condition may only ask for what comes earlier: an inject that waits for an answer to
    one that comes after it, or to itself, would never be delivered.
    """
    if not well_formed(condition):
        return [Flaw("shape")]
    found = []
    for key, _state in terms_of(condition):
        asked = inject_of.get(key)
        if asked is None:
            found.append(Flaw("unknown", key))
        elif asked == inject:
            found.append(Flaw("own", key))
        elif offset_of[asked] > offset_of[inject]:
            found.append(Flaw("later", key))
    return found


def well_formed(condition: Any) -> bool:
    """{} or one of the two joins with one to twenty terms, each asked once."""
    if not isinstance(condition, dict):
        return False
    if not condition:
        return True
    if len(condition) != 1 or next(iter(condition)) not in JOINS:
        return False
    terms = next(iter(condition.values()))
    if not isinstance(terms, list) or not 1 <= len(terms) <= MOST_TERMS:
        return False
    if not all(_is_term(term) for term in terms):
        return False
    return len({term["expectation"] for term in terms}) == len(terms)


def _is_term(term: Any) -> bool:
    return (
        isinstance(term, dict)
        and set(term) == {"expectation", "is"}
        and isinstance(term["expectation"], str)
        and term["is"] in STATES
    )


def circles(waits_for: Mapping[str, set[str]]) -> set[str]:
    """Injects that wait for each other in a circle; possible among those of the same moment."""
    left = {key: set(needs) for key, needs in waits_for.items()}
    while True:
        free = [key for key, needs in left.items() if not needs & left.keys()]
        if not free:
            return set(left)
        for key in free:
            del left[key]
