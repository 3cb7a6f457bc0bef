"""Telling who commands that an incident deserves a worse grade now (INC-2)."""

from __future__ import annotations

from datetime import datetime

from followup.registry import Recipient
from followup.services.outbox import Message, notify
from followup.services.people import recipient_of
from incidents.domain.suggestion import GRADES, Suggestion
from incidents.models import Incident, IncidentRole
from incidents.services.people_told import holders, subject_of

KIND = "incident.suggestion"


def tell_worse(incident: Incident, found: Suggestion, *, at: datetime) -> None:
    """The commander; where there is none, everybody with a role, else who declared it."""
    told = holders([incident], [IncidentRole.COMMANDER.value])
    told = told or holders([incident], [one for one in IncidentRole.values if one != "follower"])
    if not told:
        declared: Recipient | None = recipient_of(incident.declared_by)
        told = {declared: ("declared_by",)} if declared is not None else {}
    effective = incident.grade
    notify(
        Message(
            kind=KIND,
            recipients=told,
            subject=subject_of(incident),
            params={
                "grade": found.grade,
                "now": effective.code if effective is not None else "",
                "number": incident.number,
            },
            mark=found.grade,
            generation=incident.reopened_count + 1,
            urgent=GRADES.index(found.grade) < 2,
            held_in_quiet_hours=False,
        ),
        at=at,
    )
