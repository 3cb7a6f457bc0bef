"""The call list of an incident: whom the card names, who was reached, who stands in (INC-8).

A place is a role of the card; its people are called one after the other until one answers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Unpack

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from followup.services.verb import Call
from incidents.models import (
    Contact,
    ContactAttempt,
    ContactMethod,
    ContactResult,
    ContactState,
    Incident,
)
from incidents.services import clocks
from incidents.services.card import finish_step
from incidents.services.holders import (
    effective_severity,
    grades,
    is_within,
    organisation_zone,
    people_by_role,
    response_roles,
    why_absent,
    with_deputies,
)
from incidents.services.rights import require_right
from incidents.services.step import claimed, locked, require_status, write, written
from lib.claimed_time import Claimed, claim
from lib.errors import Refused
from plans.models import CardContact, IncidentGrade, ResponseRole
from plans.services.catalogue_loading import shipped_card

OUTSIDE = _("This person takes no part in the drill: nobody outside of it is called.")
CAN_BE_CALLED = ("reported", "assessing", "responding", "verifying", "reviewing")


@dataclass(frozen=True)
class _Place:
    role: ResponseRole
    required: bool


def build_call_list(
    incident: Incident, *, at: datetime, recorded_at: datetime | None = None
) -> None:
    """Whom the frozen card names, for the grade in effect; again, what is missing is added.

    A contact of worse grades stands on the list as well, as optional (C11). The caller holds the
    incident's row, and the card was frozen.
    """
    zone = organisation_zone()
    places = _places(incident)
    people = people_by_role([one.role.code for one in places])
    known = _known_places(incident)
    when = claim(at, recorded_at or at)
    new: list[Contact] = []
    required: list[str] = []
    for number, place in enumerate(places, start=1):
        if place.role.code in known:
            if place.required:
                required.append(place.role.code)
            continue
        held = with_deputies(people[place.role.code])
        outside = [one for one in held if not is_within(incident, one)]
        if outside:
            held = [one for one in held if one not in outside]
            _write_skipped(incident, place, outside, "outside_drill", when)
            if not held:
                continue
        absent = {one.pk: why_absent(one, at, zone) for one in held}
        present = [one for one in held if not absent[one.pk]]
        away = [one for one in held if absent[one.pk] == "away"]
        if present and away:
            _write_skipped(incident, place, away, "away", when)
        gone = [one for one in held if absent[one.pk] == "inactive"]
        if gone:
            _write_skipped(incident, place, gone, "inactive", when)
        callable_ = [*present, *away]
        if not callable_:
            write(incident, "contact_missing", when=when, by=None, payload=_place(place))
            continue
        new += _rows_of(incident, place, callable_, number, first_position=number * 100)
    Contact.objects.bulk_create(new)
    if required:
        incident.contacts.filter(place__in=required).update(required=True)


def add_contacts_of_grade(
    incident: Incident, *, at: datetime, recorded_at: datetime | None = None
) -> None:
    """A new grade brings its required contacts onto the list; nobody is taken off (INC-3)."""
    build_call_list(incident, at=at, recorded_at=recorded_at)


def _places(incident: Incident) -> list[_Place]:
    """The roles of the card in order, and whether the grade in effect requires them."""
    severity = effective_severity(incident)

    def needed(from_grade: IncidentGrade | None) -> bool:
        return from_grade is None or (severity is not None and severity <= from_grade.severity)

    if incident.card_version_id is not None:
        rows = CardContact.objects.filter(plan_version=incident.card_version_id)
        found = [
            _Place(one.role, needed(one.from_grade))
            for one in rows.select_related("role", "from_grade").order_by("position", "id")
        ]
        if found:
            return found
    shipped = shipped_card()["contacts"]
    roles, known = response_roles(), {one.code: one for one in grades()}
    return [
        _Place(roles[row["role"]], needed(known.get(row.get("from_grade", ""))))
        for row in shipped
        if row["role"] in roles
    ]


def _known_places(incident: Incident) -> set[str]:
    return set(incident.contacts.values_list("place", flat=True))


def _rows_of(
    incident: Incident, place: _Place, people: Sequence[Person], number: int, *, first_position: int
) -> list[Contact]:
    return [
        Contact(
            incident=incident,
            position=first_position + index,
            number=f"{number}" if index == 0 else f"{number}.{index}",
            place=place.role.code,
            role=place.role,
            person=person,
            is_alternate=index > 0,
            required=place.required,
        )
        for index, person in enumerate(people)
    ]


def add_contact(
    incident: Incident,
    person: Person,
    *,
    place: str,
    role: ResponseRole | None = None,
    required: bool = False,
) -> Contact:
    """Somebody more to reach, at the end of the list; once at a place. The caller holds the row."""
    known = incident.contacts.filter(place=place, person=person).first()
    if known is not None:
        return known
    last = incident.contacts.aggregate(last=Max("position"))["last"] or 0
    return Contact.objects.create(
        incident=incident, position=last + 1, place=place, role=role, person=person,
        is_alternate=incident.contacts.filter(place=place).exists(), required=required,
    )  # fmt: skip


def add_contacts(
    incident: Incident, people: Sequence[tuple[Person, str, ResponseRole | None]]
) -> None:
    """Those of (person, place, role) who stand nowhere on the list yet, at its end, in this order.
    The caller holds the row."""
    rows = list(incident.contacts.values_list("person", "place", "position"))
    known = {person for person, _place, _position in rows}
    places = {place for _person, place, _position in rows}
    position = max((position for _person, _place, position in rows), default=0)
    new = []
    for person, place, role in people:
        if person.pk in known or not is_within(incident, person):
            continue
        position += 1
        new.append(
            Contact(
                incident=incident, position=position, place=place, role=role, person=person,
                is_alternate=place in places, required=False,
            )
        )  # fmt: skip
        known.add(person.pk)
        places.add(place)
    Contact.objects.bulk_create(new)


@transaction.atomic
def log_attempt(
    contact: Contact,
    *,
    result: str,
    method: str = ContactMethod.PHONE.value,
    delegated_to: Person | None = None,
    note: str = "",
    **call: Unpack[Call],
) -> ContactAttempt:
    """Somebody was called, by whom the caller says, also later from paper (`at`).

    Reached at one place is reached at all of them, and answers their level of the ladder (INC-4).
    With everybody of a place tried in vain its rows go red. K1 ends when every required place is
    answered or tried to the end. Raises Refused: handed on to nobody.
    """
    incident = locked(Incident(pk=contact.incident_id))
    require_right(incident, call["by"], "respond")
    row = Contact.objects.select_related("person__user", "role").get(pk=contact.pk)
    when = claimed(call)
    note = note.strip()[:300]
    if result not in ContactResult.values:
        raise Refused("no_such_result", _("Choose what came of the call."), "result")
    if method not in ContactMethod.values:
        raise Refused("no_such_method", _("Choose how the person was called."), "method")
    if result == ContactResult.DELEGATED and delegated_to is None:
        raise Refused("nobody_named", _("Say to whom it was handed on."), "delegated_to")
    if delegated_to is not None and result != ContactResult.DELEGATED:
        delegated_to = None
    if delegated_to is not None and not is_within(incident, delegated_to):
        raise Refused("outside_drill", OUTSIDE, "delegated_to")
    if delegated_to is not None and delegated_to.pk == row.person_id:
        raise Refused("same_person", _("Nobody hands on to themselves."), "delegated_to")
    same = row.attempts.filter(
        method=method,
        result=result,
        at=when.at,
        by=call["by"],
        delegated_to=delegated_to,
        note=note,
    ).first()
    if same is not None:
        return same
    require_status(incident, *CAN_BE_CALLED)
    attempt = ContactAttempt.objects.create(
        contact=row, method=method, result=result, at=when.at, recorded_at=when.recorded_at,
        by=call["by"], delegated_to=delegated_to, note=note,
    )  # fmt: skip
    payload = {
        "contact": row.pk, "person": row.person.code, "name": row.person.name,
        "place": row.place, "method": method, "result": result,
    }  # fmt: skip
    if delegated_to is not None:
        payload["delegated_to"] = delegated_to.name
    written(incident, "contact_attempt", when=when, call=call, payload=payload, text=note)
    if result == ContactResult.REACHED:
        mark_reached(incident, row.person, when, by_phone=True, call=call)
    else:
        _mark_tried(incident, row, delegated_to)
    settle(incident, when)
    return attempt


def mark_reached(
    incident: Incident, person: Person, when: Claimed, *, by_phone: bool, call: Call | None = None
) -> None:
    """The person knows of it: their rows are answered, those who would stand in are let off.

    The caller holds the incident's row.
    """
    from incidents.services.escalation_answers import answer_for

    mine = incident.contacts.filter(person=person).exclude(state=ContactState.REACHED)
    places = list(mine.values_list("place", flat=True))
    mine.update(state=ContactState.REACHED.value, reached_at=when.at)
    incident.contacts.filter(place__in=places, state=ContactState.TO_CALL).update(
        state=ContactState.STOOD_DOWN.value
    )
    if by_phone:
        answer_for(incident, person, when, by=call["by"] if call else None)


def _mark_tried(incident: Incident, row: Contact, delegated_to: Person | None) -> None:
    if row.state != ContactState.REACHED:
        row.state = ContactState.TRIED.value
        row.save(update_fields=["state"])
    if delegated_to is not None:
        heir = add_contact(
            incident, delegated_to, place=row.place, role=row.role, required=row.required
        )
        if heir.state == ContactState.STOOD_DOWN:
            heir.state = ContactState.TO_CALL.value
            heir.save(update_fields=["state"])


def settle(incident: Incident, when: Claimed) -> None:
    """Places whose people were all tried go red; with every required place settled K1 ends."""
    rows: dict[str, list[Contact]] = defaultdict(list)
    for one in incident.contacts.select_related("role"):
        rows[one.place].append(one)
    needed = {name: held for name, held in rows.items() if any(one.required for one in held)}
    for name, held in rows.items():
        if is_exhausted(held) and any(one.state == ContactState.TRIED for one in held):
            incident.contacts.filter(place=name, state=ContactState.TRIED).update(
                state=ContactState.EXHAUSTED.value
            )
            write(incident, "unreachable", when=when, by=None, payload=_words_of(held[0]))
    if needed and all(is_answered(held) or is_exhausted(held) for held in needed.values()):
        last = max(_settled_at(incident, held, when) for held in needed.values())
        if clocks.meet_notify(incident, at=max(last, incident.declared_at)) is not None:
            finish_step(incident, "notify", at=max(last, incident.declared_at),
                        recorded_at=when.recorded_at)  # fmt: skip


def _settled_at(incident: Incident, held: Sequence[Contact], when: Claimed) -> datetime:
    """When the first of a place was reached, or the last of them was tried in vain."""
    reached = [
        one.reached_at
        for one in held
        if one.state == ContactState.REACHED and one.reached_at is not None
    ]
    if reached:
        return min(reached)
    tried = ContactAttempt.objects.filter(contact__incident=incident, contact__in=held)
    return tried.aggregate(last=Max("at"))["last"] or when.at


def is_answered(rows: Sequence[Contact]) -> bool:
    return any(one.state == ContactState.REACHED for one in rows)


def is_exhausted(rows: Sequence[Contact]) -> bool:
    """Everybody of the place was tried, nobody answered."""
    over = (ContactState.TRIED.value, ContactState.EXHAUSTED.value)
    return bool(rows) and all(one.state in over for one in rows)


def turn_red(incident: Incident) -> int:
    """Nobody answered after two rounds of the ladder: whoever was not reached shows red."""
    rows = incident.contacts.filter(
        state__in=[ContactState.TO_CALL.value, ContactState.TRIED.value]
    )
    return rows.update(state=ContactState.EXHAUSTED.value)


def _write_skipped(
    incident: Incident, place: _Place, people: Sequence[Person], why: str, when: Claimed
) -> None:
    payload = _place(place) | {"people": [one.name for one in people], "why": why}
    write(incident, "contact_skipped", when=when, by=None, payload=payload)


def _place(place: _Place) -> dict[str, Any]:
    return {
        "place": place.role.code, "role_en": place.role.name_en, "role_zh": place.role.name_zh,
        "required": place.required,
    }  # fmt: skip


def _words_of(contact: Contact) -> dict[str, Any]:
    role = contact.role
    words = {"role_en": role.name_en, "role_zh": role.name_zh} if role is not None else {}
    return {"place": contact.place} | words
