"""On the page of a person: what they need and hold, for who keeps the records and themselves."""

from __future__ import annotations

from django.utils import timezone

from accounts.access import may
from accounts.models import Organisation, Person, User
from accounts.panels import Panel, register_person_panel
from governance.competence_words import LOOKS
from governance.services.competence import competence
from lib.days import day_in


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    register_person_panel("training", training_of)


def training_of(viewer: User, person: Person) -> Panel | None:
    """None for who may not see it, and where nothing is needed or held."""
    if not may(viewer, "training.view") and person.user_id != viewer.pk:
        return None
    today = day_in(timezone.now(), Organisation.current().timezone)
    (line,) = competence(today=today, people=[person]).lines
    rows = [(cell, LOOKS[cell.standing]) for cell in line.cells.values()]
    context = {
        "rows": rows, "person": person, "may_change": may(viewer, "training.change"),
        "own": person.user_id == viewer.pk,
    }  # fmt: skip
    return Panel("governance/_training_panel.html", context) if rows else None
