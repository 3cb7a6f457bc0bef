"""Decisions in the war room, the newest first."""

from __future__ import annotations

from typing import Any

from incidents.room import Room

SHOWN = 5


def decisions_part(room: Room) -> dict[str, Any]:
    rows = room.incident.decisions.select_related("by", "level").order_by("-at", "-id")
    found = list(rows[: SHOWN + 1])
    writes = room.incident.is_open and room.may("respond")
    if not found and not writes:
        return {}
    return {"decisions": found[:SHOWN], "more": len(found) > SHOWN, "writes": writes}
