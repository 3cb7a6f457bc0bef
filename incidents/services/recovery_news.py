"""Telling who commands that monitoring sees no trouble any more: is the service restored?"""

from __future__ import annotations

from datetime import datetime

from followup.registry import Recipient
from followup.services.outbox import Message, notify
from followup.services.people import recipient_of
from incidents.models import Incident, IncidentRole, MonitoringSource
from incidents.services.people_told import COMMAND, holders, subject_of

KIND = "incident.recovery_proposed"


def tell_recovery_proposed(
    incident: Incident, source: MonitoringSource, *, mark: str, at: datetime
) -> None:
    """The commander; where there is none, everybody with a part in it, else who declared it."""
    told = holders([incident], [IncidentRole.COMMANDER.value]) or holders([incident], COMMAND)
    if not told:
        declared: Recipient | None = recipient_of(incident.declared_by)
        told = {declared: ("declared_by",)} if declared is not None else {}
    grade = incident.effective_grade
    notify(
        Message(
            kind=KIND,
            recipients=told,
            subject=subject_of(incident),
            params={"number": incident.number, "source": source.name},
            mark=mark,
            generation=incident.reopened_count + 1,
            urgent=grade is not None and grade.severity <= 2,
            held_in_quiet_hours=False,
        ),
        at=at,
    )
