"""Incidents: every verb in one place; pages, API and other apps import them from here.

All take `by=`, `at=` (as claimed) and optionally `recorded_at=` (the server's now) and `via=`
("ui", "api", "import"), lock the incident's row first, and raise PermissionDenied (403), Refused
(400 at a field), GuardsUnmet and StaleVersion (409). A verb whose work is done already changes
nothing.
"""

from __future__ import annotations

from followup.services.verb import Call
from incidents.services.breaking_glass import break_glass
from incidents.services.cancelling import cancel, cancel_untouched, keep_going, waiting_cancellation
from incidents.services.card import tick
from incidents.services.comms import (
    approve_message,
    change_message,
    draft,
    refuse_message,
    send_message,
    submit_message,
)
from incidents.services.contacts import log_attempt
from incidents.services.correcting import correct_times
from incidents.services.decisions import decide
from incidents.services.declaring import declare, overlapping
from incidents.services.details import (
    change_details,
    name_systems,
    set_expected_recovery,
    set_group,
    set_report_interval,
)
from incidents.services.escalation_answers import acknowledge_level
from incidents.services.grading import (
    agree_lower,
    confirm_grade,
    lower_alone,
    make_provisional_effective,
    propose_lower,
    raise_grade,
    refuse_lower,
    withdraw_lower,
)
from incidents.services.guards import unmet
from incidents.services.impact_intervals import adopt_objectives, correct_impact, end_impact
from incidents.services.impact_prefill import suspected
from incidents.services.impacts import (
    change_impact,
    confirm_impact,
    drop_impact,
    open_impact,
    set_last_good_data,
)
from incidents.services.lifecycle import (
    acknowledge,
    close,
    confirm_recovery,
    fail_verification,
    restore,
    verify,
)
from incidents.services.logbook import correct_entry, log, pin, translate_entry, unpin
from incidents.services.merging import merge
from incidents.services.outcomes import record_outcome
from incidents.services.plan_verdicts import judge_plan
from incidents.services.plans import activate_plan
from incidents.services.relating import attach_to_parent, detach_from_parent, relate, unrelate
from incidents.services.reopening import recur, reopen
from incidents.services.reports import submit_report
from incidents.services.review import approve_review, change_review, return_review, submit_review
from incidents.services.roles import assign, confirm_command, hand_over, release, take_command
from incidents.services.step import locked
from incidents.services.unmerging import unmerge

__all__ = [
    "Call",
    "acknowledge",
    "acknowledge_level",
    "activate_plan",
    "adopt_objectives",
    "agree_lower",
    "approve_message",
    "approve_review",
    "assign",
    "attach_to_parent",
    "break_glass",
    "cancel",
    "cancel_untouched",
    "change_details",
    "change_impact",
    "change_message",
    "change_review",
    "close",
    "confirm_command",
    "confirm_grade",
    "confirm_impact",
    "confirm_recovery",
    "correct_entry",
    "correct_impact",
    "correct_times",
    "decide",
    "declare",
    "detach_from_parent",
    "draft",
    "drop_impact",
    "end_impact",
    "fail_verification",
    "hand_over",
    "judge_plan",
    "keep_going",
    "locked",
    "log",
    "log_attempt",
    "lower_alone",
    "make_provisional_effective",
    "merge",
    "name_systems",
    "open_impact",
    "overlapping",
    "pin",
    "propose_lower",
    "raise_grade",
    "record_outcome",
    "recur",
    "refuse_lower",
    "refuse_message",
    "relate",
    "release",
    "reopen",
    "restore",
    "return_review",
    "send_message",
    "set_expected_recovery",
    "set_group",
    "set_last_good_data",
    "set_report_interval",
    "submit_message",
    "submit_report",
    "submit_review",
    "suspected",
    "take_command",
    "tick",
    "translate_entry",
    "unmerge",
    "unmet",
    "unpin",
    "unrelate",
    "verify",
    "waiting_cancellation",
    "withdraw_lower",
]
