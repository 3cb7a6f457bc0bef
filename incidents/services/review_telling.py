"""Who hears of a review: those who approve it, and its author."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from accounts.models import Person, User
from followup.registry import Recipient, load_subjects
from followup.services.outbox import Message, notify
from followup.services.people import holders_of, recipient_of
from incidents.models import Incident, IncidentEntry, Review
from incidents.services.rights import MAJOR
from plans.models import RoleHolder


def tell_submitted(
    review: Review, incident: Incident, *, entry: IncidentEntry, by: User, at: datetime
) -> None:
    _tell("submitted", incident, approvers_of(incident), "approver", entry, by, at)


def tell_approved(
    review: Review, incident: Incident, *, entry: IncidentEntry, by: User, at: datetime
) -> None:
    _tell("approved", incident, _author(review), "author", entry, by, at)


def tell_returned(
    review: Review, incident: Incident, *, entry: IncidentEntry, by: User, at: datetime
) -> None:
    _tell("returned", incident, _author(review), "author", entry, by, at, reason=entry.text)


def approvers_of(incident: Incident) -> list[Recipient]:
    """The decision level of the grade (I, II), else the continuity managers."""
    grade = incident.effective_grade
    if grade is None or grade.code in MAJOR:
        rows = RoleHolder.objects.filter(person__is_active=True, role__grades__isnull=False)
        if grade is not None:
            rows = rows.filter(role__grades__severity__lte=grade.severity)
        people = Person.objects.filter(pk__in=rows.values("person")).select_related("user")
        return _recipients(people)
    return list(holders_of("continuity_manager"))


def _recipients(people: Iterable[Person]) -> list[Recipient]:
    return [one for one in map(recipient_of, people) if one is not None]


def _author(review: Review) -> list[Recipient]:
    one = recipient_of(review.author or review.submitted_by)
    return [one] if one is not None else []


def _tell(
    kind: str,
    incident: Incident,
    told: list[Recipient],
    role: str,
    entry: IncidentEntry,
    by: User,
    at: datetime,
    **params: Any,
) -> None:
    subject = load_subjects([("incident", incident.number)]).get(("incident", incident.number))
    message = Message(
        kind=f"incident_review.{kind}",
        recipients=dict.fromkeys(told, (role,)),
        subject=subject,
        params={"number": incident.number, "title": incident.title, "by": str(by), **params},
        mark=str(entry.seq),
        url=f"{incident.get_absolute_url()}review/",
    )
    notify(message, at=at, but=by)
