"""From where to where an incident may go (RESP §4.1): one table that verbs obey and pages ask.

What else must be so before a step is a guard: `incidents/services/guards.py`.
"""

from __future__ import annotations

from lib.moves import Move
from lib.moves import move as _move

REPORTED, ASSESSING, RESPONDING = "reported", "assessing", "responding"
VERIFYING, REVIEWING, CLOSED = "verifying", "reviewing", "closed"
CANCELLED, MERGED = "cancelled", "merged"

STATUSES = (
    REPORTED, ASSESSING, RESPONDING, VERIFYING, REVIEWING, CLOSED, CANCELLED, MERGED
)  # fmt: skip


MOVES: dict[str, Move] = {
    move.verb: move
    for move in (
        _move("acknowledge", (REPORTED,), ASSESSING, ASSESSING, RESPONDING, VERIFYING, REVIEWING),
        _move("confirm_grade", (REPORTED, ASSESSING), RESPONDING),
        _move("restore", (RESPONDING,), VERIFYING, VERIFYING, REVIEWING),
        _move("fail_verification", (VERIFYING,), RESPONDING),
        _move("verify", (VERIFYING,), REVIEWING, REVIEWING),
        _move("close", (REVIEWING,), CLOSED, CLOSED),
        _move("cancel", (REPORTED, ASSESSING, RESPONDING), CANCELLED, CANCELLED),
        _move("merge", (REPORTED, ASSESSING, RESPONDING, VERIFYING, REVIEWING), MERGED, MERGED),
        _move("reopen", (REVIEWING, CLOSED), RESPONDING),
    )
}
# Verbs that change the grade while the response runs; they leave the status as it is.
REGRADED_IN = frozenset({RESPONDING, VERIFYING})


def move_of(verb: str, status: str) -> Move | None:
    """The step of `verb` from `status`; None when the table has none."""
    move = MOVES[verb]
    return move if status in move.sources else None


def is_met(verb: str, status: str) -> bool:
    """Whether asking for `verb` finds nothing left to do."""
    return status in MOVES[verb].already
