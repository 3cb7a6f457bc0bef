"""What is told of records: to approve, approved, returned, to be read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from accounts.models import Person, User
from bia.services.publishing import publish_row
from followup.registry import Recipient, Subject
from followup.services.outbox import Message, notify
from followup.services.people import holders_of, recipient_of
from governance.models import Acknowledgement, BcmsRecord, RecordKind, RecordState

SUBJECT = "bcms_record"
SUBMITTED, APPROVED, RETURNED, TO_READ = (
    "record.submitted", "record.approved", "record.returned", "record.to_read",
)  # fmt: skip
APPROVERS = ("continuity_manager", "incident_commander")


def is_to_be_read(record: BcmsRecord) -> bool:
    """Everybody reads the policy, and whatever says so."""
    wanted = record.must_be_read or record.kind == RecordKind.POLICY
    return wanted and record.state == RecordState.IN_FORCE


def record_subject(record: BcmsRecord) -> Subject:
    owner = recipient_of(record.owner)
    return Subject(
        kind=SUBJECT, code=record.code, title=record.title, url=record.get_absolute_url(),
        is_open=record.state != RecordState.RETIRED,
        roles={"owner": (owner,) if owner is not None else ()},
    )  # fmt: skip


def tell_approvers(record: BcmsRecord, *, at: datetime, by: User) -> None:
    told = [who for role in APPROVERS for who in holders_of(role)]
    _tell(SUBMITTED, record, told, "approver", at=at, by=by, mark=f"{record.version}",
          name=str(by))  # fmt: skip
    publish_row("bcms_record.submitted", record, at=at)


def tell_approved(record: BcmsRecord, *, at: datetime, by: User) -> None:
    told = [recipient_of(one) for one in (record.owner, record.submitted_by)]
    _tell(APPROVED, record, told, "owner", at=at, by=by, mark=f"{record.edition}",
          name=str(by))  # fmt: skip
    publish_row("bcms_record.approved", record, at=at)


def tell_returned(
    record: BcmsRecord, submitter: User | None, reason: str, *, at: datetime, by: User
) -> None:
    told = [recipient_of(one) for one in (submitter, record.owner)]
    _tell(RETURNED, record, told, "owner", at=at, by=by, mark=f"{record.version}", reason=reason,
          name=str(by))  # fmt: skip
    publish_row("bcms_record.returned", record, at=at)


def tell_readers(record: BcmsRecord, *, at: datetime, by: User, mark: str = "") -> int:
    """Active people with a login who have not read this edition; how many."""
    if not is_to_be_read(record):
        return 0
    read = Acknowledgement.objects.filter(record=record, edition=record.edition)
    people = Person.objects.filter(is_active=True, user__is_active=True).exclude(
        pk__in=read.values("person")
    )
    told = [recipient_of(one) for one in people.select_related("user")]
    return _tell(
        TO_READ, record, told, "participants", at=at, by=by, mark=f"{record.edition} {mark}".strip()
    )


def _tell(
    kind: str, record: BcmsRecord, people: Iterable[Recipient | None], role: str, *, at: datetime,
    by: User, mark: str, **params: Any,
) -> int:  # fmt: skip
    recipients: dict[Recipient, tuple[str, ...]] = {
        one: (role,) for one in people if one is not None
    }
    if not recipients:
        return 0
    notify(
        Message(
            kind=kind, recipients=recipients, subject=record_subject(record), mark=mark,
            params={"number": record.code, "record": record.title, "edition": record.edition}
            | params,
        ),
        at=at, but=None if kind == TO_READ else by,
    )  # fmt: skip
    return len(recipients)
