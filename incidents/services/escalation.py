"""The ladder of escalation, kept in rows (INC-4, ADR 0024, docs/method.md §38.4).

Every rung is an `EscalationStep` with its own `due_at`; a job tells what is due every five
seconds. The incident's row is locked first, as all verbs do; one that is in use waits for the
next round. A process that dies leaves nothing half done.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from followup.exercises import standing_still
from followup.services.ticker import database_now
from incidents.models import IN_RESPONSE, EscalationStep, Incident
from incidents.services import contacts
from incidents.services.escalation_answers import silent_levels
from incidents.services.escalation_rungs import END, LOOPS, State, rungs_of, snapshot, write_rows
from incidents.services.holders import (
    grades,
    is_within,
    organisation_zone,
    why_absent,
)
from incidents.services.step import locked, save, write
from lib.claimed_time import claim
from plans.models import IncidentGrade

SLICE = 20


@transaction.atomic
def start_ladder(
    incident: Incident, *, at: datetime, by: User | None = None, recorded_at: datetime | None = None
) -> int:
    """The ladder of the grade in effect, snapshotted; what is due at once is told at once.

    The same grade again changes nothing. Another grade starts a new generation: rows of the old
    one stop, levels that answered are not asked again, and who was told already gets one message
    (`telling.tell_regraded`) instead of their rung's. Call it before `tell_declared`: who is told
    here is not told twice. Answers how many people were told.
    """
    row = locked(incident)
    count = begin_ladder(row, at=at, recorded_at=recorded_at)
    incident.ladder, incident.version = row.ladder, row.version
    incident.seq, incident.last_digest = row.seq, row.last_digest
    return count


def begin_ladder(row: Incident, *, at: datetime, recorded_at: datetime | None = None) -> int:
    """As `start_ladder`, for a verb that holds the row and goes on with it."""
    grade = row.effective_grade or _mildest()
    if grade is None or row.status not in IN_RESPONSE:
        return 0
    before = row.ladder or {}
    if before.get("grade") == grade.code:
        return 0
    generation = int(before.get("generation", 0)) + 1
    begins = recorded_at or at
    rungs = rungs_of(grade)
    answered: set[str] = set()
    told: dict[int, datetime] = {}
    if generation > 1:
        stop_waiting(row, reason="regraded")
        answered, told = _answered_roles(row), _told_people(row)
    save(row, ladder=snapshot(grade, generation, rungs, begins))
    write_rows(row, grade, generation, rungs, begins, answered, told)
    return tell_due(row, now=begins)


def _mildest() -> IncidentGrade | None:
    found = grades()
    return found[-1] if found else None


def _answered_roles(incident: Incident) -> set[str]:
    """Roles of levels that somebody answered in an earlier generation."""
    rows = incident.escalation.filter(state=State.ACKNOWLEDGED).values_list("role__code", flat=True)
    return {code for code in rows if code}


def _told_people(incident: Incident) -> dict[int, datetime]:
    rows = incident.escalation.filter(told_at__isnull=False, person__isnull=False)
    pairs = rows.order_by("told_at").values_list("person", "told_at")
    return {person: at for person, at in pairs if person is not None and at is not None}


def stop_waiting(incident: Incident, *, reason: str) -> int:
    """Whatever was to be told of the ladder is not told any more."""
    return incident.escalation.filter(state=State.WAITING).update(
        state=State.STOPPED.value, reason=reason
    )


def stop_ladder(incident: Incident, *, at: datetime, reason: str = "over") -> int:
    """The incident is restored, stood down, merged or closed. The caller holds the row."""
    return stop_waiting(incident, reason=reason)


def run_due(at: datetime | None = None, limit: int = 200) -> int:
    """Tell what is due by the database's clock (`at` only in tests); how many were told.

    Incidents whose row is in use are left for the next round. Safe on any number of workers.
    """
    now = at or database_now()
    due = EscalationStep.objects.due(now).order_by("due_at").values_list("incident", flat=True)
    waiting = sorted(set(due[:limit]))
    count = 0
    for start in range(0, len(waiting), SLICE):
        count += _run_slice(waiting[start : start + SLICE], at)
    return count


@transaction.atomic
def _run_slice(ids: Sequence[int], at: datetime | None) -> int:
    now = at or database_now()
    held = list(
        Incident.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(pk__in=ids)
        .select_related("grade__decision_role", "provisional_grade__decision_role")
        .order_by("pk")
    )
    # The ladder of a drill that is paused waits with it.
    still = standing_still({incident.drill_code for incident in held})
    return sum(tell_due(one, now=now) for one in held if one.drill_code not in still)


def tell_due(incident: Incident, *, now: datetime) -> int:
    """Everything of one incident that is due; one message a person. The caller holds the row."""
    from incidents.services.telling import tell_ladder

    if incident.status not in IN_RESPONSE:
        stop_waiting(incident, reason="over")
        return 0
    zone = organisation_zone()
    told: list[EscalationStep] = []
    while True:
        due = list(
            incident.escalation.due(now)
            .select_related("person__user", "person__deputy__user", "role")
            .order_by("due_at", "level", "part", "id")
        )
        if not due:
            break
        rungs = [row for row in due if row.level != END]
        skipped: list[EscalationStep] = []
        for row in rungs:
            why = _why_skipped(incident, row, now, zone)
            row.state = (State.SKIPPED if why else State.TOLD).value
            row.reason, row.told_at = why or row.reason, None if why else now
            (skipped if why else told).append(row)
        EscalationStep.objects.bulk_update(rungs, ["state", "reason", "told_at"])
        for row in due:
            if row.level == END:
                _exhausted(incident, row, now)
        if not skipped:
            break  # nothing else has become due by it
        for row in skipped:
            _write_skipped(incident, row, now)
            _bring_forward(incident, row, now)
    if told:
        _write_told(incident, told, now)
        tell_ladder(incident, told, at=now)
        _onto_list(incident, told)
    return len(told)


def _why_skipped(incident: Incident, row: EscalationStep, now: datetime, zone: str) -> str:
    if row.person is None:
        # Nobody holds the duty role: the logins of IT operations stand for it (§38.4).
        return "" if row.level == 0 else "nobody"
    if not is_within(incident, row.person):
        return "outside_drill"
    return why_absent(row.person, now, zone)


def _bring_forward(incident: Incident, skipped: EscalationStep, now: datetime) -> None:
    """Nobody is there to wait for: the alternates of the same role are told at once."""
    incident.escalation.filter(
        generation=skipped.generation, loop=skipped.loop, level=skipped.level, role=skipped.role,
        state=State.WAITING, due_at__gt=now,
    ).update(due_at=now)  # fmt: skip


def _write_skipped(incident: Incident, row: EscalationStep, now: datetime) -> None:
    payload = _about(row) | {"why": row.reason}
    write(incident, "escalation_skipped", when=claim(now, now), by=None, payload=payload)


def _write_told(incident: Incident, told: Sequence[EscalationStep], now: datetime) -> None:
    """One entry a level: who was told of it."""
    by_level: dict[tuple[int, int], list[EscalationStep]] = {}
    for row in told:
        by_level.setdefault((row.loop, row.level), []).append(row)
    for rows in by_level.values():
        payload = _about(rows[0]) | {
            "people": [one.person.name for one in rows if one.person is not None],
            "alternate": all(one.part > 1 for one in rows),
        }
        payload.pop("name", None)
        write(incident, "escalated", when=claim(now, now), by=None, payload=payload)


def _onto_list(incident: Incident, told: Sequence[EscalationStep]) -> None:
    """Who was told may be called, and sees a restricted incident: they stand on the call list."""
    new = [
        (row.person, row.role.code if row.role else "ladder", row.role)
        for row in told
        if row.person is not None and row.level > 0
    ]
    contacts.add_contacts(incident, new)


def _exhausted(incident: Incident, row: EscalationStep, now: datetime) -> None:
    """Two rounds, and a level is silent: the call list goes red, administrators are told."""
    from incidents.services.telling import tell_unreachable

    row.state = State.TOLD.value
    row.told_at = now
    row.save(update_fields=["state", "told_at"])
    silent = silent_levels(incident)
    if not silent:
        return
    contacts.turn_red(incident)
    payload = {"levels": silent, "loops": LOOPS, "generation": row.generation}
    write(incident, "ladder_exhausted", when=claim(now, now), by=None, payload=payload)
    tell_unreachable(incident, levels=silent, generation=row.generation, at=now)


def _about(row: EscalationStep) -> dict[str, Any]:
    role = row.role
    words = {"role_en": role.name_en, "role_zh": role.name_zh} if role is not None else {}
    person = row.person
    who = {"name": person.name} if person is not None else {}
    return {"level": row.level, "loop": row.loop, "generation": row.generation} | words | who


__all__ = [
    "run_due",
    "start_ladder",
    "stop_ladder",
]
