"""Who hears of an assessment's steps: people through the outbox, other systems through webhooks.

Both are written in the transaction of the step and leave after its commit.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from accounts.models import User
from bia.followup_sources import APPROVERS, OF_PROCESS, assessment_subject
from bia.models import Assessment
from bia.services.publishing import publish_row
from followup.registry import Recipient, Subject
from followup.services.outbox import Message, notify
from followup.services.people import holders_of, recipient_of

Told = dict[Recipient, tuple[str, ...]]


def tell_submitted(assessment: Assessment, *, by: User, at: datetime) -> None:
    """The approvers are asked; who wrote or handed it in is none of them."""
    subject = _subject(assessment)
    recipients: Told = dict.fromkeys(subject.roles["approvers"], ("approvers",))
    _tell("assessment.submitted", subject, recipients, assessment, by, at)
    publish_row("assessment.submitted", assessment, at=at)


def tell_returned(assessment: Assessment, *, by: User, at: datetime) -> None:
    """Author and submitter hear why."""
    reason = assessment.return_reason
    _tell(
        "assessment.returned",
        _subject(assessment),
        _hands(assessment),
        assessment,
        by,
        at,
        reason=reason,
    )
    publish_row("assessment.returned", assessment, at=at)


def tell_approved(assessment: Assessment, *, by: User, at: datetime) -> None:
    """Author and submitter hear it, and the owner whose objectives are in force now."""
    subject = _subject(assessment)
    recipients = _hands(assessment)
    for owner in subject.roles.get("owner", ()):
        recipients[_same(owner, recipients)] = (
            *recipients.get(_same(owner, recipients), ()),
            "owner",
        )
    _tell("assessment.approved", subject, recipients, assessment, by, at)
    publish_row("assessment.approved", assessment, at=at)


def tell_withdrawn(assessment: Assessment, *, at: datetime) -> None:
    publish_row("assessment.withdrawn", assessment, at=at)


def tell_superseded(assessment: Assessment, *, at: datetime) -> None:
    publish_row("assessment.superseded", assessment, at=at)


def _tell(
    kind: str,
    subject: Subject,
    recipients: Told,
    assessment: Assessment,
    by: User,
    at: datetime,
    **params: Any,
) -> None:
    params |= {"process": subject.title, "assessment": assessment.code, "by": str(by)}
    # The version tells a second submission of the same assessment from the first.
    message = Message(
        kind=kind,
        recipients=recipients,
        subject=subject,
        params=params,
        generation=assessment.version,
    )
    notify(message, at=at, but=by)


def _subject(assessment: Assessment) -> Subject:
    row = Assessment.objects.select_related("process", "author", "submitted_by", *OF_PROCESS).get(
        pk=assessment.pk
    )
    return assessment_subject(row, holders_of(APPROVERS))


def _hands(assessment: Assessment) -> Told:
    """Author and submitter, once when they are one."""
    found: Told = {}
    for role, user in (("author", assessment.author), ("submitter", assessment.submitted_by)):
        who = recipient_of(user)
        if who is not None:
            who = _same(who, found)
            found[who] = (*found.get(who, ()), role)
    return found


def _same(who: Recipient, known: Told) -> Recipient:
    """The entry of `known` that is the same human."""
    return next((one for one in known if one.key == who.key), who)
