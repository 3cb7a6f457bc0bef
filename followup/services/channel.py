"""The organisation's chat channels: made, changed, switched off. Their URLs are secrets."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings as django_settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from followup.domain import throttle
from followup.domain.chat_services import BY_SCHEME
from followup.domain.chat_services import SMS as SMS_GATEWAY
from followup.messages import all_kinds
from followup.models import EMAIL, IN_APP, Channel, FollowupSettings
from followup.services import secrets
from followup.services.channel_url import read_url
from lib.errors import Problem, Refused
from lib.versioning import change, create

MOST_A_MINUTE, MOST_AN_HOUR = 60, 1000
LIMITS = ("per_minute", "per_quarter_hour", "per_hour")


@transaction.atomic
def create_channel(*, secret_url: str, by: User, at: datetime, **fields: Any) -> Channel:
    """`secret_url` is the URL as the service gave it; it is kept encrypted.

    Raises Refused: wrong URL, a service or host that is not allowed, impossible limits.
    """
    read = read_url(secret_url, FollowupSettings.current())
    if fields.get("code") in (EMAIL, IN_APP):
        raise Refused("invalid", _("This code is taken by the platform itself."), "code")
    _check(fields)
    if BY_SCHEME[read.scheme].group == SMS_GATEWAY:
        # NTF-5; who wants other figures changes the channel.
        for name, limit in zip(LIMITS, throttle.SMS, strict=True):
            if fields.get(name) is None:
                fields[name] = limit.count
    return create(
        Channel,
        **fields,
        secret_url=secrets.seal(secret_url),
        shown_url=read.shown,
        is_personal=read.is_personal,
    )


@transaction.atomic
def change_channel(
    channel: Channel,
    *,
    read_version: int | None,
    by: User,
    at: datetime,
    secret_url: str = "",
    **fields: Any,
) -> list[str]:
    """Change a channel; an empty `secret_url` keeps the one that is stored.

    Raises Refused and StaleVersion.
    """
    fields.pop("code", None)  # what messages and preferences refer to stays
    _check(fields)
    if secret_url:
        read = read_url(secret_url, FollowupSettings.current())
        fields |= {
            "secret_url": secrets.seal(secret_url),
            "shown_url": read.shown,
            "is_personal": read.is_personal,
        }
    return change(channel, read_version=read_version, **fields)


def _check(fields: dict[str, Any]) -> None:
    problems = []
    for name, most in (
        ("per_minute", MOST_A_MINUTE),
        ("per_quarter_hour", MOST_AN_HOUR),
        ("per_hour", MOST_AN_HOUR),
    ):
        value = fields.get(name)
        if value is not None and not 1 <= value <= most:
            words = _("From 1 to %(most)s messages.") % {"most": most}
            problems.append(Problem("out_of_range", words, name))
    if fields.get("language") and fields["language"] not in dict(django_settings.LANGUAGES):
        problems.append(Problem("invalid", _("There is no such language."), "language"))
    if "group_kinds" in fields:
        fields["group_kinds"] = list(dict.fromkeys(fields["group_kinds"]))
        for kind in fields["group_kinds"]:
            if not _is_kind(kind):
                words = _("There is no kind of message “%(kind)s”.") % {"kind": kind}
                problems.append(Problem("invalid", words, "group_kinds"))
    if problems:
        raise Refused.many(problems)


def _is_kind(kind: str) -> bool:
    """A kind that is known, or a family of them: "clock.action_due", "action.*", "*"."""
    known = [one.key for one in all_kinds()]
    if kind == "*":
        return True
    if kind.endswith(".*"):
        return any(key.startswith(kind[:-1]) for key in known)
    return kind in known
