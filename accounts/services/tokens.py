"""API tokens: named, expiring, revocable; the secret is seen once."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import ApiToken, User
from lib.errors import GuardsUnmet, Refused

LONGEST_DAYS = 3650


@transaction.atomic
def create_token(
    user: User, *, name: str, days: int, by: User, at: datetime
) -> tuple[ApiToken, str]:
    """A token that acts as `user` for `days` days; the second value is shown once."""
    if not user.is_active:
        raise GuardsUnmet.one("not_active", _("This login is not active."))
    if not 1 <= days <= LONGEST_DAYS:
        words = _("Between 1 and %(most)s days.") % {"most": LONGEST_DAYS}
        raise Refused("out_of_range", words, "days")
    if not name.strip():
        raise Refused("required", _("Name what the token is for."), "name")
    # knox counts from its own clock, a moment after `at`.
    token, secret = ApiToken.objects.create(user, expiry=timedelta(days=days), name=name.strip())
    return token, secret


@transaction.atomic
def revoke_token(token: ApiToken, *, by: User, at: datetime) -> None:
    token.delete()
