"""What a drill does to its incident, and what it hands over to a real one (RESP §4.2, ADR 0025).

Called by the app that holds drills, which has asked who may. The caller holds the drill's row.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Unpack

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import Person
from bia.models import Process
from bia.services.publishing import publish_row
from followup.services.verb import Call
from incidents.domain.felt import Step
from incidents.models import (
    OPEN,
    SINGLE,
    EscalationStep,
    Impact,
    Incident,
    IncidentRole,
    RoleAssignment,
    Status,
)
from incidents.services import clocks
from incidents.services.bia_snapshot import snapshots_of
from incidents.services.escalation import stop_ladder
from incidents.services.impact_step import follow_clocks, plain_steps, suggest_anew, told
from incidents.services.plans import SUBJECT, for_plans
from incidents.services.roles import given, release_all
from incidents.services.step import claimed, locked, save, written
from lib.versioning import change, create
from plans.services.activations import end_for_event

ENDED = "exercise_ended"
Given = Sequence[tuple[str, Person]]


@transaction.atomic
def give_roles(incident: Incident, roles: Given, **call: Unpack[Call]) -> list[RoleAssignment]:
    """Each (role, person) in turn; a role of one that is taken stays with who has it."""
    row = locked(incident)
    when = claimed(call)
    found = []
    taken = set(RoleAssignment.objects.held().filter(incident=row).values_list("role", "person"))
    for role, person in roles:
        if role not in IncidentRole.values or not person.is_active or (role, person.pk) in taken:
            continue
        if role in SINGLE and any(role == one for one, _person in taken):
            continue
        taken.add((role, person.pk))
        found.append(given(row, role, person, when, call))
    return found


@transaction.atomic
def affect(
    incident: Incident, processes: Collection[Process], **call: Unpack[Call]
) -> list[Impact]:
    """Processes the incident holds down besides those of its systems, from its beginning."""
    row = locked(incident)
    when = claimed(call)
    known = set(row.impacts.open().values_list("process_id", flat=True))
    new = [one for one in processes if one.pk not in known]
    snapshots = snapshots_of(new)
    found = []
    for process in new:
        fields: dict[str, Any] = snapshots[process.pk] | {
            "regions": list(row.regions), "confirmed": True,
            "steps": plain_steps([Step(row.occurred_at, Decimal(100), Decimal(0))]),
        }  # fmt: skip
        one = create(Impact, incident=row, process=process, start_at=row.occurred_at, **fields)
        payload = told(one) | {"since": row.occurred_at.isoformat()}
        written(row, "impact_opened", when=when, call=call, payload=payload)
        follow_clocks(one, at=when.recorded_at, by=call["by"])
        found.append(one)
    if found:
        suggest_anew(row, when)
    return found


@transaction.atomic
def end(incident: Incident, *, text: str = "", **call: Unpack[Call]) -> Incident:
    """The drill is over: nothing is due, carried out or waited for any more.

    Closed as it stands, without review and without measurements. Impacts that were open end with
    it, and are named in the timeline: they did not recover.
    """
    row = locked(incident)
    if row.status not in OPEN:
        return row
    when = claimed(call)
    by = call["by"]
    at = max(when.at, row.occurred_at)
    left = [one.code for one in row.impacts.open()]
    for one in row.impacts.open():
        change(one, read_version=None, end_at=max(at, one.start_at))
    save(row, status=Status.CLOSED.value, closed_at=at)
    written(row, ENDED, when=when, call=call, text=text, payload={"open": left})
    clocks.cancel_all(row, at=when.recorded_at, by=by, reason="exercise_ended")
    end_for_event(SUBJECT, row.number, outcome=_("The drill ended."), **for_plans(call, when))
    stop_ladder(row, at=when.recorded_at, reason="exercise_ended")
    release_all(row, at=at)
    publish_row("incident.closed", row, at=when.recorded_at)
    return row


def left_open(incident: Incident) -> set[str]:
    """Codes of the impacts that had not recovered when the drill ended."""
    last = incident.timeline.filter(type=ENDED).order_by("-seq").first()
    return set(last.payload.get("open", ())) if last is not None else set()


@transaction.atomic
def stand_still(
    incident: Incident, *, reason: str, real_event: bool = False, **call: Unpack[Call]
) -> None:
    """The drill is paused, or stopped by a real event: whoever is in its war room reads it."""
    type = "drill_to_real" if real_event else "drill_paused"
    written(locked(incident), type, when=claimed(call), call=call, text=reason)


@transaction.atomic
def go_on(incident: Incident, *, since: datetime, **call: Unpack[Call]) -> None:
    """After a pause: what the ladder had still to tell waits as long as it stood still."""
    row = locked(incident)
    stood = max(call["at"] - since, timedelta(0))
    row.escalation.filter(state=EscalationStep.State.WAITING, due_at__gte=since).update(
        due_at=F("due_at") + stood
    )
    payload = {"stood_s": int(stood.total_seconds())}
    written(row, "drill_resumed", when=claimed(call), call=call, payload=payload)


@transaction.atomic
def tell_apart(incident: Incident, *, drill: str, title: str, **call: Unpack[Call]) -> None:
    """A real event that was found in the middle of a drill says so in its timeline; nothing of the
    drill's is copied into it (DRL-13)."""
    row = locked(incident)
    payload = {"drill": drill, "title": title}
    written(row, "from_drill", when=claimed(call), call=call, payload=payload)


def roles_held(incident: Incident) -> list[tuple[str, Person]]:
    """Who holds which role now, in the order they took it, followers left out."""
    rows = RoleAssignment.objects.held().for_list().filter(incident=incident)
    rows = rows.exclude(role=IncidentRole.FOLLOWER).order_by("assumed_at", "id")
    return [(one.role, one.person) for one in rows]
