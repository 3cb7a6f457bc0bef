"""Roles in an incident: taken, given, handed over with a note, released (E32, E33, E45)."""

from __future__ import annotations

from datetime import datetime
from typing import Unpack

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import may
from accounts.models import Person, User
from followup.services.verb import Call
from incidents.models import (
    OPEN,
    SINGLE,
    Incident,
    IncidentRole,
    RoleAssignment,
)
from incidents.services.holders import person_of
from incidents.services.rights import require_right
from incidents.services.role_holding import (
    COMMANDER,
    about,
    answer_in_command,
    begin_role,
    commander_of,
    end_role,
    held_by,
    held_role,
    nobody_commands,
    require_active,
    require_person,
)
from incidents.services.step import claimed, locked, require_status, save, write, written
from lib.claimed_time import Claimed, claim
from lib.errors import Refused


@transaction.atomic
def assign(
    incident: Incident, *, role: str, person: Person, note: str = "", **call: Unpack[Call]
) -> RoleAssignment:
    """Give somebody a role. A role of one that somebody else holds passes on.

    Commanders change by `hand_over` or `take_command` only, unless nobody commands. Whoever
    responds may take a part that is free; giving one to others, or taking it from somebody, takes
    who commands. Raises Refused:
    inactive person, no such role, or the commander's note is missing.
    """
    row = locked(incident)
    if role not in IncidentRole.values:
        raise Refused("no_such_role", _("There is no such role."), "role")
    holder = held_role(row, role) if role in SINGLE else held_by(row, role, person)
    if holder is not None and holder.person_id == person.pk:
        return holder
    if role == COMMANDER and holder is not None:
        return hand_over(row, person=person, note=note, **call)
    has_commander = commander_of(row) is not None
    is_free = holder is None
    _require_assign(row, role, person, call["by"], has_commander=has_commander, is_free=is_free)
    require_status(row, *OPEN)
    require_active(person)
    when = claimed(call)
    if holder is not None:
        end_role(row, holder, when, note=note)
    return begin_role(row, role, person, when, call, confirmed=True)


def _require_assign(
    incident: Incident,
    role: str,
    person: Person,
    by: User,
    *,
    has_commander: bool,
    is_free: bool,
) -> None:
    mine = person.user_id == by.pk
    if role == IncidentRole.FOLLOWER and mine and may(by, "incident.view"):
        return
    verb = "respond" if (mine and is_free) or not has_commander else "command"
    require_right(incident, by, verb)


@transaction.atomic
def take_command(incident: Incident, *, note: str = "", **call: Unpack[Call]) -> RoleAssignment:
    """Who calls becomes the commander. While another one commands it takes the right to command
    and a note of hand-over (E33); while nobody does, whoever responds may.

    Raises Refused: the login has no entry among the people, or the note is missing.
    """
    row = locked(incident)
    person = require_person(call["by"])
    holder = commander_of(row)
    if holder is not None and holder.person_id == person.pk:
        return holder
    require_right(row, call["by"], "respond" if holder is None else "command")
    require_status(row, *OPEN)
    when = claimed(call)
    if holder is not None:
        _require_note(note)
        end_role(row, holder, when, note=note)
    return begin_role(row, COMMANDER, person, when, call, confirmed=True, note=note)


def given(
    incident: Incident, role: str, person: Person, when: Claimed, call: Call
) -> RoleAssignment:
    """A part that was agreed beforehand: in a drill, or by those who took part in one when it
    became real. The caller holds the row and has asked whether it is free."""
    return begin_role(incident, role, person, when, call, confirmed=True)


def command_if_nobody_does(incident: Incident, when: Claimed, call: Call) -> RoleAssignment | None:
    """Whoever acknowledges first commands until somebody takes over. The caller holds the row.

    None: somebody commands, or the login has no entry among the people.
    """
    if commander_of(incident) is not None:
        return None
    person = person_of(call["by"])
    if person is None or not person.is_active:
        return None
    return begin_role(incident, COMMANDER, person, when, call, confirmed=True)


@transaction.atomic
def hand_over(
    incident: Incident, *, person: Person, note: str, **call: Unpack[Call]
) -> RoleAssignment:
    """The command passes to `person`, who confirms; until then K13 asks (E33).

    Raises Refused without a note: what runs, what is open, what comes next.
    """
    row = locked(incident)
    require_right(row, call["by"], "command")
    require_status(row, *OPEN)
    holder = commander_of(row)
    if holder is not None and holder.person_id == person.pk:
        return holder
    require_active(person)
    _require_note(note)
    when = claimed(call)
    if holder is not None:
        end_role(row, holder, when, note=note)
    mine = person.user_id == call["by"].pk
    given = begin_role(row, COMMANDER, person, when, call, confirmed=mine, note=note)
    if not mine:
        from incidents.services.telling import tell_handed_over

        tell_handed_over(row, given, note=note.strip(), by=call["by"], at=when.recorded_at)
    return given


@transaction.atomic
def confirm_command(incident: Incident, **call: Unpack[Call]) -> RoleAssignment:
    """ "I am in command": the hand-over is complete, and K13 starts anew.

    Raises PermissionDenied: somebody else commands.
    """
    row = locked(incident)
    holder = commander_of(row)
    if holder is None or holder.person.user_id != call["by"].pk:
        raise PermissionDenied("incident.confirm_command")
    when = claimed(call)
    if holder.confirmed_at is None:
        holder.confirmed_at = max(when.at, holder.assumed_at)
        holder.save(update_fields=["confirmed_at"])
        written(row, "command_confirmed", when=when, call=call, payload=about(holder))
    elif row.commander_seen_at is None or row.commander_seen_at < when.recorded_at:
        save(row, commander_seen_at=when.recorded_at)
    answer_in_command(row, at=when.recorded_at, by=call["by"])
    return holder


@transaction.atomic
def release(
    incident: Incident, *, role: str, person: Person | None = None, note: str = "",
    **call: Unpack[Call],
) -> RoleAssignment | None:  # fmt: skip
    """Give a role back. One's own always; others' takes who commands. A commander leaves a note.

    None: nobody (or not this person) had it.
    """
    row = locked(incident)
    rows = RoleAssignment.objects.held().for_list().filter(incident=row, role=role)
    holder = (rows.filter(person=person) if person is not None else rows).first()
    if holder is None:
        return None
    if holder.person.user_id != call["by"].pk:
        require_right(row, call["by"], "command")
    when = claimed(call)
    if role == COMMANDER:
        _require_note(note)
    end_role(row, holder, when, note=note)
    written(row, "role_released", when=when, call=call, payload=about(holder), text=note.strip())
    if role == COMMANDER:
        nobody_commands(row, when, by=call["by"])
    return holder


def release_all(incident: Incident, *, at: datetime) -> None:
    """The incident is over: nobody has a role in it any more. The caller holds the row."""
    for holder in RoleAssignment.objects.held().filter(incident=incident):
        holder.released_at = max(at, holder.assumed_at)
        holder.save(update_fields=["released_at"])


@transaction.atomic
def released_by_leaving(person: Person, *, by: User, at: datetime) -> int:
    """The person is no longer active, or their login is closed: their roles end (E45).

    K13 breaches at once where they commanded. Answers how many roles ended.
    """
    held = RoleAssignment.objects.held().filter(person=person, incident__status__in=OPEN)
    ids = sorted(set(held.values_list("incident", flat=True)))
    count = 0
    for pk in ids:
        incident = locked(Incident(pk=pk))
        when = claim(at, at)
        for holder in held.for_list().filter(incident=incident):
            end_role(incident, holder, when, note="")
            payload = about(holder) | {"why": "left"}
            write(incident, "role_released", when=when, by=None, payload=payload)
            count += 1
            if holder.role == COMMANDER:
                nobody_commands(incident, when, by=None)
    return count


def _require_note(note: str) -> None:
    if not note.strip():
        words = _("Write what runs, what is open and what comes next.")
        raise Refused("note_missing", words, "note")
