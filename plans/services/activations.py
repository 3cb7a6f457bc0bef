"""Plans being carried out: every verb in one place; other apps import them from here.

`activate` freezes the effective version into tasks; the other verbs change only this copy (PLN-6,
PLN-10, docs/method.md §33). All take `by=`, `at=` (as claimed) and optionally `recorded_at=` (the
server's now) and `via=` ("ui", "api", "import"); they raise PermissionDenied, Refused (400),
GuardsUnmet and StaleVersion (409).
"""

from __future__ import annotations

from followup.services.verb import Call
from plans.services.activation_amending import add_task, amend_task
from plans.services.activation_beginning import (
    activate,
    activate_for_event,
    effective_version,
    running_of,
)
from plans.services.activation_ending import (
    add_note,
    cancel_activation,
    change_commander,
    end_activation,
    restore_activation,
    verify_integrity,
)
from plans.services.activation_of_event import (
    down_again_for_event,
    end_for_event,
    restore_for_event,
    restored_otherwise_for_event,
    stand_down_for_event,
)
from plans.services.activation_rights import (
    held_roles,
    is_in_command,
    is_in_crew,
    may_activate,
)
from plans.services.activation_step import locked
from plans.services.activation_tasks import (
    complete_task,
    fail_task,
    reopen_task,
    skip_task,
    start_task,
)

__all__ = [
    "Call",
    "activate",
    "activate_for_event",
    "add_note",
    "add_task",
    "amend_task",
    "cancel_activation",
    "change_commander",
    "complete_task",
    "down_again_for_event",
    "effective_version",
    "end_activation",
    "end_for_event",
    "fail_task",
    "held_roles",
    "is_in_command",
    "is_in_crew",
    "locked",
    "may_activate",
    "reopen_task",
    "restore_activation",
    "restore_for_event",
    "restored_otherwise_for_event",
    "running_of",
    "skip_task",
    "stand_down_for_event",
    "start_task",
    "verify_integrity",
]
