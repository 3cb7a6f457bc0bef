"""On the page of a person: what they do in incidents that are open now."""

from __future__ import annotations

from accounts.access import may
from accounts.models import Person, User
from accounts.panels import Panel, register_person_panel
from incidents.models import OPEN, Incident, RoleAssignment


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    register_person_panel("incidents", doing)


def doing(viewer: User, person: Person) -> Panel | None:
    """None for somebody without a role in an open incident the viewer may see."""
    if not may(viewer, "incident.view"):
        return None
    seen = Incident.objects.visible_to(viewer).filter(status__in=OPEN)
    rows = RoleAssignment.objects.filter(person=person, released_at=None, incident__in=seen)
    rows = rows.select_related("incident").order_by("-assumed_at", "-pk")
    return Panel("incidents/_person_panel.html", {"rows": rows}) if rows else None
