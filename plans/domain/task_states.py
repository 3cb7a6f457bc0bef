"""What can be done with a task being carried out, from where, by whom (PLN-10).

One table. Pages ask it which buttons to show, verbs obey it, docs/method.md §33 explains it.
Every verb is a command: asking for what is already so changes nothing and is no error (CON-1).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal

PENDING, OPEN, IN_PROGRESS = "pending", "open", "in_progress"
DONE, FAILED, SKIPPED = "done", "failed", "skipped"

Part = Literal["crew", "command"]
Ask = Literal["reason", "evidence"]


@dataclass(frozen=True)
class Move:
    """`asks`: what must be said; "evidence" only where the task requires it.

    `who`: the crew is everybody who may carry out the plan and whoever holds the task's role;
    command is the commander, who answers for the plan and who runs events.
    """

    verb: str
    sources: frozenset[str]
    target: str
    asks: tuple[Ask, ...] = ()
    who: Part = "crew"


MOVES: dict[str, Move] = {
    move.verb: move
    for move in (
        Move("start", frozenset({OPEN}), IN_PROGRESS),
        Move("complete", frozenset({OPEN, IN_PROGRESS}), DONE, ("evidence",)),
        Move("fail", frozenset({OPEN, IN_PROGRESS}), FAILED, ("reason",)),
        Move("skip", frozenset({PENDING, OPEN, IN_PROGRESS, FAILED}), SKIPPED, ("reason",)),
        Move("reopen", frozenset({DONE, FAILED, SKIPPED}), OPEN, who="command"),
    )
}
# A task that waits for these goes on; a failed one blocks until it is done again or skipped.
SATISFIED = frozenset({DONE, SKIPPED})
ENDED = frozenset({DONE, FAILED, SKIPPED})
# Where asking for a verb finds nothing to do.
ALREADY = {
    "start": frozenset({IN_PROGRESS}),
    "complete": frozenset({DONE}),
    "fail": frozenset({FAILED}),
    "skip": frozenset({SKIPPED}),
    "reopen": frozenset({PENDING, OPEN}),
}


def move_of(verb: str, state: str) -> Move | None:
    """The step of `verb` from `state`; None when the table has none."""
    move = MOVES[verb]
    return move if state in move.sources else None


def is_already(verb: str, state: str) -> bool:
    return state in ALREADY[verb]


def verbs_from(state: str) -> tuple[str, ...]:
    return tuple(verb for verb, move in MOVES.items() if state in move.sources)


def missing(move: Move, *, reason: str, evidence: str, evidence_required: bool) -> list[Ask]:
    """What must still be said for `move`."""
    found: list[Ask] = []
    if "reason" in move.asks and not reason.strip():
        found.append("reason")
    if "evidence" in move.asks and evidence_required and not evidence.strip():
        found.append("evidence")
    return found


def settled(states: Mapping[int, str], needs: Mapping[int, Collection[int]]) -> dict[int, str]:
    """Numbers whose state follows from those they wait for, with the state they get.

    What waits opens when everything before it is done or skipped; what is open but not begun
    waits again when something before it was reopened. What was begun stays as it is.
    """
    found = {}
    for number, state in states.items():
        if state not in (PENDING, OPEN):
            continue
        ready = all(states.get(one, DONE) in SATISFIED for one in needs[number])
        target = OPEN if ready else PENDING
        if target != state:
            found[number] = target
    return found


def level_of(done: Collection[str]) -> str:
    """How far the business is back, from what the finished tasks complete."""
    if "fully" in done:
        return "fully"
    return "partly" if "partly" in done else "not"
