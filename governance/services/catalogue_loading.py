"""What an installation starts with: frameworks, levels, architectures, courses, duties, lists.

Loading again adds what is missing and leaves alone what a person edited; `reset` writes the
shipped values over every row the files name. A part is a module with
`load(*, at, by, reset) -> None`; one line below for each.
"""

from __future__ import annotations

from datetime import datetime
from importlib import import_module
from importlib.util import find_spec

from accounts.models import User
from governance.models import GovernanceSettings

LOADS = (
    "governance.services.framework_loading",
    "governance.services.level_loading",
    "governance.services.programme_loading",
    "governance.services.course_loading",
    "governance.services.inspection_loading",
    "governance.services.case_study_loading",
    "governance.services.record_loading",
)


def load_governance_catalogue(*, at: datetime, by: User | None = None, reset: bool = False) -> None:
    """Called by `load_catalogue`, within its transaction."""
    GovernanceSettings.current()
    for name in LOADS:
        if find_spec(name):
            import_module(name).load(at=at, by=by, reset=reset)
