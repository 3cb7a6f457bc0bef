"""The banner over everything of a drill: nobody takes it for a real event (DRL-7)."""

from __future__ import annotations

from typing import Any

from followup.exercises import banner
from incidents.room import Room


def drill_part(room: Room) -> dict[str, Any]:
    if not room.incident.is_drill:
        return {}
    return {"drill": banner(room.incident.drill_code, room.user)}
