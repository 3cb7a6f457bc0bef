"""Situation reports in the war room: which is due, one tap or a minute's form, the last ones."""

from __future__ import annotations

from typing import Any

from incidents.models import IncidentSettings
from incidents.once import new_key
from incidents.report_lines import fact_lines
from incidents.room import Room

SHOWN = 3


def reports_part(room: Room) -> dict[str, Any]:
    incident = room.incident
    reports = list(incident.reports.select_related("by").order_by("-number")[:10])
    writes = incident.is_open and room.may("respond")
    if not reports and not writes:
        return {}
    in_a_row = 0
    for one in reports:
        if not one.no_change:
            break
        in_a_row += 1
    most = IncidentSettings.current().no_change_most if writes and in_a_row else 1
    due = next((one for one in room.live_clocks if one.kind == "situation_report"), None)
    return {
        "shown": [(one, fact_lines(one.facts)) for one in reports[:SHOWN]],
        "count": reports[0].number if reports else 0,
        "next_number": (reports[0].number if reports else 0) + 1,
        "writes": writes,
        "commands": incident.is_open and room.may("command"),
        "one_tap": writes and in_a_row < most,
        "due": due,
        "is_late": due is not None and due.due_at < room.at,
        "key": new_key(),
        "form_key": new_key(),
    }
