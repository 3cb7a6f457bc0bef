"""How a person is told, on their page: unreachable for everybody, the rest for their keepers."""

from __future__ import annotations

from accounts.access import may
from accounts.models import Person, User
from accounts.panels import Panel, register_person_panel
from followup.services.addresses import addresses_of, unreachable_of
from followup.services.preferences import preference_of


def register() -> None:
    register_person_panel("followup.notifications", told_how)


def told_how(viewer: User, person: Person) -> Panel | None:
    """Everybody who sees the person sees that they cannot be reached, and since when (NTF-9)."""
    is_keeper = may(viewer, "people.change", person)
    unreachable = unreachable_of(person)
    if not is_keeper:
        data = {"person": person, "unreachable": unreachable}
        return Panel("followup/_person_panel.html", data) if unreachable else None
    data = {
        "person": person,
        "unreachable": unreachable,
        "is_keeper": True,
        "preference": preference_of(person),
        "addresses": addresses_of(person, person.user),
        "may_see_log": may(viewer, "notification.view"),
    }
    return Panel("followup/_person_panel.html", data)
