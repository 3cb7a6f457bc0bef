"""A message that is acknowledged answers what it asked (NTF-8): the level of the ladder, or the
command that was handed over. By its link, so also without a login."""

from __future__ import annotations

from datetime import datetime

from accounts.models import User
from followup import registry
from followup.models import Notification
from incidents.models import IN_RESPONSE, Incident
from incidents.services.contacts import mark_reached
from incidents.services.escalation_answers import answer_for
from incidents.services.role_holding import commander_of
from incidents.services.roles import confirm_command
from incidents.services.step import locked
from lib.claimed_time import claim


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    registry.register_acknowledgement("incident.escalation", level_answered)
    registry.register_acknowledgement("incident.handed_over", command_confirmed)


def level_answered(message: Notification, user: User | None, at: datetime) -> None:
    """Whoever got it answers for their level; one who has gone, or an incident that is over: the
    message is acknowledged, and nothing else happens."""
    row = Incident.objects.filter(number=message.subject_code).first()
    if row is None:
        return
    incident = locked(row)
    if incident.status not in IN_RESPONSE:
        return
    when = claim(at, at)
    person = message.person or getattr(user, "person", None)
    if person is not None:
        answer_for(incident, person, when, by=user, via="ui")
        mark_reached(incident, person, when, by_phone=False)
    elif user is not None:
        duty_answered(incident, user, at)


def duty_answered(incident: Incident, user: User, at: datetime) -> None:
    """A login on duty without an entry among the people: the duty level stops."""
    from incidents.services.escalation_answers import stop_level

    stop_level(incident, 0, claim(at, at), name=str(user), by=user)


def command_confirmed(message: Notification, user: User | None, at: datetime) -> None:
    row = Incident.objects.filter(number=message.subject_code).first()
    holder = commander_of(row) if row is not None else None
    if row is None or holder is None or user is None or holder.person.user_id != user.pk:
        return
    confirm_command(row, by=user, at=at)
