"""People are invited: a link, shown once and valid for seven days, lets them choose a password."""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Invitation, Person, User
from accounts.services.grants import Grant, change_grants
from lib.errors import GuardsUnmet, Problem, Refused
from lib.versioning import change, create

VALID_FOR = timedelta(days=7)


@transaction.atomic
def invite(
    *,
    username: str,
    name: str,
    email: str,
    grants: list[Grant],
    by: User,
    at: datetime,
    person: Person | None = None,
    **fields: Any,
) -> tuple[User, str]:
    """A new user with roles, and the secret of the link. Raises Refused at the fields."""
    if not email:
        raise Refused("required", _("An address is needed to recognise the person."), "email")
    user = _new_user(
        username=username, name=name, email=email, grants=grants, by=by, at=at, **fields
    )
    if person is not None:
        if person.user_id is not None:
            raise Refused("taken", _("This person has a login already."), "person")
        change(person, read_version=None, user=user)
    return user, _invite(user, by, at)


@transaction.atomic
def create_service_account(
    *, username: str, name: str, grants: list[Grant], by: User, at: datetime, **fields: Any
) -> User:
    """A user for another system: it never signs in, it holds API tokens."""
    fields |= {"is_service": True, "email": ""}
    return _new_user(username=username, name=name, grants=grants, by=by, at=at, **fields)


@transaction.atomic
def invite_again(user: User, *, by: User, at: datetime) -> str:
    """A fresh link (a lost password, an expired invitation); older ones stop working."""
    if user.is_service or not user.is_active:
        words = _("Only active people can be given a link.")
        raise GuardsUnmet.one("not_a_person", words)
    return _invite(user, by, at)


def find_invitation(secret: str, *, at: datetime) -> Invitation | None:
    """The invitation of a link while it is open: not used, not expired, its user active."""
    return (
        Invitation.objects.select_related("user")
        .filter(
            token_hash=hash_of(secret),
            accepted_at__isnull=True,
            expires_at__gt=at,
            user__is_active=True,
            user__is_service=False,
        )
        .first()
    )


@transaction.atomic
def accept_invitation(secret: str, *, password: str, at: datetime) -> User:
    """Set the password; the link works no more. Raises GuardsUnmet (link), Refused (password)."""
    found = find_invitation(secret, at=at)
    invitation = found and Invitation.objects.select_for_update().get(pk=found.pk)
    if not invitation or invitation.accepted_at is not None:
        words = _("This link was used or has expired; ask for a new one.")
        raise GuardsUnmet.one("invitation_is_over", words)
    user = invitation.user
    try:
        validate_password(password, user)
    except ValidationError as error:
        problems = [
            Problem(one.code or "invalid", message, "password")
            for one in error.error_list
            for message in one.messages
        ]
        raise Refused.many(problems) from error
    invitation.accepted_at = at
    invitation.save(update_fields=["accepted_at"])
    user.set_password(password)
    user.version += 1
    user.save(update_fields=["password", "version"])
    return user


def hash_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _new_user(*, grants: list[Grant], by: User, at: datetime, **fields: Any) -> User:
    email = fields.get("email", "")
    # "new" is the address of the invitation page.
    if not re.fullmatch(r"[\w.@+-]{1,150}", fields["username"]) or fields["username"] == "new":
        words = _("Use letters, digits and @ . + - _ only.")
        raise Refused("invalid", words, "username")
    if email and User.objects.filter(email__iexact=email).exists():
        raise Refused("taken", _("Another user has this address."), "email")
    if User.objects.filter(username__iexact=fields["username"]).exists():
        raise Refused("taken", _("Another user has this login name."), "username")
    if not grants:
        raise Refused("required", _("Choose at least one role."), "roles")
    user = User(**fields)
    user.set_unusable_password()
    user = create(User, **fields, password=user.password, date_joined=at)
    change_grants(user, grants, by=by, at=at)
    return user


def _invite(user: User, by: User, at: datetime) -> str:
    open_ones = Invitation.objects.filter(user=user, accepted_at=None, expires_at__gt=at)
    open_ones.update(expires_at=at)
    secret = secrets.token_urlsafe(32)
    Invitation.objects.create(
        user=user, token_hash=hash_of(secret), created_by=by, expires_at=at + VALID_FOR
    )
    return secret
