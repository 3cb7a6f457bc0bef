"""By which addresses a person is reached, and which of them fail (NTF-9)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Person, User
from followup.models import EMAIL, IN_APP, Channel, ContactPoint
from followup.services.channel_url import places_of
from followup.services.readers import House, Reader, reader_of


@dataclass(frozen=True)
class Address:
    """One way to a person, in the order they are tried; `text` "" means there is none.

    `problem` says in words why nothing can arrive, "" when nothing is known against it.
    """

    channel: str
    name: Any
    text: str
    problem: Any = ""
    unreachable_since: datetime | None = None
    last_error: str = ""


def addresses_of(person: Person | None, user: User | None) -> list[Address]:
    """In the app first (for a login), then the person's own order."""
    house = House.now()
    reader = reader_of(person, user, house)
    known = contact_points_of(person, user)
    found = []
    if user is not None:
        found.append(Address(IN_APP, _("In the app"), user.username))
    for code in reader.channels:
        point = known.get(code)
        found.append(_address(code, reader, house, point))
    return found


def contact_points_of(person: Person | None, user: User | None) -> dict[str, ContactPoint]:
    """Channel → how its address behaved lately."""
    mine = Q(pk__in=[])
    if person is not None:
        mine |= Q(person=person)
    if user is not None:
        mine |= Q(user=user)
    return {point.channel: point for point in ContactPoint.objects.filter(mine).order_by("pk")}


def unreachable_of(person: Person) -> list[dict[str, Any]]:
    """The channels of the person that were given up, with since when and why (one query)."""
    points = ContactPoint.objects.unreachable().filter(person=person).order_by("unreachable_since")
    found = list(points)
    names = dict(Channel.objects.values_list("code", "name")) if found else {}
    return [
        {
            "channel_name": names.get(point.channel, _("E-mail")),
            "unreachable_since": point.unreachable_since,
            "last_error": point.last_error,
        }
        for point in found
    ]


def _address(code: str, reader: Reader, house: House, point: ContactPoint | None) -> Address:
    name, text, problem = _described(code, reader, house)
    since = point.unreachable_since if point else None
    return Address(code, name, text, problem, since, point.last_error if point else "")


def _described(code: str, reader: Reader, house: House) -> tuple[Any, str, Any]:
    """Name of the channel, the address on it, and what is wrong with it."""
    if code == EMAIL:
        problem: Any = "" if reader.email else _("No e-mail address is entered.")
        if not settings.MAIL_IS_SET_UP:
            problem = _("Mail is not set up on this platform.")
        return _("E-mail"), reader.email, problem
    channel = house.channels.get(code)
    if channel is None:
        return code, "", _("This channel is gone.")
    if not channel.is_active:
        return channel.name, "", _("This channel is switched off.")
    values = {"phone": reader.phone, "email": reader.email, "username": reader.username}
    used = [values[place] for place in places_of(channel)]
    missing: Any = "" if all(used) else _("What this channel needs is not entered.")
    return channel.name, ", ".join(dict.fromkeys(one for one in used if one)), missing
