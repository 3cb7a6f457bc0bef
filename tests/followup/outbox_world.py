"""What the tests of sending speak of: people with addresses, and messages to them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from accounts.models import Person, User
from followup.messages import MessageKind, register
from followup.models import Channel, FollowupSettings, Notification, NotificationPreference
from followup.registry import Recipient, Subject
from followup.services.outbox import Message, notify
from followup.services.secrets import seal
from tests import factories
from tests.factories import NOON

# Noon in Shanghai, not in the quiet hours of anybody here who lives there.
MIDDAY = NOON - timedelta(hours=8)

STOPPED: dict[int, str] = {}

register(
    MessageKind(
        key="trial",
        label="Trial",
        title="Trial of %(what)s",
        text="Due %(due)s, within %(within)s, on %(day)s: %(name)s.",
        asks="Look at %(what)s",
        stop=lambda rows: {row.pk: STOPPED[row.pk] for row in rows if row.pk in STOPPED},
    )
)


class Clockwork:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.at = MIDDAY

    def __call__(self) -> Any:
        return self.at

    def on(self, **by: float) -> Any:
        self.at += timedelta(**by)
        return self.at


def subject(code: str = "road-rescue", **fields: Any) -> Subject:
    values = {"kind": "trial", "title": "Road rescue", "url": f"/trials/{code}/"} | fields
    return Subject(code=code, **values)


def person(code: str = "alice", **fields: Any) -> Person:
    return factories.person(code, **fields)


def tell(
    *to: Person | User,
    at: Any = MIDDAY,
    about: Subject | None = None,
    what: str = "brakes",
    roles: tuple[str, ...] = ("owner",),
    **fields: Any,
) -> list[Notification]:
    """One message of the kind "trial" to each; the rows that leave the house, in order."""
    recipients = {
        Recipient(person=one, user=one.user)
        if isinstance(one, Person)
        else Recipient(user=one): roles
        for one in to
    }
    last = Notification.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    values: dict[str, Any] = {"kind": "trial", "params": {"what": what}, "mark": what[:20]} | fields
    notify(Message(recipients=recipients, subject=about or subject(), **values), at=at)
    return list(Notification.objects.filter(pk__gt=last).exclude(channel="in_app").order_by("pk"))


def channel(code: str, url: str, **fields: Any) -> Channel:
    """A channel as the service would store it, whatever is allowed now."""
    values = {"name": code.capitalize(), "is_personal": "{" in url, "shown_url": "…"} | fields
    return Channel.objects.create(code=code, secret_url=seal(url), **values)


def allow(*schemes: str, internal: tuple[str, ...] = (), **fields: Any) -> FollowupSettings:
    row = FollowupSettings.current()
    row.allowed_schemes = list(schemes)
    row.allowed_internal = list(internal)
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()
    return row


def prefer(one: Person, **fields: Any) -> NotificationPreference:
    return NotificationPreference.objects.update_or_create(person=one, defaults=fields)[0]


def states(*rows: Notification) -> list[tuple[str, str]]:
    found = {row.pk: row for row in Notification.objects.filter(pk__in=[one.pk for one in rows])}
    return [(found[row.pk].state, found[row.pk].reason) for row in rows]
