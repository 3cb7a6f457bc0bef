"""What incidents know of a person, for the export; see docs/privacy.md.

People stand by their entry, whose erasing makes them nameless everywhere. The timeline is
append-only and stays: what was written in it about an event is the event's.
"""

from __future__ import annotations

from typing import Any

from accounts import personal_parts
from accounts.models import Person
from incidents.models import ContactAttempt, Incident, IncidentEntry, RoleAssignment


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    personal_parts.register("incidents", IncidentsOfPerson())


class IncidentsOfPerson:
    def export(self, person: Person) -> dict[str, Any]:
        roles = RoleAssignment.objects.filter(person=person).select_related("incident")
        calls = ContactAttempt.objects.filter(contact__person=person)
        return {
            "roles": [
                {
                    "incident": one.incident.number,
                    "role": one.role,
                    "from": one.assumed_at.isoformat(),
                    "until": one.released_at and one.released_at.isoformat(),
                }
                for one in roles.order_by("assumed_at", "pk")
            ],
            "called": [
                {
                    "incident": one.contact.incident.number,
                    "at": one.at.isoformat(),
                    "result": one.result,
                    "note": one.note,
                }
                for one in calls.select_related("contact__incident").order_by("at", "pk")
            ],
            **_deeds(person),
        }

    def erase(self, person: Person) -> None:
        """Their entry becomes nameless; what happened in the incident stays."""


def _deeds(person: Person) -> dict[str, Any]:
    """What their login wrote."""
    if person.user is None:
        return {"declared": [], "entries": []}
    declared = Incident.objects.filter(declared_by=person.user).order_by("number")
    entries = IncidentEntry.objects.filter(actor=person.user).select_related("incident")
    return {
        "declared": list(declared.values_list("number", flat=True)),
        "entries": [
            {
                "incident": one.incident.number,
                "type": one.type,
                "at": one.at.isoformat(),
                "text": one.text,
            }
            for one in entries.order_by("at", "pk")
        ],
    }
