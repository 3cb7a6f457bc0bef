"""Corrective actions: every verb in one place; other modules and apps import them from here.

All take `by=`, `at=` (as claimed) and optionally `recorded_at=` (the server's now), `via=`
("ui", "api", "import") and `read_version=`. They raise PermissionDenied, Refused (400),
GuardsUnmet and StaleVersion (409). What is possible from where stands in one table:
`followup.domain.action`. `allowed_verbs` and `why_not` speak of the table's verbs: change, open,
start, complete, verify, reject, postpone, accept_risk, withdraw_risk, cancel, reopen,
add_evidence, record_retest, add_note.
"""

from __future__ import annotations

from followup.services.action_editing import change_action, create_action, default_due_on
from followup.services.action_facts import (
    allowed_verbs,
    facts_of,
    require_part,
    roles_of,
    why_not,
)
from followup.services.action_time import (
    expire_overdue_risks,
    expire_risk,
    keep_actions,
    succeed,
    sweep_leavers,
)
from followup.services.action_verdicts import (
    accept_risk,
    cancel_action,
    postpone_action,
    reject_action,
    reopen_action,
    verify_action,
    withdraw_risk_acceptance,
)
from followup.services.action_work import (
    FILES,
    LARGEST_FILE,
    File,
    add_evidence,
    add_note,
    complete_action,
    open_action,
    start_action,
)
from followup.services.retests import offer_measurement, record_retest

__all__ = [
    "FILES",
    "LARGEST_FILE",
    "File",
    "accept_risk",
    "add_evidence",
    "add_note",
    "allowed_verbs",
    "cancel_action",
    "change_action",
    "complete_action",
    "create_action",
    "default_due_on",
    "expire_overdue_risks",
    "expire_risk",
    "facts_of",
    "keep_actions",
    "offer_measurement",
    "open_action",
    "postpone_action",
    "record_retest",
    "reject_action",
    "reopen_action",
    "require_part",
    "roles_of",
    "start_action",
    "succeed",
    "sweep_leavers",
    "verify_action",
    "why_not",
    "withdraw_risk_acceptance",
]
