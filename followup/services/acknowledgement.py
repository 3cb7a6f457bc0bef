"""Acknowledging a message: by the link it carries, or in the app (NTF-8).

The link's token is signed and names the message and when it ends; it works once. Reading it
changes nothing, so a mail scanner that opens it does no harm (E44).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from followup.models import Notification
from followup.registry import when_acknowledged
from lib.errors import GuardsUnmet

SALT = "followup.acknowledge"
PATH = "/acknowledge/"


class LinkState(Enum):
    VALID = "valid"
    USED = "used"
    EXPIRED = "expired"
    INVALID = "invalid"


@dataclass(frozen=True)
class Link:
    state: LinkState
    message: Notification | None = None


WORDS = {
    LinkState.USED: _("This message was acknowledged already."),
    LinkState.EXPIRED: _("This link has expired; sign in to acknowledge."),
    LinkState.INVALID: _("This is no link of this platform."),
}


def token_of(message_id: int, *, at: datetime, lives_s: int) -> str:
    ends = at + timedelta(seconds=lives_s)
    return signing.Signer(salt=SALT).sign_object({"n": message_id, "x": int(ends.timestamp())})


def link_of(message_id: int, *, at: datetime, lives_s: int) -> str:
    token = token_of(message_id, at=at, lives_s=lives_s)
    return f"{settings.PUBLIC_URL}{PATH}{token}/"


def read(token: str, *, at: datetime) -> Link:
    """What the link is worth now; no effect."""
    try:
        said = signing.Signer(salt=SALT).unsign_object(token)
        message_id, ends = int(said["n"]), datetime.fromtimestamp(said["x"], UTC)
    except (signing.BadSignature, ValueError, KeyError, TypeError):
        return Link(LinkState.INVALID)
    message = Notification.objects.select_related("person", "user").filter(pk=message_id).first()
    if message is None:
        # Tidied away with its year.
        return Link(LinkState.EXPIRED)
    if message.ack_at is not None:
        return Link(LinkState.USED, message)
    return Link(LinkState.VALID if at < ends else LinkState.EXPIRED, message)


@transaction.atomic
def acknowledge(token: str, *, at: datetime) -> Notification:
    """The recipient has taken note. Raises GuardsUnmet when the link is used, old or wrong."""
    link = read(token, at=at)
    if link.state is not LinkState.VALID or link.message is None:
        raise GuardsUnmet.one(link.state.value, WORDS[link.state])
    user = link.message.user or (link.message.person.user if link.message.person else None)
    return _acknowledge(link.message.pk, by=user, at=at)


@transaction.atomic
def acknowledge_in_app(message: Notification, *, by: User, at: datetime) -> Notification:
    """The same by the signed-in recipient. Raises GuardsUnmet when it was done already."""
    if message.user_id != by.pk or not message.asks_acknowledgement:
        raise GuardsUnmet.one("not_asked", _("You are not asked to acknowledge this message."))
    return _acknowledge(message.pk, by=by, at=at)


def _acknowledge(pk: int, *, by: User | None, at: datetime) -> Notification:
    message: Notification = Notification.objects.select_for_update().get(pk=pk)
    if message.ack_at is not None:
        raise GuardsUnmet.one(LinkState.USED.value, WORDS[LinkState.USED])
    # The same thing told to the same person on other channels is acknowledged with it.
    same = Notification.objects.filter(
        dedup_key__startswith=f"{message.dedup_key.rpartition(':')[0]}:", ack_at__isnull=True
    )
    same.update(ack_at=at)
    message.ack_at = at
    if react := when_acknowledged(message.kind):
        react(message, by, at)
    return message
