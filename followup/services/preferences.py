"""What a person chose for their messages (NTF-3, NTF-7, NTF-9, NTF-10)."""

from __future__ import annotations

import zoneinfo
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Person, User
from followup.models import EMAIL, Channel, NotificationPreference
from lib.errors import Problem, Refused
from lib.versioning import change


def preference_of(person: Person) -> NotificationPreference:
    """What is stored, or the defaults, not saved."""
    return NotificationPreference.objects.filter(person=person).first() or NotificationPreference(
        person=person
    )


@transaction.atomic
def change_preferences(
    person: Person, *, read_version: int | None, by: User, at: datetime, **fields: Any
) -> list[str]:
    """Language and zone ("" takes the login's, then the organisation's), quiet hours (both null
    takes the organisation's, the same time twice means none), digest, order of channels.

    Raises Refused and StaleVersion.
    """
    problems = _problems(fields)
    if problems:
        raise Refused.many(problems)
    row, _made = NotificationPreference.objects.get_or_create(person=person)
    return change(row, read_version=read_version, **fields)


def personal_channels() -> list[Channel]:
    """The active channels that reach single people."""
    return list(Channel.objects.filter(is_active=True, is_personal=True).order_by("code"))


def _problems(fields: dict[str, Any]) -> list[Problem]:
    problems = []
    if fields.get("language") and fields["language"] not in dict(settings.LANGUAGES):
        problems.append(Problem("invalid", _("There is no such language."), "language"))
    if fields.get("timezone") and fields["timezone"] not in zoneinfo.available_timezones():
        problems.append(Problem("invalid", _("There is no such time zone."), "timezone"))
    if ("quiet_from" in fields or "quiet_until" in fields) and (
        (fields.get("quiet_from") is None) != (fields.get("quiet_until") is None)
    ):
        problems.append(Problem("incomplete", _("Give both times."), "quiet_until"))
    if "channels" in fields:
        order = fields["channels"]
        known = {EMAIL} | {channel.code for channel in personal_channels()}
        if any(code not in known for code in order):
            problems.append(Problem("invalid", _("There is no such channel."), "channels"))
        elif len(set(order)) != len(order):
            problems.append(Problem("twice", _("Name each channel once."), "channels"))
    return problems
