"""The first administrator of an installation without a sample.

Nobody is there who could invite, so the machine's console does: whoever can run commands on
it gets a link, valid once and for seven days, and only while no administrator can sign in.
Nothing is guessable, nothing is preset, and the web offers no way to claim the installation.
"""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Invitation, Role, RoleGrant, User
from accounts.services.invitations import invite_again
from lib.errors import GuardsUnmet, Refused

# The register and the assessments are the continuity manager's: with the administrator's role
# alone the first person could open no process. Whoever separates the two takes one away later.
FIRST_ROLES = (Role.ADMINISTRATOR, Role.CONTINUITY_MANAGER)
LOGIN_NAME = RegexValidator(r"^[\w.@+-]{1,150}\Z")


@transaction.atomic
def prepare_first_administrator(*, username: str, at: datetime) -> tuple[User, str]:
    """The user and the secret of a fresh link; asked again, older links stop working.

    Raises GuardsUnmet once an administrator can sign in, Refused for an impossible name.
    """
    waiting = User.objects.select_for_update().filter(
        grants__role=Role.ADMINISTRATOR.value, is_active=True
    )
    for user in waiting:
        if user.has_usable_password():
            words = _("There is an administrator already: %(name)s can invite people.")
            raise GuardsUnmet.one("administrator_exists", words % {"name": user.username})
    user = waiting.filter(username=username).first() or _new(username)
    others = waiting.exclude(pk=user.pk).values("pk")
    Invitation.objects.filter(user__in=others, accepted_at=None).update(expires_at=at)
    return user, invite_again(user, by=user, at=at)


def _new(username: str) -> User:
    try:
        LOGIN_NAME(username)
    except ValidationError as error:
        words = _("Use letters, digits and @ . + - _ in a login name.")
        raise Refused("invalid", words, "username") from error
    if User.objects.filter(username=username).exists():
        raise Refused("taken", _("This login name is taken."), "username")
    user = User.objects.create_user(username, "", None)
    for role in FIRST_ROLES:
        RoleGrant.objects.create(user=user, role=role.value)
    return user
