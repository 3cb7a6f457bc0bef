"""Drills: every verb in one place; pages, API and other apps import them from here.

All take `by=`, `at=` (as claimed) and optionally `recorded_at=` (the server's now) and `via=`
("ui", "api", "import"), lock the drill's row first, and raise PermissionDenied (403), Refused
(400 at a field), GuardsUnmet and StaleVersion (409). A verb whose work is done already changes
nothing.
"""

from __future__ import annotations

from drills.services.calling_off import cancel, postpone, replan
from drills.services.expectations import judge
from drills.services.findings import (
    add_finding,
    change_finding,
    create_finding_action,
    remove_finding,
)
from drills.services.guards import unmet
from drills.services.hot_wash import answer_hot_wash
from drills.services.lifecycle import close, end, finish_evaluation, pause, resume, start
from drills.services.measured import count_records, enter_figures, enter_measured, review_measured
from drills.services.observations import observe
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
from drills.services.preparing import begin_preparing, make_ready, tick_safety, withdraw_readiness
from drills.services.ratings import rate
from drills.services.real_event import mistaken, real_event
from drills.services.reporting import (
    approve_report,
    change_report,
    redraft_report,
    return_report,
    sign_report,
    submit_report,
)
from drills.services.results import refresh_results, settle, unsettle
from drills.services.running import deliver, log, set_speed, skip
from drills.services.step import locked
from followup.services.verb import Call

__all__ = [
    "Call",
    "add_finding",
    "add_participant",
    "add_participants",
    "all_present",
    "answer",
    "answer_hot_wash",
    "approve_report",
    "attend",
    "begin_preparing",
    "cancel",
    "change",
    "change_finding",
    "change_participant",
    "change_report",
    "clone",
    "close",
    "count_records",
    "create",
    "create_finding_action",
    "deliver",
    "end",
    "enter_figures",
    "enter_measured",
    "finish_evaluation",
    "invite",
    "judge",
    "lock_attendance",
    "locked",
    "log",
    "make_ready",
    "mistaken",
    "observe",
    "pause",
    "postpone",
    "rate",
    "real_event",
    "redraft_report",
    "refresh_results",
    "remove_finding",
    "remove_participant",
    "replan",
    "resume",
    "return_report",
    "review_measured",
    "set_speed",
    "settle",
    "sign_report",
    "skip",
    "start",
    "submit_report",
    "tick_safety",
    "unlock_attendance",
    "unmet",
    "unsettle",
    "withdraw_readiness",
]
