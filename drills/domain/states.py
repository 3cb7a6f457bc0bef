"""From where to where a drill may go (RESP §4.2): one table that verbs obey, pages ask, docs show.

What else must be so before a step is a guard: `drills/services/guards.py`. Nothing finished is
ever wiped: "run again" makes a copy.
"""

from __future__ import annotations

from lib.moves import Move
from lib.moves import move as _move

PLANNED, PREPARING, READY = "planned", "preparing", "ready"
RUNNING, PAUSED, INTERRUPTED = "running", "paused", "interrupted"
DEBRIEF, REPORTING, CLOSED = "debrief", "reporting", "closed"
POSTPONED, CANCELLED = "postponed", "cancelled"

STATUSES = (
    PLANNED, PREPARING, READY, RUNNING, PAUSED, INTERRUPTED, DEBRIEF, REPORTING, CLOSED,
    POSTPONED, CANCELLED,
)  # fmt: skip
# The way of a drill that goes well, as pages show it.
COURSE = (PLANNED, PREPARING, READY, RUNNING, DEBRIEF, REPORTING, CLOSED)
# Nothing has happened yet: everything about it may be changed.
BEFORE = frozenset({PLANNED, PREPARING, READY, POSTPONED})
LIVE = frozenset({RUNNING, PAUSED, INTERRUPTED})
AFTER = frozenset({DEBRIEF, REPORTING, CLOSED})
OVER = frozenset({CLOSED, CANCELLED})


MOVES: dict[str, Move] = {
    move.verb: move
    for move in (
        _move("begin_preparing", (PLANNED,), PREPARING, PREPARING, READY),
        _move("make_ready", (PLANNED, PREPARING), READY, READY),
        _move("withdraw_readiness", (READY,), PREPARING, PREPARING),
        _move("start", (READY,), RUNNING, RUNNING, PAUSED),
        _move("pause", (RUNNING,), PAUSED, PAUSED),
        _move("resume", (PAUSED, INTERRUPTED), RUNNING, RUNNING),
        _move("real_event", (RUNNING, PAUSED), INTERRUPTED, INTERRUPTED),
        _move("end", (RUNNING, PAUSED, INTERRUPTED), DEBRIEF, DEBRIEF, REPORTING, CLOSED),
        _move("finish_evaluation", (DEBRIEF,), REPORTING, REPORTING, CLOSED),
        _move("close", (REPORTING,), CLOSED, CLOSED),
        _move("postpone", (PLANNED, PREPARING, READY), POSTPONED, POSTPONED),
        _move("replan", (POSTPONED,), PLANNED),
        _move("cancel", (PLANNED, PREPARING, READY, POSTPONED), CANCELLED, CANCELLED),
    )
}


def move_of(verb: str, status: str) -> Move | None:
    """The step of `verb` from `status`; None when the table has none."""
    move = MOVES[verb]
    return move if status in move.sources else None


def is_met(verb: str, status: str) -> bool:
    """Whether asking for `verb` finds nothing left to do."""
    return status in MOVES[verb].already


def next_verbs(status: str) -> tuple[str, ...]:
    """What may follow from `status`, in the order of the course."""
    return tuple(verb for verb, move in MOVES.items() if status in move.sources)
