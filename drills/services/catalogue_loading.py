"""What an installation starts with: drill policies and the library of scenarios.

Loading again adds what is missing and leaves alone what a person edited; `reset` writes the
shipped values over every row the files name.
"""

from __future__ import annotations

from datetime import datetime

from accounts.models import User
from drills.models import DrillSettings
from drills.services.policy_loading import load_policies
from drills.services.scenario_loading import load_scenarios


def load_drill_catalogue(*, at: datetime, by: User | None = None, reset: bool = False) -> None:
    """Called by `load_catalogue`, within its transaction."""
    DrillSettings.current()
    load_scenarios(at=at, by=by, reset=reset)
    load_policies(at=at, by=by, reset=reset)
