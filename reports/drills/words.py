"""What the documents about drills share."""

from __future__ import annotations

from drills.models import Drill
from followup.services.wording import DRILL


def heading(drill: Drill, words: str) -> str:
    """Nobody takes the paper of a drill for a real event (DRL-7)."""
    return f"{DRILL} {words} {drill.code}"
