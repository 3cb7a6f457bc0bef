"""Personal data: what is known of a person, and how it goes (docs/privacy.md)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _
from pghistory.models import Context

from accounts.handover import holder_of, holdings_of
from accounts.models import Person, User
from accounts.personal_parts import erase_parts, export_parts
from accounts.services.users import end_sessions
from lib.errors import GuardsUnmet, Problem
from lib.versioning import change

PERSON_FIELDS = (
    *("code", "name", "email", "phones", "title", "qualification", "is_active"),
    *("away_from", "away_until"),
)
USER_FIELDS = ("username", "name", "email", "language", "timezone", "is_active")


def export_person(person: Person) -> dict[str, Any]:
    """Everything about the person as plain values (right of access)."""
    found: dict[str, Any] = {name: getattr(person, name) for name in PERSON_FIELDS}
    found["department"] = person.department and person.department.code
    found["deputy"] = person.deputy and person.deputy.code
    found["holdings"] = [
        {"kind": str(one.kind), "code": one.code, "name": one.name}
        for one in holdings_of(holder_of(person))
    ]
    found["login"] = _export_login(person.user) if person.user else None
    return found | export_parts(person)


@transaction.atomic
def erase_person(person: Person, *, by: User | None, at: datetime) -> str:
    """Replace the personal columns by a pseudonym and close the login; answers the pseudonym.

    History holds no personal columns, so it stays as it is, and so do its seals. Raises
    GuardsUnmet, one problem per thing that must be handed over first.
    """
    problems = [
        Problem("still_held", _("Still held: %(what)s") % {"what": f"{one.kind} {one.code}"})
        for one in holdings_of(holder_of(person))
    ]
    if person.user is not None and person.user.is_active:
        problems.append(Problem("active", _("The login is active; deactivate it first.")))
    if problems:
        raise GuardsUnmet(problems)
    pseudonym = f"erased-{person.pk}"
    erase_parts(person)
    if person.user is not None:
        _erase_login(person.user, f"erased-{person.user.pk}")
    change(
        person,
        read_version=None,
        name=pseudonym,
        email="",
        phones=[],
        title="",
        qualification="",
        is_active=False,
        away_from=None,
        away_until=None,
    )
    if person.user is not None:
        _erase_addresses_of(person.user)
    return pseudonym


@transaction.atomic
def erase_addresses(*, older_than_days: int, at: datetime) -> int:
    """Remove network addresses from contexts of the audit trail; seals do not cover them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE pghistory_context SET metadata = metadata - 'address'"
            " WHERE created_at < %s AND metadata ? 'address'",
            [at - timedelta(days=older_than_days)],
        )
        return int(cursor.rowcount)


def _export_login(user: User) -> dict[str, Any]:
    found: dict[str, Any] = {name: getattr(user, name) for name in USER_FIELDS}
    found["joined"] = user.date_joined.isoformat()
    found["last_login"] = user.last_login.isoformat() if user.last_login else None
    found["roles"] = sorted(user.grants.values_list("role", flat=True))
    found["tokens"] = list(user.auth_token_set.values_list("name", flat=True))
    found["sessions"] = [
        {"address": one.ip, "browser": one.user_agent, "since": one.created_at.isoformat()}
        for one in UserSession.objects.filter(user=user)
    ]
    addresses = Context.objects.filter(metadata__user=user.pk, metadata__has_key="address")
    found["addresses"] = sorted(set(addresses.values_list("metadata__address", flat=True)))
    return found


def _erase_login(user: User, pseudonym: str) -> None:
    end_sessions(user)
    for model in (Authenticator, EmailAddress, SocialAccount):
        model.objects.filter(user=user).delete()
    user.auth_token_set.all().delete()
    user.set_unusable_password()
    user.save(update_fields=["password"])
    change(user, read_version=None, username=pseudonym, name="", email="")


def _erase_addresses_of(user: User) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE pghistory_context SET metadata = metadata - 'address'"
            " WHERE metadata->>'user' = %s AND metadata ? 'address'",
            [str(user.pk)],
        )
