"""What people are told of a drill's steps: through the outbox, in the verb's transaction (NTF).

Before a drill without notice starts only controllers and evaluators are told anything (DRL-5).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from accounts.models import User
from drills.followup_sources import drill_subject, recipient
from drills.models import UNINFORMED, Drill, Participant, ParticipantRole
from followup.registry import Recipient
from followup.services.outbox import Message, notify
from followup.services.people import recipient_of

Told = dict[Recipient, tuple[str, ...]]
STAFF = (ParticipantRole.CONTROLLER.value, ParticipantRole.EVALUATOR.value)


def told_of(drill: Drill, roles: Iterable[str] = ParticipantRole.values) -> Told:
    """Everybody with one of `roles` who may know of it by now, once with all their roles."""
    wanted = set(roles)
    if drill.no_notice and drill.started_at is None:
        wanted -= set(UNINFORMED)
    told: Told = {}
    subject = drill_subject(drill)
    for role in ParticipantRole.values:
        if role in wanted:
            for who in subject.roles.get(role, ()):
                add(told, who, role)
    return told


def add(told: Told, who: Recipient, role: str) -> None:
    same = next((one for one in told if one.key == who.key), who)
    known = told.get(same, ())
    told[same] = known if role in known else (*known, role)


def about(drill: Drill) -> dict[str, Any]:
    """What every message says: when, where, whom to ask."""
    lead = drill.lead_controller
    phone = ", ".join(lead.phones[:1]) if lead is not None else ""
    return {
        "number": drill.code,
        "starts": {"at": drill.planned_start.isoformat()},
        "ends": {"at": drill.planned_end.isoformat()},
        "place": drill.place or {"en": "–", "zh": "–"},
        "controller": f"{lead.name} {phone}".strip() if lead is not None else "–",
    }


def tell(
    kind: str,
    drill: Drill,
    told: Told,
    *,
    at: datetime,
    by: User | None,
    mark: str = "",
    asks: bool = False,
    held: bool = True,
    **params: Any,
) -> int:
    """One message to each; `by` did it and needs none."""
    message = Message(
        kind=kind,
        recipients=told,
        subject=drill_subject(drill),
        params=about(drill) | params,
        mark=mark,
        held_in_quiet_hours=held,
        asks_acknowledgement=asks,
    )
    return notify(message, at=at, but=by)


def tell_invited(drill: Drill, parts: Iterable[Participant], *, at: datetime, by: User) -> int:
    """Also who sends it, when they take part: they, too, need the date and the link."""
    told: Told = {}
    for part in parts:
        add(told, recipient(part.person), part.role)
    return tell(
        "drill.invited", drill, told, at=at, by=None, mark=_day(drill), asks=True,
        text=drill.purpose,
    )  # fmt: skip


def tell_answered(drill: Drill, part: Participant, *, at: datetime, by: User | None) -> int:
    """Somebody does not come: whoever controls it looks for another."""
    subject = drill_subject(drill)
    told: Told = {}
    for who in subject.roles.get("lead_controller") or subject.roles.get("controller", ()):
        add(told, who, "controller")
    planner = recipient_of(drill.created_by)
    if not told and planner is not None:
        add(told, planner, "controller")
    return tell(
        "drill.declined", drill, told, at=at, by=by, mark=f"{part.pk}:{_day(drill)}",
        name=part.person.name, reason=part.answer_note,
    )  # fmt: skip


def tell_moved(drill: Drill, before: datetime, *, at: datetime, by: User) -> int:
    return tell(
        "drill.moved", drill, invited(drill), at=at, by=by, mark=f"{_day(drill)}:{drill.seq}",
        asks=True, before={"at": before.isoformat()}, reason=drill.reason,
    )  # fmt: skip


def tell_postponed(drill: Drill, *, at: datetime, by: User) -> int:
    told = invited(drill)
    return tell(
        "drill.postponed", drill, told, at=at, by=by, mark=str(drill.seq), reason=drill.reason
    )


def tell_cancelled(drill: Drill, *, at: datetime, by: User) -> int:
    return tell("drill.cancelled", drill, invited(drill), at=at, by=by, reason=drill.reason)


def tell_started(drill: Drill, *, at: datetime, by: User) -> int:
    """Everybody; of a drill without notice players learn now."""
    return tell("drill.started", drill, told_of(drill), at=at, by=by, held=False)


def tell_ended(drill: Drill, *, at: datetime, by: User) -> int:
    return tell("drill.ended", drill, told_of(drill), at=at, by=by, held=False)


def tell_still_running(drill: Drill, *, at: datetime) -> int:
    """It should have ended: does it still run (E26)?"""
    told = told_of(drill, [ParticipantRole.CONTROLLER.value])
    return tell("drill.still_running", drill, told, at=at, by=None, held=False)


def tell_paused_itself(drill: Drill, *, at: datetime) -> int:
    told = told_of(drill, [ParticipantRole.CONTROLLER.value])
    return tell("drill.paused_itself", drill, told, at=at, by=None, mark=str(drill.seq), held=False)


def invited(drill: Drill) -> Told:
    """Those who were invited to it: nobody else needs to know that it is off."""
    rows = drill.participants.filter(invited_at__isnull=False, person__is_active=True)
    told: Told = {}
    for part in rows.select_related("person__user").order_by("id"):
        add(told, recipient(part.person), part.role)
    return told


def _day(drill: Drill) -> str:
    return drill.planned_start.isoformat()
