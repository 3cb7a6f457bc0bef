"""Incidents: every verb in one place; pages, API and other apps import them from here.

All take `by=`, `at=` (as claimed) and optionally `recorded_at=` (the server's now) and `via=`
("ui", "api", "import"), lock the incident's row first, and raise PermissionDenied (403), Refused
(400 at a field), GuardsUnmet and StaleVersion (409). A verb whose work is done already changes
nothing.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from incidents.services.cancelling import cancel, keep_going, waiting_cancellation
from incidents.services.correcting import correct_times
from incidents.services.declaring import declare, overlapping
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
from incidents.services.lifecycle import (
    acknowledge,
    close,
    confirm_recovery,
    fail_verification,
    restore,
    verify,
)
from incidents.services.reopening import recur, reopen
from incidents.services.step import Call, locked

__all__ = [
    "Call",
    "acknowledge",
    "agree_lower",
    "cancel",
    "close",
    "confirm_grade",
    "confirm_recovery",
    "correct_times",
    "declare",
    "fail_verification",
    "keep_going",
    "locked",
    "lower_alone",
    "make_provisional_effective",
    "overlapping",
    "propose_lower",
    "raise_grade",
    "recur",
    "refuse_lower",
    "reopen",
    "restore",
    "unmet",
    "verify",
    "waiting_cancellation",
    "withdraw_lower",
]

NEIGHBOURS = (
    "card", "contacts", "roles", "escalation", "impacts", "reports", "decisions", "comms", "plans",
    "merging", "logbook", "review",
)  # fmt: skip


def __getattr__(name: str) -> Any:
    for module in NEIGHBOURS:
        path = f"incidents.services.{module}"
        if not name.startswith("_") and find_spec(path) is not None:
            found = getattr(import_module(path), name, None)
            if found is not None:
                return found
    raise AttributeError(name)
