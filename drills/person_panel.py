"""On the page of a person: the drills they take part in, or took part in last."""

from __future__ import annotations

from accounts.access import may
from accounts.models import Person, User
from accounts.panels import Panel, register_person_panel
from drills.domain.states import CANCELLED
from drills.models import Drill, Participant

SHOWN = 5


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    register_person_panel("drills", taking_part)


def taking_part(viewer: User, person: Person) -> Panel | None:
    """The newest first, in one question; None for somebody who was never asked to any. A drill
    without notice is named to nobody who may not know of it."""
    if not may(viewer, "drill.view"):
        return None
    seen = Drill.objects.visible_to(viewer).exclude(status=CANCELLED)
    rows = Participant.objects.filter(person=person, drill__in=seen).select_related("drill")
    shown = list(rows.order_by("-drill__planned_start", "pk")[:SHOWN])
    return Panel("drills/_person_panel.html", {"rows": shown}) if shown else None
