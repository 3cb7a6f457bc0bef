"""Who reads a message: language, zone, quiet hours and addresses of each contact point, in bulk.

A preference comes first, then the login's choice, then the organisation's (NTF-3).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import translation

from accounts.models import Organisation, Person, User
from followup.models import (
    EMAIL,
    Channel,
    ContactPoint,
    FollowupSettings,
    NotificationPreference,
)


@dataclass(frozen=True)
class Reader:
    """Somebody (or a group channel) as a message needs them; addresses may be empty."""

    name: str
    language: str
    zone: ZoneInfo
    quiet_from: time
    quiet_until: time
    is_active: bool = True
    email: str = ""
    phone: str = ""
    username: str = ""
    # The order in which channels are tried; a group channel has no other.
    channels: tuple[str, ...] = ()


@dataclass(frozen=True)
class House:
    """What is the same for everybody: read once for a batch."""

    organisation: Organisation
    settings: FollowupSettings
    channels: dict[str, Channel]

    @classmethod
    def now(cls) -> House:
        channels = {one.code: one for one in Channel.objects.order_by("code")}
        return cls(Organisation.current(), FollowupSettings.current(), channels)

    @property
    def default_order(self) -> tuple[str, ...]:
        """E-mail, then every channel that reaches single people (NTF-9)."""
        return EMAIL, *(
            code for code, one in self.channels.items() if one.is_active and one.is_personal
        )


def readers_of(contacts: Iterable[ContactPoint], house: House) -> dict[int, Reader]:
    """The reader behind each contact point, by its id; one query for all preferences.

    `person`, `person.user` and `user` should be loaded along with the contact points.
    """
    known = list(contacts)
    people = [one.person_id for one in known if one.person_id]
    preferences = {
        one.person_id: one for one in NotificationPreference.objects.filter(person__in=people)
    }
    return {
        one.pk: _reader(one, preferences.get(one.person_id or 0), house)
        if one.person_id or one.user_id
        else _group(house.channels.get(one.channel), house)
        for one in known
    }


def reader_of(person: Person | None, user: User | None, house: House | None = None) -> Reader:
    """One human as a reader: for pages, which know only whom they show something to."""
    contact = ContactPoint(person=person, user=user, channel=EMAIL)
    preference = (
        NotificationPreference.objects.filter(person=person).first() if person is not None else None
    )
    return _reader(contact, preference, house or House.now())


def _reader(
    contact: ContactPoint, preference: NotificationPreference | None, house: House
) -> Reader:
    person = contact.person
    user = contact.user or (person.user if person is not None else None)
    chosen = preference or NotificationPreference()
    default = house.settings
    own_hours = chosen.quiet_from is not None and chosen.quiet_until is not None
    return Reader(
        name=person.name if person is not None else str(user),
        language=_language(chosen.language, user.language if user else "", house.organisation),
        zone=_zone(chosen.timezone, user.timezone if user else "", house.organisation),
        quiet_from=chosen.quiet_from if own_hours else default.quiet_from,  # type: ignore[arg-type]
        quiet_until=chosen.quiet_until if own_hours else default.quiet_until,  # type: ignore[arg-type]
        is_active=(person.is_active if person is not None else True)
        and (user.is_active if person is None and user is not None else True),
        email=_email((person.email if person is not None else "") or (user.email if user else "")),
        phone=next((str(one) for one in (person.phones if person else []) if one), ""),
        username=user.username if user else "",
        channels=tuple(chosen.channels) or house.default_order,
    )


def _group(channel: Channel | None, house: House) -> Reader:
    return Reader(
        name=channel.name if channel else "",
        language=_language(channel.language if channel else "", "", house.organisation),
        zone=_zone("", "", house.organisation),
        quiet_from=house.settings.quiet_from,
        quiet_until=house.settings.quiet_until,
    )


def _language(chosen: str, of_login: str, organisation: Organisation) -> str:
    for code in (chosen, of_login, organisation.language):
        if code and translation.check_for_language(code):
            return code
    return "en"


def _zone(chosen: str, of_login: str, organisation: Organisation) -> ZoneInfo:
    for name in (chosen, of_login, organisation.timezone):
        try:
            if name:
                return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError):
            continue
    return ZoneInfo("UTC")


def _email(address: str) -> str:
    """The address when it is one: nothing else may reach the head of a mail."""
    try:
        validate_email(address)
    except ValidationError:
        return ""
    return address
