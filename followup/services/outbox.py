"""Writing messages into the outbox (NTF-1), in the transaction of what they tell of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from accounts.models import User
from followup import exercises
from followup.models import (
    EMAIL,
    IN_APP,
    Channel,
    Clock,
    ContactPoint,
    Notification,
    NotificationPreference,
    NotificationState,
)
from followup.registry import Recipient, Subject
from lib.bulk import insert_rows

BATCH = 1000

Row = dict[str, Any]  # column → value of one row of the outbox


@dataclass(frozen=True)
class Message:
    """One thing to tell to some recipients, each once.

    `recipients` maps a recipient to the roles that make them one. `generation` and `mark` keep
    a later telling of the same kind apart (they are part of the dedup key).
    """

    kind: str
    recipients: dict[Recipient, tuple[str, ...]]
    subject: Subject | None = None
    params: dict[str, Any] = field(default_factory=dict)
    generation: int = 1
    mark: str = ""
    clock: Clock | None = None
    urgent: bool = False
    held_in_quiet_hours: bool = True
    asks_acknowledgement: bool = False
    not_before: datetime | None = None
    expires_at: datetime | None = None
    # The page to open when there is no subject, or another one than its own.
    url: str = ""
    only_in_app: bool = False


_in_app_only: ContextVar[bool] = ContextVar("in_app_only", default=False)


@contextmanager
def in_the_app_only() -> Iterator[None]:
    """Inside, nothing leaves: for histories that are loaded, nobody gets a mail about the past."""
    token = _in_app_only.set(True)
    try:
        yield
    finally:
        _in_app_only.reset(token)


def notify(message: Message, *, at: datetime, but: User | None = None) -> int:
    """As `notify_many`, for one message."""
    return notify_many([message], at=at, but=but)


def notify_many(messages: Iterable[Message], *, at: datetime, but: User | None = None) -> int:
    """Write the rows: in the app for whoever has a login, and on their first other channel.

    `but` did it and needs no message of their own deed. What was told already (same dedup key)
    is left out. Group channels get one copy of the kinds they ask for. What belongs to a drill
    reaches nobody outside its audience, and no group. Answers how many rows were asked for. A
    constant number of queries per 1,000.
    """
    asked = 0
    told = within_drills(messages)
    if _in_app_only.get():
        told = [replace(message, only_in_app=True) for message in told]
    wanted = [
        (message, recipient, roles)
        for message in told
        for recipient, roles in message.recipients.items()
        if but is None or recipient.user is None or recipient.user.pk != but.pk
    ]
    for start in range(0, len(wanted), BATCH):
        rows = _rows(wanted[start : start + BATCH], at)
        insert_rows(Notification, rows, ignore_conflicts=True)
        asked += len(rows)
    copies = _group_copies(told, at)
    for start in range(0, len(copies), BATCH):
        insert_rows(Notification, copies[start : start + BATCH], ignore_conflicts=True)
    return asked + len(copies)


def within_drills(messages: Iterable[Message]) -> list[Message]:
    """Of a message about a drill only the recipients its drill may reach (DRL-7)."""
    told = list(messages)
    codes = {one.subject.drill for one in told if one.subject is not None and one.subject.drill}
    if not codes:
        return told
    allowed = exercises.audiences(codes)
    return [_within(one, allowed) for one in told]


def _within(message: Message, allowed: dict[str, frozenset[str]]) -> Message:
    drill = drill_of(message)
    if not drill:
        return message
    kept = {
        who: roles for who, roles in message.recipients.items() if who.key in allowed[drill]
    }  # fmt: skip
    params = message.params | {exercises.PARAM: drill}
    return replace(message, recipients=kept, params=params)


def drill_of(message: Message) -> str:
    return message.subject.drill if message.subject is not None else ""


def asks_for(group_kinds: Iterable[str], kind: str) -> bool:
    """Whether "clock.action_due", "action.*" or "*" among `group_kinds` means `kind`."""
    return any(
        wanted in ("*", kind)
        or (wanted.endswith(".*") and kind.startswith(wanted[:-1]))
        or kind.startswith(f"{wanted}.")
        for wanted in group_kinds
    )


Wanted = tuple[Message, Recipient, tuple[str, ...]]


def _rows(wanted: Sequence[Wanted], at: datetime) -> list[Row]:
    channels = _first_channels(recipient for _message, recipient, _roles in wanted)
    contacts = contact_points(
        (recipient, channel)
        for message, recipient, _roles in wanted
        for channel in channels[recipient.key]
        if channel != IN_APP and not message.only_in_app
    )
    rows = []
    for message, recipient, roles in wanted:
        for channel in channels[recipient.key]:
            if channel == IN_APP:
                rows.append(_row(message, recipient, roles, channel, None, at))
            elif not message.only_in_app:
                contact = contacts[contact_key(recipient, channel)]
                rows.append(_row(message, recipient, roles, channel, contact, at))
    return rows


def _group_copies(messages: Sequence[Message], at: datetime) -> list[Row]:
    """One row for each group channel that asks for the message's kind."""
    groups = [
        (channel.code, channel.group_kinds)
        for channel in Channel.objects.filter(is_active=True, is_personal=False)
        if channel.group_kinds
    ]
    asked = [
        (message, code)
        for message in messages
        for code, kinds in groups
        if not (message.only_in_app or drill_of(message)) and asks_for(kinds, message.kind)
    ]
    contacts = contact_points((Recipient(), code) for _message, code in asked) if asked else {}
    return [
        _row(message, Recipient(), (), code, contacts[contact_key(Recipient(), code)], at)
        for message, code in asked
    ]


def _row(
    message: Message,
    recipient: Recipient,
    roles: tuple[str, ...],
    channel: str,
    contact: int | None,
    at: datetime,
) -> Row:
    subject = message.subject
    # The subject's own code may be long; a key never is.
    about = f"{subject.kind}:{subject.code}" if subject else ""
    key = f"{message.kind}:{about}:{message.generation}:{message.mark}:{recipient.key}:{channel}"
    in_app = channel == IN_APP
    now = at.isoformat()
    return {
        "dedup_key": key,
        "kind": message.kind,
        "subject_kind": subject.kind if subject else "",
        "subject_code": subject.code if subject else "",
        "title": subject.title[:300] if subject else "",
        "url": message.url or (subject.url if subject else ""),
        "grade": subject.grade if subject else "",
        "exercise": subject.exercise if subject else None,
        "person_id": recipient.person.pk if recipient.person else None,
        "user_id": recipient.user.pk if recipient.user else None,
        "contact_id": contact,
        "roles": list(roles),
        "channel": channel,
        "params": message.params,
        "urgent": message.urgent,
        "held_in_quiet_hours": message.held_in_quiet_hours,
        "asks_acknowledgement": message.asks_acknowledgement,
        "clock_id": message.clock.pk if message.clock else None,
        "mark": message.mark,
        # Nothing has to leave for what is shown in the app.
        "state": (NotificationState.SENT if in_app else NotificationState.PENDING).value,
        "reason": "",
        "not_before": message.not_before.isoformat() if message.not_before else now,
        "expires_at": message.expires_at.isoformat() if message.expires_at else None,
        "created_at": now,
        "sent_at": now if in_app else None,
    }


def contact_key(recipient: Recipient, channel: str) -> str:
    return f"{recipient.key}:{channel}"


def contact_points(pairs: Iterable[tuple[Recipient, str]]) -> dict[str, int]:
    """Ids of the contact points of (recipient, channel), made when not there yet, by key."""
    wanted = {contact_key(recipient, channel): (recipient, channel) for recipient, channel in pairs}
    found = _known_points(wanted)
    missing = sorted(key for key in wanted if key not in found)
    if missing:
        insert_rows(
            ContactPoint, (_point(key, *wanted[key]) for key in missing), ignore_conflicts=True
        )
        found |= _known_points(missing)
    return found


def _known_points(keys: Iterable[str]) -> dict[str, int]:
    return dict(ContactPoint.objects.filter(key__in=list(keys)).values_list("key", "pk"))


def _point(key: str, recipient: Recipient, channel: str) -> Row:
    return {
        "key": key,
        "person_id": recipient.person.pk if recipient.person else None,
        "user_id": recipient.user.pk if recipient.user else None,
        "channel": channel,
        "recent": [],
        "failures": 0,
        "last_error": "",
    }


def _first_channels(recipients: Iterable[Recipient]) -> dict[str, tuple[str, ...]]:
    """Recipient key → the channels a message starts on."""
    known = {recipient.key: recipient for recipient in recipients}
    people = [one.person.pk for one in known.values() if one.person is not None]
    chosen = dict(
        NotificationPreference.objects.filter(person__in=people).values_list("person", "channels")
    )
    answer: dict[str, tuple[str, ...]] = {}
    for key, recipient in known.items():
        order = chosen.get(recipient.person.pk) if recipient.person is not None else None
        first = order[0] if order else EMAIL
        answer[key] = (IN_APP, first) if recipient.user is not None else (first,)
    return answer
