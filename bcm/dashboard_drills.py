"""Drills on the dashboard: what is overdue, what comes next, what runs now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from bcm.links import link
from drills.overdue import Overdue, ask_overdue
from lib.asked_together import Later, Reading


@dataclass(frozen=True)
class Drills:
    """`found` as the app answers it; links are "" for pages there are none of."""

    found: Overdue
    list_url: str
    slots_url: str


def drills_of(reading: Reading, user: User, zone: str, at: datetime) -> Later:
    """None for those who may not see drills, and while there is neither programme nor drill."""
    asked = ask_overdue(reading, user, zone, at=at)

    def drills() -> Drills | None:
        found = asked()
        if found is None:
            return None
        page = link("drills:slot_list") or link("drills:calendar")
        return Drills(found, link("drills:drill_list"), page)

    return drills
