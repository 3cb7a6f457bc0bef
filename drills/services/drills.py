"""Drills: every verb in one place; pages, API and other apps import them from here.

All take `by=`, `at=` (as claimed) and optionally `recorded_at=` (the server's now) and `via=`
("ui", "api", "import"), lock the drill's row first, and raise PermissionDenied (403), Refused
(400 at a field), GuardsUnmet and StaleVersion (409). A verb whose work is done already changes
nothing.
"""

from __future__ import annotations

from drills.services.calling_off import cancel, postpone, replan
from drills.services.guards import unmet
from drills.services.lifecycle import close, end, finish_evaluation, pause, resume, start
from drills.services.participants import (
    add_participant,
    add_participants,
    all_present,
    answer,
    attend,
    change_participant,
    invite,
    lock_attendance,
    remove_participant,
    unlock_attendance,
)
from drills.services.planning import change, clone, create
from drills.services.preparing import (
    begin_preparing,
    make_ready,
    tick_safety,
    withdraw_readiness,
)
from drills.services.step import Call, locked

__all__ = [
    "Call",
    "add_participant",
    "add_participants",
    "all_present",
    "answer",
    "attend",
    "begin_preparing",
    "cancel",
    "change",
    "change_participant",
    "clone",
    "close",
    "create",
    "end",
    "finish_evaluation",
    "invite",
    "lock_attendance",
    "locked",
    "make_ready",
    "pause",
    "postpone",
    "remove_participant",
    "replan",
    "resume",
    "start",
    "tick_safety",
    "unlock_attendance",
    "unmet",
    "withdraw_readiness",
]
