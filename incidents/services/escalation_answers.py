"""Answers to the ladder: a level that knows is not told any more (INC-4)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Unpack

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q

from accounts.models import Person, User
from followup.services.verb import Call
from incidents.models import IN_RESPONSE, Incident
from incidents.services import clocks, contacts
from incidents.services.escalation_rungs import END, State
from incidents.services.holders import (
    duty_recipients,
    grades,
    is_on_level,
    people_by_role,
    person_of,
)
from incidents.services.rights import is_decision_level, rights_of
from incidents.services.step import claimed, locked, require_status, save, write
from lib.claimed_time import Claimed


def silent_levels(incident: Incident) -> list[int]:
    """Levels of the running generation that were told and not answered."""
    generation = int((incident.ladder or {}).get("generation", 0))
    rows = incident.escalation.filter(generation=generation, level__lt=END)
    silent = {
        level
        for level, state in rows.values_list("level", "state")
        if state in (State.TOLD.value, State.SKIPPED.value)
    }
    return sorted(silent - answered_levels(incident))


def answered_levels(incident: Incident) -> set[int]:
    generation = int((incident.ladder or {}).get("generation", 0))
    rows = incident.escalation.filter(generation=generation)
    return {
        level
        for level, state, reason in rows.values_list("level", "state", "reason")
        if state == State.ACKNOWLEDGED or reason == "answered_before"
    }


@transaction.atomic
def acknowledge_level(
    incident: Incident, *, person: Person | None = None, **call: Unpack[Call]
) -> Incident:
    """ "I know, and I answer for my level": stops the ladder for that level only (INC-4).

    `person` is who answered when somebody else, who responds, enters it. The decision level's
    answer meets K3. Answered already, nothing changes. Raises PermissionDenied: not on the ladder,
    and no decision level.
    """
    row = locked(incident)
    by = call["by"]
    who = person or person_of(by)
    rights = rights_of(row, by)
    is_self = person is None or person.user_id == by.pk
    on_ladder = who is not None and bool(_levels_of(row, who))
    if not (on_ladder and (is_self or rights.may("respond"))) and not rights.may(
        "acknowledge_level"
    ):
        raise PermissionDenied("incident.acknowledge_level")
    require_status(row, *IN_RESPONSE)
    when = claimed(call)
    if who is not None:
        answer_for(row, who, when, by=by, via=call.get("via"))
    elif row.level_acknowledged_at is None and is_decision_level(by, row.effective_grade):
        _decision_answers(row, str(by), when, by, call.get("via"))
    return row


def answer_for(
    incident: Incident,
    person: Person,
    when: Claimed,
    *,
    by: User | None,
    via: str | None = None,
) -> list[int]:
    """`person` answered, themselves or by phone through `by`: their levels stop (the rows of
    others there are not told any more). The caller holds the incident's row.

    Answers the levels that were not answered before.
    """
    generation = int((incident.ladder or {}).get("generation", 0))
    levels = [one for one in _levels_of(incident, person) if one not in answered_levels(incident)]
    if levels:
        rows = incident.escalation.filter(generation=generation, level__in=levels)
        rows.filter(state=State.WAITING).update(state=State.STOPPED.value, reason="answered")
        mine = rows.filter(person=person, loop=_loop(incident, levels))
        if not mine.exists():
            # The named deputy of somebody on the level answers in their place.
            stood_for = rows.filter(loop=_loop(incident, levels))
            mine = stood_for.filter(Q(person__deputy=person) | Q(person=None, level=0))
        mine.update(state=State.ACKNOWLEDGED.value, acknowledged_at=when.at, acknowledged_by=by)
        payload = {"levels": levels, "person": person.code, "name": person.name}
        write(incident, "level_acknowledged", when=when, by=by, via=via or "ui", payload=payload)
        if not silent_or_waiting(incident):
            incident.escalation.filter(
                generation=generation, level=END, state=State.WAITING
            ).update(state=State.STOPPED.value, reason="answered")
    if incident.level_acknowledged_at is None and _is_decision_person(incident, person):
        _decision_answers(incident, person.name, when, by, via, wrote=bool(levels))
    incident.contacts.filter(person=person).exclude(state="reached").update(
        state="reached", reached_at=when.at
    )
    contacts.settle(incident, when)
    return levels


def stop_level(
    incident: Incident, level: int, when: Claimed, *, name: str, by: User | None, via: str = "ui"
) -> None:
    """A level was answered by a login that is nobody among the people. The caller holds the row."""
    if level in answered_levels(incident):
        return
    generation = int((incident.ladder or {}).get("generation", 0))
    rows = incident.escalation.filter(generation=generation, level=level)
    rows.filter(state=State.WAITING).update(state=State.STOPPED.value, reason="answered")
    first = rows.filter(state=State.TOLD).order_by("loop", "part", "id").last()
    if first is not None:
        first.state = State.ACKNOWLEDGED.value
        first.acknowledged_at, first.acknowledged_by = when.at, by
        first.save(update_fields=["state", "acknowledged_at", "acknowledged_by"])
    payload = {"levels": [level], "name": name}
    write(incident, "level_acknowledged", when=when, by=by, via=via, payload=payload)


def silent_or_waiting(incident: Incident) -> bool:
    generation = int((incident.ladder or {}).get("generation", 0))
    levels = set(
        incident.escalation.filter(generation=generation, level__lt=END).values_list(
            "level", flat=True
        )
    )
    return bool(levels - answered_levels(incident))


def _loop(incident: Incident, levels: Sequence[int]) -> int:
    """The round these levels are in."""
    told = incident.escalation.filter(
        generation=int((incident.ladder or {}).get("generation", 0)),
        level__in=levels, told_at__isnull=False,
    )  # fmt: skip
    return max(told.values_list("loop", flat=True), default=1)


def _levels_of(incident: Incident, person: Person) -> list[int]:
    """Levels of the running generation the person stands on, or is the named deputy of."""
    generation = int((incident.ladder or {}).get("generation", 0))
    rows = incident.escalation.filter(generation=generation, level__lt=END)
    mine = rows.filter(person=person) | rows.filter(person__deputy=person)
    found = set(mine.values_list("level", flat=True))
    if person.user is not None and rows.filter(level=0, person=None).exists():
        # Nobody holds the duty role: the logins told in its place answer for it.
        found |= {0} if any(one.user == person.user for one in duty_recipients()) else set()
    return sorted(found)


def _is_decision_person(incident: Incident, person: Person) -> bool:
    """Holds the decision level of the grade or a worse one, or is the named deputy of who does."""
    grade = incident.effective_grade
    if grade is None:
        return False
    codes = {one.decision_role.code for one in grades() if one.severity <= grade.severity}
    held = [one for people in people_by_role(codes).values() for one in people if one.is_active]
    if any(one.pk == person.pk or one.deputy_id == person.pk for one in held):
        return True
    return person.user is not None and is_on_level(person.user, held)


def _decision_answers(
    incident: Incident,
    name: str,
    when: Claimed,
    by: User | None,
    via: str | None,
    *,
    wrote: bool = False,
) -> None:
    """The decision level has answered: K3 is met, and the incident says when."""
    anchor = incident.grade_effective_at or incident.declared_at
    save(incident, level_acknowledged_at=max(when.at, anchor))
    clocks.meet_decision(incident, at=max(when.at, anchor), by=by)
    if not wrote:
        payload = {"levels": [2], "name": name}
        write(incident, "level_acknowledged", when=when, by=by, via=via or "ui", payload=payload)
