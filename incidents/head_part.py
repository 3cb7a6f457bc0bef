"""The head of the war room: how grave, how long, what is due next, who leads."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import NoReverseMatch, reverse

from incidents.clock_lines import Line, lines_of
from incidents.room import Room

# Each stands large on top; on a phone nothing else must be read first.
FIRST = ("decision_response", "situation_report", "impact_rto", "impact_mtd")


def head_part(room: Room) -> dict[str, Any]:
    incident = room.incident
    lines = lines_of(room.clocks, room.at)
    ended = incident.closed_at or incident.cancelled_at
    return {
        "systems": room.systems,
        "names_systems": incident.is_in_response and room.may("respond"),
        "commander": room.commander,
        "first": _first(lines),
        "elapsed_s": incident.elapsed_s(ended or room.at),
        "counts_up": incident.restored_at is None and ended is None,
        "occurred_ms": _ms(incident.occurred_at),
        "group_url": incident.group_url if _is_web(incident.group_url) else "",
        "card_url": _page("incidents:incident_card", incident.number),
    }


def _first(lines: list[Line]) -> list[Line]:
    """The soonest of each kind that matters most."""
    found: dict[str, Line] = {}
    for one in lines:
        if one.clock.kind in FIRST:
            found.setdefault(one.clock.kind, one)
    return [found[kind] for kind in FIRST if kind in found]


def _is_web(address: str) -> bool:
    return address.startswith(("https://", "http://"))


def _page(name: str, number: str) -> str:
    try:
        return reverse(name, args=[number])
    except NoReverseMatch:
        return ""


def _ms(at: datetime) -> int:
    return int(at.timestamp() * 1000)
