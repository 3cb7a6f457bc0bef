"""The newest entries of the timeline in the war room."""

from __future__ import annotations

from typing import Any

from incidents.room import SHOWN_ENTRIES, Room
from incidents.timeline_lines import lines_of
from incidents.timeline_page import page_of


def timeline_part(room: Room) -> dict[str, Any]:
    page = page_of(room.incident, list(room.visibilities), size=SHOWN_ENTRIES)
    writes = room.may("respond")
    return {
        "lines": lines_of(
            page.entries, incident=room.incident, commands=room.may("command"),
            user_id=room.user.pk, writes=writes,
        ),
        "more": page.before is not None,
        "writes": writes,
    }  # fmt: skip
