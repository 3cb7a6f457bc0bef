"""REAL EVENT: what was a drill is one no more (DRL-13)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Unpack

from django.db import transaction
from django.utils.translation import gettext as _

from bia.models import System
from bia.services.publishing import publish_row
from drills.exercise import people_of
from drills.models import Drill, DrillStatus
from drills.services import effects
from drills.services.engine import incident_call, roles_of_players
from drills.services.lifecycle import not_before_turn, stand_still
from drills.services.real_course import still_open
from drills.services.rights import require_right
from drills.services.step import claimed, locked, require_status, save, written
from followup.registry import Recipient, Subject
from followup.services.exercise_messages import withhold
from followup.services.outbox import Message, notify
from followup.services.verb import Call
from incidents.models import Confidentiality, Incident, Status
from incidents.services import exercise
from incidents.services.cancelling import cancel
from incidents.services.clocks import title_of
from incidents.services.declaring import declare, declared_from_a_drill
from lib.claimed_time import Claimed
from lib.errors import Refused

STOPPED = "real_event"


@transaction.atomic
def real_event(
    drill: Drill,
    *,
    title: str = "",
    systems: Sequence[System] | None = None,
    known: Incident | None = None,
    **call: Unpack[Call],
) -> Incident:
    """Something has really happened: the drill stops, a real incident begins.

    Everybody who takes part may say so. In one transaction: the drill is interrupted, its injects
    and clocks stand still, what of it had not left stays, everybody is told to stop, and a real
    incident is declared with its systems, processes and roles. Of its times nothing is copied: it
    was detected now, and nobody knows yet when it began. Interrupted already: its incident, while
    that is open; after a false alarm the next one is declared anew.

    `systems` None takes those of the drill. `known` is a real incident that somebody declared
    already: then no other is, and who has which part in it stays as it is. Raises PermissionDenied
    (403), GuardsUnmet (409: it does not run), Refused at title, known.
    """
    row = locked(drill)
    require_right(row, call["by"], "real_event")
    going_on = still_open(row)
    if row.status == DrillStatus.INTERRUPTED and going_on is not None:
        return going_on
    if row.status != DrillStatus.INTERRUPTED:
        require_status(row, DrillStatus.RUNNING, DrillStatus.PAUSED)
    when = claimed(call, not_before=row.started_at)
    if row.status != DrillStatus.INTERRUPTED:
        _stand_still(row, not_before_turn(row, when), call)
    if known is not None:
        incident = _join(row, known, when, call)
    else:
        incident = _declare(row, title, systems, when, call)
    save(row, real_incident=incident)
    payload = {"incident": incident.number, "joined": known is not None}
    if incident.confidentiality != Confidentiality.RESTRICTED:
        payload["title"] = incident.title
    entry = written(row, "interrupted", when=when, call=call, payload=payload)
    _tell_to_stop(row, incident, when, call, mark=str(entry.seq))
    publish_row("drill.real_event", row, at=when.recorded_at)
    drill.__dict__.update(row.__dict__)
    return incident


@transaction.atomic
def mistaken(drill: Drill, *, reason: str, **call: Unpack[Call]) -> Drill:
    """It was pressed by mistake: the real incident is a false alarm. Then the drill may be resumed.

    Incidents have their own rules of who may and whether a second person must agree: who pressed
    takes it back within two minutes, later it takes who may stand down a real incident. Raises
    PermissionDenied, GuardsUnmet, Refused at reason, as `incidents.cancel` does. One that was
    declared elsewhere goes on: the drill only lets go of it, as who controls it decides.
    """
    row = locked(drill)
    require_right(row, call["by"], "real_event")
    require_status(row, DrillStatus.INTERRUPTED)
    if row.real_incident is None:
        return row
    when = claimed(call, not_before=row.interrupted_at)
    theirs = incident_call(call, when)
    incident = row.real_incident
    if _was_joined(row):
        return _let_go(drill, row, incident, reason, when, call)
    before = incident.status
    incident = cancel(incident, reason=reason, **theirs)
    done = incident.status == Status.CANCELLED
    if done and before == Status.CANCELLED and _is_written(row, incident):
        return row
    payload = {"incident": incident.number, "waits": not done}
    written(row, "mistaken", when=when, call=call, payload=payload, text=reason)
    if done:
        _tell_mistaken(row, incident, reason, when, call)
    drill.__dict__.update(row.__dict__)
    return row


def _was_joined(row: Drill) -> bool:
    last = row.timeline.filter(type="interrupted").order_by("-seq").first()
    return last is not None and bool(last.payload.get("joined"))


def _let_go(
    drill: Drill, row: Drill, incident: Incident, reason: str, when: Claimed, call: Call
) -> Drill:
    require_right(row, call["by"], "control")
    if not reason.strip():
        raise Refused("required", _("Say why."), "reason")
    save(row, real_incident=None)
    payload = {"incident": incident.number, "waits": False, "joined": True}
    written(row, "mistaken", when=when, call=call, payload=payload, text=reason)
    drill.__dict__.update(row.__dict__)
    return row


def is_over(drill: Drill) -> bool:
    """The real event is a false alarm, or dealt with: the drill may go on or be ended."""
    return still_open(drill) is None


def _stand_still(row: Drill, when: Claimed, call: Call) -> None:
    status = DrillStatus.INTERRUPTED.value
    stand_still(
        row, status=status, reason=_("REAL EVENT"), by=call["by"], when=when, real_event=True
    )
    save(row, interrupted_at=when.at)
    effects.paused(row, when, call)
    withhold(row.code, at=when.recorded_at)


def _join(row: Drill, known: Incident, when: Claimed, call: Call) -> Incident:
    rows = Incident.objects.real().open().visible_to(call["by"])
    if not rows.filter(pk=known.pk).exists():
        raise Refused("no_such_incident", _("There is no such open real incident."), "known")
    exercise.tell_apart(known, drill=row.code, title=row.title, **incident_call(call, when))
    return Incident.objects.for_list().get(pk=known.pk)


def _declare(
    row: Drill, title: str, systems: Sequence[System] | None, when: Claimed, call: Call
) -> Incident:
    theirs = incident_call(call, when)
    failed = list(row.systems.order_by("code")) if systems is None else list(systems)
    words = _("Real event during drill %(code)s") % {"code": row.code}
    with declared_from_a_drill():
        incident = declare(
            title=title.strip() or words,
            systems=[(one, "full") for one in failed],
            detected_at=when.at,
            **theirs,
        )
    if systems is None:
        exercise.affect(incident, list(row.processes.order_by("code")), **theirs)
    roles = exercise.roles_held(row.incident) if row.incident else list(roles_of_players(row))
    exercise.give_roles(incident, roles, **theirs)
    exercise.tell_apart(incident, drill=row.code, title=row.title, **theirs)
    return Incident.objects.for_list().get(pk=incident.pk)


def _tell_to_stop(row: Drill, incident: Incident, when: Claimed, call: Call, *, mark: str) -> None:
    """Marked as real, urgent, and for everybody the drill has reached or might have."""
    notify(
        Message(
            kind="drill.real_event",
            recipients=recipients(row),
            subject=about(incident),
            params={
                "drill": row.code, "number": incident.number, "by": str(call["by"]),
                "at": {"at": when.at.isoformat()},
            },
            mark=f"{row.code}:{mark}",
            urgent=True,
            held_in_quiet_hours=False,
        ),
        at=when.recorded_at,
    )  # fmt: skip


def _tell_mistaken(row: Drill, incident: Incident, reason: str, when: Claimed, call: Call) -> None:
    params = {"drill": row.code, "number": incident.number, "reason": reason.strip()}
    notify(
        Message(
            kind="drill.real_event_mistaken",
            recipients=recipients(row),
            subject=about(incident),
            params=params,
            mark=f"{row.code}:{incident.number}",
            urgent=True,
            held_in_quiet_hours=False,
        ),
        at=when.recorded_at,
        but=call["by"],
    )


def recipients(row: Drill) -> dict[Recipient, tuple[str, ...]]:
    """Everybody of the drill, by name."""
    return {
        Recipient(person=one, user=one.user if one.user and one.user.is_active else None): (
            "participants",
        )
        for one in people_of(row)
    }


def about(incident: Incident) -> Subject:
    """A real one, whatever it was found in."""
    return Subject(
        kind="incident",
        code=incident.number,
        title=title_of(incident),
        url=incident.get_absolute_url(),
        grade=incident.effective_grade.code if incident.effective_grade else "",
        exercise=False,
    )


def _is_written(row: Drill, incident: Incident) -> bool:
    last = row.timeline.filter(type="mistaken").order_by("-seq").first()
    return last is not None and last.payload == {"incident": incident.number, "waits": False}
