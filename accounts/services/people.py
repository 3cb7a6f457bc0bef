"""People of the organisation."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from accounts.handover import holder_of, holdings_of, tell_left
from accounts.models import Person, User
from lib.errors import GuardsUnmet, Problem, Refused
from lib.versioning import change, create

MOST_PHONES = 10


@transaction.atomic
def create_person(*, by: User, at: datetime, **fields: Any) -> Person:
    return create(Person, **_checked(fields))


@transaction.atomic
def change_person(
    person: Person, *, read_version: int | None, by: User, at: datetime, **fields: Any
) -> list[str]:
    changed = change(person, read_version=read_version, **_checked(fields))
    if "is_active" in changed and not person.is_active:
        tell_left(person, by=by, at=at)
    return changed


@transaction.atomic
def delete_person(person: Person, *, by: User, at: datetime) -> None:
    """Raises GuardsUnmet, one problem per thing the person still holds."""
    problems = [
        Problem("still_held", _("Still held: %(what)s") % {"what": f"{one.kind} {one.code}"})
        for one in holdings_of(holder_of(person))
    ]
    if problems:
        raise GuardsUnmet(problems)
    try:
        person.delete()
    except models.ProtectedError as error:
        raise GuardsUnmet.one("in_use", _("Other records still name this person.")) from error


def _checked(fields: dict[str, Any]) -> dict[str, Any]:
    """Phones are short texts; blank ones are left out."""
    if "phones" in fields:
        phones = [str(phone).strip() for phone in fields["phones"] or []]
        phones = [phone for phone in phones if phone]
        if len(phones) > MOST_PHONES or any(len(phone) > 50 for phone in phones):
            words = _("At most 10 numbers of at most 50 characters.")
            raise Refused("too_long", words, "phones")
        fields["phones"] = phones
    return fields
