"""Who holds which role in an incident, and the steps all changes of roles are made of."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import Person, User
from followup.services.verb import Call
from incidents.models import (
    OPEN,
    Incident,
    IncidentRole,
    IncidentSettings,
    RoleAssignment,
)
from incidents.services import clocks
from incidents.services.holders import person_of
from incidents.services.step import keep, written
from lib.claimed_time import Claimed
from lib.errors import Refused

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


def begin_role(
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
    payload = about(given)
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


def end_role(incident: Incident, holder: RoleAssignment, when: Claimed, *, note: str) -> None:
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
        end_role(incident, holder, when, note="")


def held_by(incident: Incident, role: str, person: Person) -> RoleAssignment | None:
    rows = RoleAssignment.objects.held().for_list()
    return rows.filter(incident=incident, role=role, person=person).first()


def require_person(user: User) -> Person:
    person = person_of(user)
    if person is None:
        words = _("Your login has no entry among the people: an administrator can add one.")
        raise Refused("no_person", words, "person")
    return person


def require_active(person: Person) -> None:
    if not person.is_active:
        raise Refused("inactive", _("This person is not active any more."), "person")


def about(holder: RoleAssignment) -> dict[str, Any]:
    return {"role": holder.role, "person": holder.person.code, "name": holder.person.name}
