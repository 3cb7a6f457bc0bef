"""The call list: who is to be called next, with one tap, and what came of it (INC-8)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from followup.models import ContactPoint
from incidents.models import Contact, ContactAttempt, ContactState, EscalationStep
from incidents.once import new_key
from incidents.room import Room
from incidents.services.contacts import CAN_BE_CALLED
from incidents.services.escalation_rungs import END
from incidents.services.holders import organisation_zone, why_absent

SETTLED = (ContactState.REACHED.value, ContactState.STOOD_DOWN.value)


@dataclass(frozen=True)
class Callee:
    """`phones` are (shown, dialled). `is_next`: the one to call now at this place."""

    contact: Contact
    phones: tuple[tuple[str, str], ...]
    attempts: tuple[ContactAttempt, ...]
    absent: str
    unreachable: bool
    is_next: bool

    @property
    def is_red(self) -> bool:
        lost = self.contact.state == ContactState.EXHAUSTED or self.unreachable
        return (lost or self.absent == "inactive") and self.contact.state not in SETTLED

    @property
    def is_settled(self) -> bool:
        return self.contact.state in SETTLED


@dataclass(frozen=True)
class Place:
    """A role of the card with its people in calling order."""

    name: str
    callees: tuple[Callee, ...]
    required: bool

    @property
    def is_answered(self) -> bool:
        return any(one.contact.state == ContactState.REACHED for one in self.callees)

    @property
    def is_red(self) -> bool:
        return not self.is_answered and all(one.is_red or one.is_settled for one in self.callees)


@dataclass(frozen=True)
class Level:
    """A level of the ladder: `state` "answered", "asked", "next", "silent"."""

    number: int
    name: str
    state: str
    people: str
    at: Any


def contacts_part(room: Room) -> dict[str, Any]:
    places = places_of(room)
    rungs = _ladder(room)
    levels = levels_of(rungs)
    if not places and not levels:
        return {}
    return {
        "places": places,
        "levels": levels,
        "to_call": sum(one.required and not one.is_answered for one in places),
        "key": new_key(),
        "may_call": room.may("respond") and room.incident.status in CAN_BE_CALLED,
        "my_level": any(one.state in ("asked", "silent") for one in levels)
        and room.incident.is_in_response
        and (room.may("acknowledge_level") or _is_asked(room, rungs)),
    }


def places_of(room: Room) -> list[Place]:
    rows = room.contacts
    # Whose days of absence would be asked; mostly nobody is away.
    zone = organisation_zone() if any(one.person.away_from for one in rows) else ""
    lost = set(
        ContactPoint.objects.unreachable()
        .filter(person__in=[one.person_id for one in rows])
        .values_list("person", flat=True)
    )
    by_place: dict[str, list[Contact]] = {}
    for one in rows:
        by_place.setdefault(one.place, []).append(one)
    found = []
    for name, held in by_place.items():
        answered = any(one.state == ContactState.REACHED for one in held)
        waiting = [one for one in held if one.state == ContactState.TO_CALL]
        following = waiting[0].pk if waiting and not answered else None
        callees = tuple(
            Callee(
                one,
                tuple((phone, dialled(phone)) for phone in one.person.phones),
                tuple(one.attempts.all()),
                why_absent(one.person, room.at, zone),
                one.person_id in lost,
                one.pk == following,
            )
            for one in held
        )
        role = held[0].role
        found.append(Place(str(role) if role else name, callees, any(x.required for x in held)))
    return sorted(found, key=lambda one: not one.required)


def dialled(phone: str) -> str:
    """What a tap dials: figures and a plus in front."""
    text = "".join(sign for sign in phone if sign.isdigit())
    return f"+{text}" if phone.strip().startswith("+") else text


def _ladder(room: Room) -> list[EscalationStep]:
    generation = int((room.incident.ladder or {}).get("generation", 0))
    rows = room.incident.escalation.filter(generation=generation, level__lt=END)
    return list(rows.select_related("role", "person").order_by("level", "loop", "part", "id"))


def levels_of(rungs: Iterable[EscalationStep]) -> list[Level]:
    by_level: dict[int, list[EscalationStep]] = {}
    for one in rungs:
        by_level.setdefault(one.level, []).append(one)
    return [_level(number, rows) for number, rows in sorted(by_level.items())]


def _level(number: int, rows: list[EscalationStep]) -> Level:
    states = EscalationStep.State
    roles = list(dict.fromkeys(str(one.role) for one in rows if one.role is not None))
    answered = [one for one in rows if one.state == states.ACKNOWLEDGED]
    before = any(one.reason == "answered_before" for one in rows)
    told = [one for one in rows if one.state == states.TOLD]
    waiting = [one for one in rows if one.state == states.WAITING]
    if answered or before:
        state, shown = "answered", answered
        at = min((one.acknowledged_at for one in answered if one.acknowledged_at), default=None)
    elif told:
        state, shown = ("asked" if waiting else "silent"), told
        at = min((one.told_at for one in told if one.told_at), default=None)
    else:
        state, shown = ("next" if waiting else "stopped"), waiting
        at = min((one.due_at for one in waiting), default=None)
    names = dict.fromkeys(one.person.name for one in shown if one.person is not None)
    return Level(number, ", ".join(roles), state, ", ".join(names), at)


def _is_asked(room: Room, rungs: Iterable[EscalationStep]) -> bool:
    return any(
        one.person is not None
        and one.person.user_id == room.user.pk
        and one.state == EscalationStep.State.TOLD
        for one in rungs
    )
