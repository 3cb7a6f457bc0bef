"""The grade in the war room: suggestion with reasons and forecast, and what may be done."""

from __future__ import annotations

from typing import Any

from incidents.domain.states import REGRADED_IN
from incidents.grade_page import grade_view
from incidents.models import Status
from incidents.room import Room
from incidents.services.guards import unmet, waiting_proposal


def grade_part(room: Room) -> dict[str, Any]:
    """{} once the recovery is verified: the head says the grade then."""
    incident = room.incident
    if not incident.is_in_response:
        return {}
    proposal = waiting_proposal(incident) if incident.grade_id is not None else None
    names = {one.system.code: one.system.name for one in room.systems}
    names |= {one.process.code: one.process.name for one in room.impacts}
    view = grade_view(incident, room.at, proposal, known=names)
    can_confirm = incident.status in (Status.REPORTED, Status.ASSESSING)
    can_change = incident.status in REGRADED_IN and incident.grade_id is not None
    may_decide = proposal is not None and room.may("agree_lower")
    may_command = proposal is not None and room.may("propose_lower")
    return {
        "view": view,
        "differs": view.differs(incident.grade),
        "may_confirm": can_confirm and room.may("grade"),
        "may_change": can_change and (room.may("grade") or room.may("propose_lower")),
        "may_decide": may_decide,
        "may_command": may_command,
        "alone_guards": (
            unmet(incident, "lower_alone", by=None, at=room.at) if may_command else []
        ),
        "guards": (
            unmet(incident, "confirm_grade", by=None, at=room.at)
            if can_confirm and not incident.no_process_affected
            else []
        ),
    }
