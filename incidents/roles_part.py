"""Who does what: roles held, taken, handed over; who carries too many (E32, E33)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from incidents.models import OPEN, SINGLE, IncidentRole, RoleAssignment
from incidents.room import Room
from incidents.services.breaking_glass import break_glass_opens_at
from incidents.services.role_holding import COMMANDER, MOST_ROLES, active_roles


@dataclass(frozen=True)
class Held:
    assignment: RoleAssignment
    is_mine: bool
    # How many active roles the person has, when that is too many.
    overload: int


@dataclass(frozen=True)
class Line:
    """A role with who holds it; empty roles of one are offered."""

    role: str
    label: Any
    held: tuple[Held, ...]
    is_single: bool


def roles_part(room: Room) -> dict[str, Any]:
    load = active_roles([one.person_id for one in room.held])
    lines = []
    for role, label in IncidentRole.choices:
        mine = tuple(_held(one, room, load) for one in room.held if one.role == role)
        if mine or role in SINGLE:
            lines.append(Line(role, label, mine, role in SINGLE))
    is_open = room.incident.status in OPEN
    commander = next((one for one in room.held if one.role == COMMANDER), None)
    return {
        "lines": [one for one in lines if one.held or one.role == COMMANDER],
        "free": [one for one in lines if not one.held and one.role != COMMANDER],
        "commander": commander,
        "i_command": commander is not None and commander.person.user_id == room.user.pk,
        "to_confirm": commander is not None and commander.confirmed_at is None,
        "may_assign": is_open and room.may("command"),
        "may_take": is_open and commander is None and room.may("respond"),
        "glass": _glass(room, commander) if is_open else None,
        "handovers": [one for one in room.assignments if one.handover_note],
        "most": MOST_ROLES,
        "is_open": is_open,
        "may_respond": is_open and room.may("respond"),
    }


def _held(one: RoleAssignment, room: Room, load: dict[int, int]) -> Held:
    count = load.get(one.person_id, 0)
    return Held(one, one.person.user_id == room.user.pk, count if count > MOST_ROLES else 0)


def _glass(room: Room, commander: RoleAssignment | None) -> dict[str, Any] | None:
    """Breaking the glass, for whoever may not simply take command."""
    if commander is not None or room.may("respond"):
        return None
    opens: datetime = break_glass_opens_at(room.incident)
    return {"opens_at": opens, "is_open": room.at >= opens}
