"""Who is told, what every message says, and the one way into the outbox."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from accounts.models import User
from followup.models import Notification, NotificationState
from followup.registry import Recipient, Subject
from followup.services.outbox import Message, notify, notify_many
from followup.services.people import holders_of, recipient_of
from incidents.followup_sources import incident_subject
from incidents.models import Incident
from incidents.services.holders import duty_recipients, recipient
from lib.asked_once import once

Told = dict[Recipient, tuple[str, ...]]


def tell(
    kind: str,
    incident: Incident,
    wanted: Mapping[Recipient, tuple[str, ...]],
    *,
    at: datetime,
    but: User | None,
    subject: Subject | None = None,
    generation: int = 1,
    mark: str = "",
    asks: bool = False,
    held: bool | None = None,
    **params: Any,
) -> int:
    """One message to each; `but` did it and needs none. Answers how many rows were written."""
    subject = subject or incident_subject(incident)
    message = Message(
        kind=kind,
        recipients=dict(wanted),
        subject=subject,
        params=params,
        generation=generation,
        mark=mark,
        urgent=not incident.is_drill,
        held_in_quiet_hours=incident.is_drill if held is None else held,
        asks_acknowledgement=asks,
    )
    together = _held_back.get()
    if together is None:
        return notify(message, at=at, but=but)
    mine = {} if but is None else {
        who: roles for who, roles in wanted.items() if who.user is None or who.user.pk != but.pk
    }  # fmt: skip
    together.append((at, message if but is None else replace(message, recipients=mine)))
    return len(message.recipients)


_held_back: ContextVar[list[tuple[datetime, Message]] | None] = ContextVar(
    "messages_held_back", default=None
)


@contextmanager
def telling_together() -> Iterator[None]:
    """Inside, messages are held back, and written at the end in one go."""
    held: list[tuple[datetime, Message]] = []
    token = _held_back.set(held)
    try:
        yield
    finally:
        _held_back.reset(token)
    for at, messages in groupby(held, key=itemgetter(0)):
        notify_many([message for _at, message in messages], at=at)


def subject_of(incident: Incident) -> Subject:
    """With everybody its roles mean; asked for once while a verb tells of several things."""
    return once((*_key(incident), "subject"), lambda: incident_subject(incident))


def about(incident: Incident) -> dict[str, Any]:
    """What every message says (NTF-3): number, grade, title, since when, whom to phone."""
    return once((*_key(incident), "about"), lambda: _about(incident))


def _key(incident: Incident) -> tuple[Any, ...]:
    grade = incident.effective_grade
    return "incident told of", incident.pk, incident.status, grade.pk if grade else None


def _about(incident: Incident) -> dict[str, Any]:
    from incidents.services.role_holding import commander_of

    grade = incident.effective_grade
    holder = commander_of(incident)
    phone = ", ".join(holder.person.phones[:1]) if holder is not None else ""
    name = f"{holder.person.name} {phone}".strip() if holder is not None else ""
    nobody = {"en": "nobody yet", "zh": "暂无"}
    words = {"en": "–", "zh": "–"}
    if grade is not None:
        words = {"en": f"{grade.code} {grade.name_en}", "zh": f"{grade.code} {grade.name_zh}"}
    return {
        "number": incident.number,
        "grade_words": words,
        "since": {"at": incident.occurred_at.isoformat()},
        "commander": name or nobody,
        "systems": _systems(incident),
    }


def _systems(incident: Incident) -> str:
    if incident.confidentiality == "restricted":
        return "–"
    names = [str(one) for one in incident.systems.all()[:5]]
    return ", ".join(names) or "–"


def everybody_told(incident: Incident) -> Told:
    """Everyone who got any message of it or of its impacts (RESP §4.5)."""
    rows = Notification.objects.filter(subject_kind="incident", subject_code=incident.number)
    of_impacts = Notification.objects.filter(
        subject_kind="impact", subject_code__startswith=f"{incident.number}:"
    )
    found: Told = {}
    for row in (rows | of_impacts).exclude(state=NotificationState.SUPPRESSED).select_related(
        "person__user", "user"
    ).order_by("pk").distinct():  # fmt: skip
        if row.person is not None and row.person.is_active:
            add(found, recipient(row.person), *row.roles)
        elif row.person is None and row.user is not None:
            who = recipient_of(row.user)
            if who is not None:
                add(found, who, *row.roles)
    return found


def add(told: Told, who: Recipient, *roles: str) -> None:
    """One human stands once, with all the roles."""
    same = next((one for one in told if one.key == who.key), who)
    known = told.get(same, ())
    told[same] = (*known, *(role for role in roles if role not in known))


def add_roles(told: Told, subject: Subject, roles: Iterable[str]) -> None:
    for role in roles:
        people = subject.roles.get(role, ())
        if role == "bcm_managers":
            people = holders_of("continuity_manager")
        for who in people:
            add(told, who, role)


def without_ladder(told: Told, incident: Incident, now: datetime) -> None:
    rows = list(incident.escalation.filter(told_at=now).values_list("person", "level"))
    ladder = {f"p{pk}" for pk, _level in rows if pk is not None}
    if any(pk is None and level == 0 for pk, level in rows):
        ladder |= {who.key for who in duty_recipients()}
    for who in [one for one in told if one.key in ladder]:
        del told[who]
