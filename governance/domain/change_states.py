"""What may follow what in a change (S2-014), and who is affected by one."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping

# verb → (from, to). What was changed after its assessment is requested again.
STEPS: dict[str, tuple[tuple[str, ...], str]] = {
    "assess": (("requested", "assessed"), "assessed"),
    "approve": (("assessed",), "approved"),
    "reject": (("assessed",), "rejected"),
    "implement": (("approved",), "implemented"),
    "fail": (("approved",), "failed"),
    "withdraw": (("requested", "assessed", "approved"), "withdrawn"),
}
CHANGEABLE = ("requested", "assessed")
OVER = ("implemented", "failed", "rejected", "withdrawn")


def follows(state: str, verb: str) -> bool:
    return state in STEPS[verb][0]


def resting_on(
    changed: Iterable[str], needed_by: Mapping[str, Iterable[str]]
) -> tuple[set[str], set[str]]:
    """Which nodes rest on `changed`, themselves left out: (those that name one of them, all).

    `needed_by`: node → the nodes that need it; circles are walked once.
    """
    start = set(changed)
    direct = {one for key in start for one in needed_by.get(key, ())} - start
    found: set[str] = set()
    waiting = deque(start)
    while waiting:
        for one in needed_by.get(waiting.popleft(), ()):
            if one not in found and one not in start:
                found.add(one)
                waiting.append(one)
    return direct, found


def to_review(direct: set[str], all_resting: set[str], critical: set[str]) -> set[str]:
    """Whoever names what was changed, and everything critical that rests on it at any distance."""
    return direct | (all_resting & critical)
