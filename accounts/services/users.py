"""The end and the return of a login, with everything the person held passed on."""

from __future__ import annotations

from datetime import datetime
from importlib import import_module

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.doors import close_doors
from accounts.handover import holder_of, holdings_of, pass_on, tell_closed
from accounts.models import Invitation, User
from accounts.services.grants import keep_an_administrator
from lib.errors import GuardsUnmet, Refused
from lib.versioning import change


@transaction.atomic
def deactivate_user(
    user: User, *, successor: User | None, by: User, at: datetime, read_version: int | None = None
) -> None:
    """Close the login: sessions and API tokens end at once, what is held goes to `successor`.

    Raises GuardsUnmet (oneself, the last administrator, not active) and Refused at `successor`.
    """
    if user.pk == by.pk:
        raise GuardsUnmet.one("oneself", _("Nobody deactivates themselves."))
    if not user.is_active:
        raise GuardsUnmet.one("not_active", _("This login is not active."))
    keep_an_administrator(without=user)
    change(user, read_version=read_version, is_active=False, deactivated_at=at)
    _hand_over(user, successor, by=by, at=at)
    tell_closed(user, by=by, at=at)
    end_sessions(user)
    user.auth_token_set.all().delete()
    close_doors(user, at)
    Invitation.objects.filter(user=user, accepted_at=None, expires_at__gt=at).update(expires_at=at)


@transaction.atomic
def reactivate_user(user: User, *, by: User, at: datetime) -> None:
    """The login works again with its old password and roles; what was handed over stays."""
    if user.is_active:
        raise GuardsUnmet.one("active", _("This login is active."))
    change(user, read_version=None, is_active=True, deactivated_at=None)


@transaction.atomic
def reset_mfa(user: User, *, by: User, at: datetime) -> int:
    """Forget authenticator apps, keys and recovery codes; answers how many there were."""
    count: int = Authenticator.objects.filter(user=user).delete()[0]
    if count:
        user.version += 1
        user.save(update_fields=["version"])
    end_sessions(user)
    return count


def end_sessions(user: User) -> int:
    """Sign the user out everywhere; answers how many sessions ended."""
    store = import_module(settings.SESSION_ENGINE).SessionStore
    sessions = list(UserSession.objects.filter(user=user))
    for session in sessions:
        store(session.session_key).delete()
        session.delete()
    return len(sessions)


def _hand_over(user: User, successor: User | None, *, by: User, at: datetime) -> None:
    holder = holder_of(user)
    if not holdings_of(holder):
        return
    if successor is None:
        raise Refused("required", _("Choose who takes over what this person holds."), "successor")
    if successor.pk == user.pk or not successor.is_active or successor.is_service:
        raise Refused("invalid", _("Choose another active person."), "successor")
    receiver = holder_of(successor)
    if receiver.person is not None and not User.objects.all().able_to_own().contains(successor):
        raise Refused("auditor", _("An auditor cannot own what they audit."), "successor")
    if receiver.person is None:
        words = _("The successor needs an entry among the people first.")
        raise Refused("no_person", words, "successor")
    pass_on(holder, receiver, by=by, at=at)
