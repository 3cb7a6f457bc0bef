"""A message of an incident to people the platform knows, through the outbox."""

from __future__ import annotations

from datetime import datetime

from accounts.models import Person, User
from followup.registry import Recipient, Subject
from followup.services.outbox import Message, notify
from incidents.models import Audience, CommsMessage, Confidentiality, Incident
from incidents.services.people_told import COMMAND, Told, add, holders, participants, subject_of
from plans.models import Store


def send_in_platform(incident: Incident, message: CommsMessage, *, by: User, at: datetime) -> int:
    """Write it to everybody of the audience; answers how many people. A drill reaches only who
    takes part."""
    told = recipients_of(incident, message.audience)
    params = {
        "subject": _both(message.subject_en, message.subject_zh),
        "body": _both(message.body_en, message.body_zh),
        "number": message.number,
    }
    notify(
        Message(
            kind=f"incident_message.{message.audience}",
            recipients=told,
            subject=_subject(incident, message),
            params=params,
            mark=str(message.number),
            urgent=not incident.is_drill,
            held_in_quiet_hours=incident.is_drill,
        ),
        at=at,
    )
    return len(told)


def recipients_of(incident: Incident, audience: str) -> Told:
    if incident.is_drill:
        return participants([incident])
    if audience == Audience.COMMAND:
        return holders([incident], COMMAND)
    if audience == Audience.STORES:
        return _shops()
    if audience == Audience.STAFF:
        return _staff()
    return {}


def _staff() -> Told:
    """Everybody with an address or a login (two queries)."""
    told: Told = {}
    people = Person.objects.filter(is_active=True).select_related("user")
    for one in people.order_by("pk"):
        if one.email or one.user is not None:
            user = one.user if one.user is not None and one.user.is_active else None
            told[Recipient(person=one, user=user)] = ("staff",)
    logins = User.objects.filter(is_active=True, is_service=False, person__isnull=True)
    for user in logins.order_by("pk"):
        told[Recipient(user=user)] = ("staff",)
    return told


def _shops() -> Told:
    told: Told = {}
    rows = Store.objects.filter(is_active=True).select_related("manager__user", "lead__user")
    for shop in rows.order_by("code"):
        for role, person in (("store_manager", shop.manager), ("store_lead", shop.lead)):
            if person is not None and person.is_active:
                add(told, Recipient(person=person, user=person.user), role)
    return told


def _subject(incident: Incident, message: CommsMessage) -> Subject:
    """Of a restricted incident nothing but the message itself is told."""
    whole = subject_of(incident)
    if incident.confidentiality != Confidentiality.RESTRICTED or message.audience == "command":
        return whole
    return Subject(
        kind="", code="", title="", url="/", exercise=whole.exercise, drill=whole.drill
    )  # fmt: skip


def _both(english: str, chinese: str) -> dict[str, str]:
    return {"en": english or chinese, "zh": chinese or english}
