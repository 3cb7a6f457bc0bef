"""Records of the management system (ISO 22301 7.5): written, put into force, revised, retired."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import may, require
from accounts.models import Organisation, User
from followup.services.numbers import next_number
from governance.domain.record_states import STEPS
from governance.models import APPROVED_KINDS, BcmsRecord, RecordKind, RecordState
from governance.services import record_news as news
from governance.services.record_guards import unmet
from lib.days import day_in
from lib.errors import GuardsUnmet, Refused, StaleVersion
from lib.versioning import change as write
from lib.versioning import create

PERMISSION, APPROVE = "governance.change", "governance.approve"
SERIES = "REC"
# What an edition is: changing it in force needs a revision, or makes whoever reads it read again.
CONTENT = ("title", "text", "measure", "target")


def is_approved_kind(kind: str) -> bool:
    return kind in APPROVED_KINDS


@transaction.atomic
def create_record(*, by: User, at: datetime, **fields: Any) -> BcmsRecord:
    """A draft where top management puts it into force, else in force at once.

    Raises PermissionDenied, Refused.
    """
    require(by, PERMISSION)
    if not fields.get("code"):
        fields["code"] = next_number(SERIES, at=at)
    # The policy is for everybody (5.2.2).
    fields.setdefault("must_be_read", fields.get("kind") == RecordKind.POLICY)
    state = RecordState.DRAFT if is_approved_kind(fields.get("kind", "")) else RecordState.IN_FORCE
    row = create(BcmsRecord, state=state.value, **fields)
    news.tell_readers(row, at=at, by=by)
    return row


@transaction.atomic
def change_record(
    record: BcmsRecord, *, read_version: int | None, by: User, at: datetime, **fields: Any
) -> list[str]:
    """Content of what top management approved changes by a revision only; owner, dates and who
    must read it at any time. A new wording of what is in force without approval is a new edition
    where people must read it. Raises PermissionDenied, StaleVersion, GuardsUnmet, Refused."""
    require(by, PERMISSION)
    row = _locked(record, read_version)
    differs = [name for name in CONTENT if name in fields and fields[name] != getattr(row, name)]
    if row.state == RecordState.RETIRED:
        raise GuardsUnmet.one("retired", _("It is retired: write a new one."))
    if row.state == RecordState.SUBMITTED and differs:
        raise GuardsUnmet.one("submitted", _("It was submitted: have it returned first."))
    if row.state == RecordState.IN_FORCE and is_approved_kind(row.kind) and differs:
        raise GuardsUnmet.one("in_force", _("It is in force: revise it, and have that approved."))
    if fields.get("kind", row.kind) != row.kind and (
        row.state != RecordState.DRAFT or not is_approved_kind(fields["kind"])
    ):
        raise Refused("fixed", _("The kind stays; write a new record."), "kind")
    if (
        row.state == RecordState.IN_FORCE
        and differs
        and fields.get("must_be_read", row.must_be_read)
    ):
        fields["edition"] = row.edition + 1
    changed = write(row, read_version=None, **fields)
    if {"edition", "must_be_read"} & set(changed):
        news.tell_readers(row, at=at, by=by)
    _copy(row, record)
    return [one for one in changed if one != "edition"]


@transaction.atomic
def submit_record(
    record: BcmsRecord, *, by: User, at: datetime, read_version: int | None = None
) -> BcmsRecord:
    """To top management. 409 with all that is missing."""
    require(by, PERMISSION)
    row = _locked(record, read_version)
    if row.state == RecordState.SUBMITTED:
        return _copy(row, record)
    _guard(row, "submit")
    if problems := unmet(row, "submit", by=by):
        raise GuardsUnmet(problems)
    write(row, read_version=None, state=RecordState.SUBMITTED.value, submitted_by=by,
          submitted_at=at)  # fmt: skip
    news.tell_approvers(row, at=at, by=by)
    return _copy(row, record)


@transaction.atomic
def approve_record(
    record: BcmsRecord, *, by: User, at: datetime, read_version: int | None = None
) -> BcmsRecord:
    """In force. A revision passes into the record it revises, as its next edition; `record` then
    is that one. Raises GuardsUnmet for whoever wrote or submitted it."""
    from governance.services.record_revision import take_over

    require(by, APPROVE)
    row = _locked(record, read_version)
    if row.state == RecordState.IN_FORCE:
        return _copy(row, record)
    _guard(row, "approve")
    if problems := unmet(row, "approve", by=by):
        raise GuardsUnmet(problems)
    write(row, read_version=None, state=RecordState.IN_FORCE.value, approved_by=by, approved_at=at)
    stands = take_over(row) or row
    news.tell_approved(stands, at=at, by=by)
    news.tell_readers(stands, at=at, by=by)
    return _copy(stands, record)


@transaction.atomic
def return_record(
    record: BcmsRecord, *, reason: str, by: User, at: datetime, read_version: int | None = None
) -> BcmsRecord:
    """Back to whoever submitted it, who reads why."""
    require(by, APPROVE)
    if not reason.strip():
        raise Refused("required", _("Say why."), "reason")
    row = _locked(record, read_version)
    if row.state == RecordState.DRAFT:
        return _copy(row, record)
    _guard(row, "return")
    submitter = row.submitted_by
    write(row, read_version=None, state=RecordState.DRAFT.value, submitted_by=None,
          submitted_at=None)  # fmt: skip
    news.tell_returned(row, submitter, reason.strip(), at=at, by=by)
    return _copy(row, record)


@transaction.atomic
def retire_record(
    record: BcmsRecord, *, by: User, at: datetime, read_version: int | None = None
) -> BcmsRecord:
    """No longer in force. What top management approved, it also withdraws."""
    row = _locked(record, read_version)
    if not may_retire(row, by):
        raise PermissionDenied
    if row.state == RecordState.RETIRED:
        return _copy(row, record)
    _guard(row, "retire")
    write(row, read_version=None, state=RecordState.RETIRED.value)
    return _copy(row, record)


def may_retire(row: BcmsRecord, user: User) -> bool:
    approved = is_approved_kind(row.kind) and row.state == RecordState.IN_FORCE
    return may(user, APPROVE if approved else PERMISSION)


@transaction.atomic
def hold_audit(
    record: BcmsRecord, *, by: User, at: datetime, result: str, held_on: date | None = None,
    read_version: int | None = None,
) -> BcmsRecord:  # fmt: skip
    """The internal audit was held (9.2): by somebody named, on a day, with a result. Said again,
    it corrects what was said. Raises PermissionDenied, GuardsUnmet, Refused."""
    require(by, PERMISSION)
    row = _locked(record, read_version)
    day = held_on or day_in(at, Organisation.current().timezone)
    if row.kind != RecordKind.AUDIT:
        raise GuardsUnmet.one("kind", _("Only an internal audit is held."))
    if row.state == RecordState.RETIRED:
        raise GuardsUnmet.one("retired", _("It is retired: write a new one."))
    if row.auditor is None:
        raise GuardsUnmet.one("no_auditor", _("Name the auditor first."), "auditor")
    if not result.strip():
        raise Refused("required", _("Say what was found, or that nothing was."), "result")
    if day > day_in(at, Organisation.current().timezone):
        raise Refused("in_future", _("This lies in the future."), "held_on")
    write(row, read_version=None, held_on=day, result=result.strip())
    return _copy(row, record)


def _guard(row: BcmsRecord, verb: str) -> None:
    if row.state not in STEPS[verb][0]:
        words = _("The record is “%(state)s”.") % {"state": row.get_state_display()}
        raise GuardsUnmet.one("state", words)


def _locked(record: BcmsRecord, read_version: int | None) -> BcmsRecord:
    row = BcmsRecord.objects.select_for_update(of=("self",)).get(pk=record.pk)
    if read_version is not None and row.version != read_version:
        raise StaleVersion(row, read_version)
    return row


def _copy(row: BcmsRecord, record: BcmsRecord) -> BcmsRecord:
    for field in row._meta.concrete_fields:
        setattr(record, field.attname, getattr(row, field.attname))
    return record
