"""Read and understood (ISO 22301 7.3): who has read the edition in force, and who has not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import may, require
from accounts.models import Person, User
from governance.models import Acknowledgement, BcmsRecord, RecordState
from governance.services.record_news import is_to_be_read, tell_readers
from lib.errors import GuardsUnmet, Refused

__all__ = ["Reading", "acknowledge", "has_read", "is_to_be_read", "readings", "remind_readers"]

PERMISSION = "governance.change"


@dataclass(frozen=True)
class Reading:
    """`at` null: not yet. `before`: the last edition they did read."""

    person: Person
    at: datetime | None
    before: int | None


def readings(record: BcmsRecord) -> Sequence[Reading]:
    """Of every active person, those who have not first (two queries)."""
    known: dict[int, dict[int, datetime]] = {}
    for person, edition, at in Acknowledgement.objects.filter(record=record).values_list(
        "person_id", "edition", "at"
    ):
        known.setdefault(person, {})[edition] = at
    rows = [
        Reading(
            one,
            known.get(one.pk, {}).get(record.edition),
            max((n for n in known.get(one.pk, {}) if n < record.edition), default=None),
        )
        for one in Person.objects.filter(is_active=True).select_related("user", "department")
    ]
    return sorted(rows, key=lambda one: (one.at is not None, one.person.name, one.person.code))


def has_read(record: BcmsRecord, user: User) -> Acknowledgement | None:
    return Acknowledgement.objects.filter(
        record=record, edition=record.edition, person__user_id=user.pk
    ).first()


@transaction.atomic
def acknowledge(
    record: BcmsRecord, *, by: User, at: datetime, person: Person | None = None
) -> Acknowledgement:
    """`by` has read and understood the edition in force; for `person`, who signed on paper,
    whoever keeps the records says so. Said again it changes nothing.

    Raises PermissionDenied; GuardsUnmet for what is not in force; Refused without a person.
    """
    own = Person.objects.filter(user_id=by.pk, is_active=True).first()
    reader = person or own
    if reader is None:
        raise Refused("no_person", _("Your login belongs to nobody among the people."), "person")
    if reader != own:
        require(by, PERMISSION)
    if not may(by, "governance.view"):
        raise PermissionDenied("governance.view")
    row = BcmsRecord.objects.select_for_update(of=("self",)).get(pk=record.pk)
    if row.state != RecordState.IN_FORCE:
        raise GuardsUnmet.one("state", _("Only what is in force is read and understood."))
    found, _made = Acknowledgement.objects.get_or_create(
        record=row, edition=row.edition, person=reader, defaults={"at": at}
    )
    return found


@transaction.atomic
def remind_readers(record: BcmsRecord, *, by: User, at: datetime) -> int:
    """Tell those who have not read it once more; at most once a day. How many were told."""
    require(by, PERMISSION)
    if not is_to_be_read(record):
        raise GuardsUnmet.one("state", _("Nobody must read it now."))
    return tell_readers(record, at=at, by=by, mark=at.date().isoformat())
