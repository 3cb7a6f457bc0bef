"""Roles in an incident: taken, given, handed over with a note, released (E32, E33, E45)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Unpack

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import may
from accounts.models import Person, User
from followup.services.verb import Call
from incidents.clock_lines import instant
from incidents.models import (
    OPEN,
    SINGLE,
    Incident,
    IncidentRole,
    IncidentSettings,
    RoleAssignment,
)
from incidents.services import clocks
from incidents.services.holders import person_of
from incidents.services.rights import require_right
from incidents.services.step import claimed, keep, locked, require_status, save, write, written
from lib.claimed_time import Claimed, claim
from lib.errors import GuardsUnmet, Refused

COMMANDER = IncidentRole.COMMANDER.value
# More active roles than this is more than one head can do (E32).
MOST_ROLES = 2


def commander_of(incident: Incident) -> RoleAssignment | None:
    return held_role(incident, COMMANDER)


def held_role(incident: Incident, role: str) -> RoleAssignment | None:
    rows = RoleAssignment.objects.held().for_list()
    return rows.filter(incident=incident, role=role).first()


def active_roles(people: list[int]) -> dict[int, int]:
    """Person id → how many roles they hold in open incidents; followers only listen."""
    found: dict[int, int] = {}
    rows = RoleAssignment.objects.held().filter(person__in=people, incident__status__in=OPEN)
    for person in rows.exclude(role=IncidentRole.FOLLOWER).values_list("person", flat=True):
        found[person] = found.get(person, 0) + 1
    return found


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
    holder = held_role(row, role) if role in SINGLE else _held(row, role, person)
    if holder is not None and holder.person_id == person.pk:
        return holder
    if role == COMMANDER and holder is not None:
        return hand_over(row, person=person, note=note, **call)
    has_commander = commander_of(row) is not None
    is_free = holder is None
    _require_assign(row, role, person, call["by"], has_commander=has_commander, is_free=is_free)
    require_status(row, *OPEN)
    _require_active(person)
    when = claimed(call)
    if holder is not None:
        _end(row, holder, when, note=note)
    return _begin(row, role, person, when, call, confirmed=True)


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
        _end(row, holder, when, note=note)
    return _begin(row, COMMANDER, person, when, call, confirmed=True, note=note)


def given(
    incident: Incident, role: str, person: Person, when: Claimed, call: Call
) -> RoleAssignment:
    """A part that was agreed beforehand: in a drill, or by those who took part in one when it
    became real. The caller holds the row and has asked whether it is free."""
    return _begin(incident, role, person, when, call, confirmed=True)


def command_if_nobody_does(incident: Incident, when: Claimed, call: Call) -> RoleAssignment | None:
    """Whoever acknowledges first commands until somebody takes over. The caller holds the row.

    None: somebody commands, or the login has no entry among the people.
    """
    if commander_of(incident) is not None:
        return None
    person = person_of(call["by"])
    if person is None or not person.is_active:
        return None
    return _begin(incident, COMMANDER, person, when, call, confirmed=True)


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
    _require_active(person)
    _require_note(note)
    when = claimed(call)
    if holder is not None:
        _end(row, holder, when, note=note)
    mine = person.user_id == call["by"].pk
    given = _begin(row, COMMANDER, person, when, call, confirmed=mine, note=note)
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
        written(row, "command_confirmed", when=when, call=call, payload=_about(holder))
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
    _end(row, holder, when, note=note)
    written(row, "role_released", when=when, call=call, payload=_about(holder), text=note.strip())
    if role == COMMANDER:
        nobody_commands(row, when, by=call["by"])
    return holder


@transaction.atomic
def break_glass(incident: Incident, *, reason: str = "", **call: Unpack[Call]) -> RoleAssignment:
    """Anybody who sees the incident takes command once nobody had it for ten minutes (§4.6).

    Written down, and announced to everybody in it. Raises GuardsUnmet: somebody commands, or the
    time has not passed yet.
    """
    row = locked(incident)
    by = call["by"]
    if not Incident.objects.visible_to(by).filter(pk=row.pk).exists():
        raise PermissionDenied("incident.break_glass")
    person = require_person(by)
    holder = commander_of(row)
    if holder is not None and holder.person_id == person.pk:
        return holder
    require_status(row, *OPEN)
    when = claimed(call)
    problem = why_not_break_glass(row, at=when.recorded_at)
    if problem is not None:
        raise problem
    given = _begin(
        row, COMMANDER, person, when, call, confirmed=True, break_glass=True, note=reason
    )
    from incidents.services.telling import tell_broken_glass

    tell_broken_glass(row, given, by=by, at=when.recorded_at)
    return given


def why_not_break_glass(incident: Incident, *, at: datetime) -> GuardsUnmet | None:
    """The page's greyed button says the same as the refusal."""
    if commander_of(incident) is not None:
        words = _("Somebody is in command.")
        return GuardsUnmet.one("commanded", words)
    opens = break_glass_opens_at(incident)
    if at < opens:
        text = _("Anybody may take command from %(at)s on.") % {"at": instant(opens)}
        return GuardsUnmet.one("too_early", text)
    return None


def break_glass_opens_at(incident: Incident) -> datetime:
    """Ten minutes after the declaration or the end of the last command."""
    last = (
        RoleAssignment.objects.filter(incident=incident, role=COMMANDER)
        .order_by("-released_at")
        .values_list("released_at", flat=True)
        .first()
    )
    wait = timedelta(seconds=IncidentSettings.current().break_glass_after_s)
    return max(last or incident.declared_at, incident.declared_at) + wait


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
            _end(incident, holder, when, note="")
            payload = _about(holder) | {"why": "left"}
            write(incident, "role_released", when=when, by=None, payload=payload)
            count += 1
            if holder.role == COMMANDER:
                nobody_commands(incident, when, by=None)
    return count


def nobody_commands(incident: Incident, when: Claimed, *, by: User | None) -> None:
    """K13 fires with the next tick: deputy, then decision level (whatever the grade)."""
    if incident.is_in_response:
        now = when.recorded_at
        clocks.start_command(incident, at=now, due=now, by=by)


def answer_in_command(incident: Incident, *, at: datetime, by: User | None) -> None:
    """K13 from `at` again: the commander acted or confirmed. The caller holds the row."""
    if not incident.is_in_response:
        return
    clocks.meet_command(incident, at=at, by=by)
    clocks.follow_command(incident, at=at, by=by)


def _begin(
    incident: Incident,
    role: str,
    person: Person,
    when: Claimed,
    call: Call,
    *,
    confirmed: bool,
    break_glass: bool = False,
    note: str = "",
) -> RoleAssignment:
    _end_rest(incident, role, person, when)
    given = RoleAssignment.objects.create(
        incident=incident, role=role, person=person, assumed_at=when.at,
        confirmed_at=when.at if confirmed else None, break_glass=break_glass,
    )  # fmt: skip
    payload = _about(given)
    if break_glass:
        payload["break_glass"] = True
    load = active_roles([person.pk]).get(person.pk, 0)
    if load > MOST_ROLES:
        payload["active_roles"] = load
    written(incident, "role_taken", when=when, call=call, payload=payload, text=note.strip())
    if role == COMMANDER:
        _command_begins(incident, given, when, call["by"])
    return given


def _command_begins(incident: Incident, given: RoleAssignment, when: Claimed, by: User) -> None:
    incident.commander_seen_at = when.recorded_at
    keep(incident, "commander_seen_at")
    if not incident.is_in_response:
        return
    now = when.recorded_at
    clocks.meet_command(incident, at=now, by=by)
    if given.confirmed_at is None:
        wait = timedelta(seconds=IncidentSettings.current().break_glass_after_s)
        clocks.start_command(incident, at=now, due=now + wait, by=by)
    else:
        clocks.follow_command(incident, at=now, by=by)


def _end(incident: Incident, holder: RoleAssignment, when: Claimed, *, note: str) -> None:
    holder.released_at = max(when.at, holder.assumed_at)
    holder.handover_note = note.strip()
    holder.save(update_fields=["released_at", "handover_note"])


def _end_rest(incident: Incident, role: str, person: Person, when: Claimed) -> None:
    """Nobody is their own deputy, and a leader is no bystander."""
    less = {COMMANDER: [IncidentRole.DEPUTY.value, IncidentRole.FOLLOWER.value]}.get(
        role, [IncidentRole.FOLLOWER.value] if role != IncidentRole.FOLLOWER else []
    )
    rows = RoleAssignment.objects.held().filter(incident=incident, person=person, role__in=less)
    for holder in rows:
        _end(incident, holder, when, note="")


def _held(incident: Incident, role: str, person: Person) -> RoleAssignment | None:
    rows = RoleAssignment.objects.held().for_list()
    return rows.filter(incident=incident, role=role, person=person).first()


def require_person(user: User) -> Person:
    person = person_of(user)
    if person is None:
        words = _("Your login has no entry among the people: an administrator can add one.")
        raise Refused("no_person", words, "person")
    return person


def _require_active(person: Person) -> None:
    if not person.is_active:
        raise Refused("inactive", _("This person is not active any more."), "person")


def _require_note(note: str) -> None:
    if not note.strip():
        words = _("Write what runs, what is open and what comes next.")
        raise Refused("note_missing", words, "note")


def _about(holder: RoleAssignment) -> dict[str, Any]:
    return {"role": holder.role, "person": holder.person.code, "name": holder.person.name}
