"""Who hears of a review: those who approve it, and its author."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from accounts.models import User
from followup.services.outbox import Message, notify
from followup.services.people import holders_of, recipient_of
from incidents.models import Confidentiality, Incident, IncidentEntry, Review
from incidents.services.people_told import Told, decision_level, subject_of
from incidents.services.rights import MAJOR


def tell_submitted(
    review: Review, incident: Incident, *, entry: IncidentEntry, by: User, at: datetime
) -> None:
    _tell("submitted", incident, approvers_of(incident), entry, by, at)


def tell_approved(
    review: Review, incident: Incident, *, entry: IncidentEntry, by: User, at: datetime
) -> None:
    _tell("approved", incident, _author(review), entry, by, at)


def tell_returned(
    review: Review, incident: Incident, *, entry: IncidentEntry, by: User, at: datetime
) -> None:
    _tell("returned", incident, _author(review), entry, by, at, reason=entry.text)


def approvers_of(incident: Incident) -> Told:
    """The decision level of the grade (I, II), else the continuity managers."""
    grade = incident.effective_grade
    if grade is not None and grade.code in MAJOR:
        return decision_level(incident)
    return dict.fromkeys(holders_of("continuity_manager"), ("approver",))


def _author(review: Review) -> Told:
    one = recipient_of(review.author or review.submitted_by)
    return {one: ("author",)} if one is not None else {}


def _may_see(incident: Incident, told: Told) -> Told:
    """Nobody learns of a restricted incident by a message."""
    if incident.confidentiality != Confidentiality.RESTRICTED:
        return told
    row = Incident.objects.filter(pk=incident.pk)
    return {
        one: roles
        for one, roles in told.items()
        if one.user is not None and row.visible_to(one.user).exists()
    }


def _tell(
    kind: str,
    incident: Incident,
    told: Told,
    entry: IncidentEntry,
    by: User,
    at: datetime,
    **params: Any,
) -> None:
    is_open = incident.confidentiality != Confidentiality.RESTRICTED
    title = incident.title if is_open else ""
    message = Message(
        kind=f"incident_review.{kind}",
        recipients=_may_see(incident, told),
        subject=subject_of(incident),
        params={"number": incident.number, "title": title, "by": str(by), **params},
        mark=str(entry.seq),
        url=f"{incident.get_absolute_url()}review/",
    )
    notify(message, at=at, but=by)
