"""On the page of a person: what they answer for in governance, and what is due first."""

from __future__ import annotations

from accounts.access import may
from accounts.handover import Holder
from accounts.models import Person, User
from accounts.panels import Panel, register_person_panel
from governance.handover import GovernanceHandover

SHOWN = 8


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    register_person_panel("governance", answering_for)


def answering_for(viewer: User, person: Person) -> Panel | None:
    if not may(viewer, "governance.view"):
        return None
    rows = GovernanceHandover().describe(Holder(person=person))
    if not rows:
        return None
    more = max(0, len(rows) - SHOWN)
    return Panel("governance/_person_panel.html", {"rows": rows[:SHOWN], "more": more})
