"""Restoring a backup to a scratch place, behind a wall, with checks and times.

No ORM, no settings: everything is passed in. `restore` is the one call; `sweep` removes what
dead workers left. `inside` runs behind the wall and nowhere else.
"""

from backups.restoring.contract import (
    FORMATS,
    Assertion,
    CheckResult,
    Isolation,
    Limits,
    Phase,
    RestoreRequest,
    RestoreResult,
)
from backups.restoring.lease import sweep
from backups.restoring.runner import restore
from backups.restoring.walls import isolation

__all__ = [
    "FORMATS",
    "Assertion",
    "CheckResult",
    "Isolation",
    "Limits",
    "Phase",
    "RestoreRequest",
    "RestoreResult",
    "isolation",
    "restore",
    "sweep",
]
