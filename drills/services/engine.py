"""Functional and full exercises run on the screens of incidents (DRL-6, ADR 0025).

Called by the verbs of the drill, which hold its row and have asked who may; nothing happens for
drills that are only talked through.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from drills.models import Drill, ParticipantRole, Pause
from drills.services.pacing import stood_since
from drills.services.step import save
from followup.services.clocks import pause_exercise, resume_exercise
from followup.services.verb import Call
from incidents.models import IncidentRole, Mode, Origin
from incidents.services import exercise
from incidents.services.declaring import declare, declared_from_a_drill
from incidents.services.exercise import Given
from lib.claimed_time import Claimed


def start(row: Drill, *, when: Claimed, call: Call) -> None:
    """The incident of the drill: declared now, on its systems and processes, with the roles its
    players have in the response. Begun already: nothing."""
    if not row.on_engine or row.incident_id is not None:
        return
    theirs = incident_call(call, when)
    with declared_from_a_drill():
        incident = declare(
            title=row.title,
            systems=[(one, "full") for one in row.systems.order_by("code")],
            occurred_at=when.at,
            detected_at=when.at,
            origin=Origin.DRILL.value,
            mode=Mode.DRILL.value,
            drill_code=row.code,
            **theirs,
        )
    exercise.give_roles(incident, roles_of_players(row), **theirs)
    exercise.affect(incident, list(row.processes.order_by("code")), **theirs)
    save(row, incident=incident)


def pause(row: Drill, *, when: Claimed, call: Call) -> None:
    """Every clock of the drill stands still, whatever its kind, for the reason of its pause. The
    incident is locked before its clocks, as all its verbs do."""
    last = _last_pause(row)
    reason = last.reason if last is not None else ""
    if row.incident is not None and row.incident.is_open:
        stopped = last is not None and last.real_event
        theirs = incident_call(call, when)
        exercise.stand_still(row.incident, reason=reason, real_event=stopped, **theirs)
    pause_exercise(row.code, reason=reason, by=call["by"], at=when.at)


def resume(row: Drill, *, when: Claimed, call: Call) -> None:
    """Clocks and ladder move on by the time they stood still."""
    last = _last_pause(row)
    if row.incident is not None and row.incident.is_open and last is not None:
        since = stood_since(row, when.at) or last.began_at
        exercise.go_on(row.incident, since=since, **incident_call(call, when))
    resume_exercise(row.code, by=call["by"], at=when.at)


def end(row: Drill, *, when: Claimed, call: Call, text: str = "") -> None:
    """The incident closes as it stands, without a review; what it measured is kept."""
    from drills.services.measuring import measured_times

    if row.incident is not None:
        words = text or _("The drill ended.")
        exercise.end(row.incident, text=words, **incident_call(call, when))
    measured_times(row)


def incident_call(call: Call, when: Claimed) -> Call:
    """The same call for the incident of the drill."""
    via = call.get("via", "ui")
    return {"by": call["by"], "at": when.at, "recorded_at": when.recorded_at, "via": via}


def roles_of_players(row: Drill) -> Given:
    """(role in the incident, person) of the players who have one, in the order they were named."""
    rows = row.participants.filter(
        role=ParticipantRole.PLAYER, response_role__in=IncidentRole.values
    )
    found = rows.select_related("person").order_by("id")
    return [(one.response_role, one.person) for one in found if one.person.is_active]


def _last_pause(row: Drill) -> Pause | None:
    return Pause.objects.filter(drill=row).order_by("-began_at", "-id").first()
