"""The ladder of escalation, kept in rows (INC-4, ADR 0024, docs/method.md §38.4).

Every rung is an `EscalationStep` with its own `due_at`; a job tells what is due every five
seconds. The incident's row is locked first, as all verbs do; one that is in use waits for the
next round. A process that dies leaves nothing half done.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Unpack

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q

from accounts.models import Person, User
from followup.services.ticker import database_now
from incidents.models import IN_RESPONSE, EscalationStep, Incident
from incidents.services import clocks, contacts
from incidents.services.holders import (
    BUSINESS_LEAD,
    DUTY,
    IT_LEAD,
    duty_recipients,
    grade_above,
    grades,
    is_on_level,
    organisation_zone,
    people_by_role,
    person_of,
    response_roles,
    why_absent,
    with_deputies,
)
from incidents.services.rights import is_decision_level, rights_of
from incidents.services.step import Call, claimed, locked, require_status, save, write
from lib.claimed_time import Claimed, claim
from plans.models import IncidentGrade, ResponseRole

State = EscalationStep.State
LOOPS = 2
LEVELS = (0, 1, 2, 3)
END = 9  # the row that says: two rounds, and somebody has not answered
# How many levels begin at once, by the severity of the grade (1 is the worst).
PARALLEL = {1: 3, 2: 2}
SLICE = 20


@dataclass(frozen=True)
class Rung:
    """A level: its roles, and in each its people in calling order. `names` are the roles' words."""

    level: int
    roles: tuple[str, ...]
    people: dict[str, tuple[Person, ...]] = field(default_factory=dict)


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
    rungs = _rungs(grade)
    answered: set[str] = set()
    told: dict[int, datetime] = {}
    if generation > 1:
        stop_waiting(row, reason="regraded")
        answered, told = _answered_roles(row), _told_people(row)
    save(row, ladder=_snapshot(grade, generation, rungs, begins))
    _write_rows(row, grade, generation, rungs, begins, answered, told)
    return tell_due(row, now=begins)


def _mildest() -> IncidentGrade | None:
    found = grades()
    return found[-1] if found else None


def _rungs(grade: IncidentGrade) -> list[Rung]:
    """L0 duty, L1 the two leads, L2 the decision level, L3 the level above it."""
    above = grade_above(grade, grades())
    levels: list[tuple[str, ...]] = [
        (DUTY,), (IT_LEAD, BUSINESS_LEAD),
        (grade.decision_role.code,), (above.decision_role.code,),
    ]  # fmt: skip
    people = people_by_role({code for codes in levels for code in codes})
    everybody = grade.code == above.code
    return [
        Rung(
            number,
            codes,
            {
                code: tuple(
                    with_deputies(people[code]) if number > 1 or everybody else people[code]
                )
                for code in codes
            },
        )
        for number, codes in enumerate(levels)
    ]


def _snapshot(
    grade: IncidentGrade, generation: int, rungs: Sequence[Rung], at: datetime
) -> dict[str, Any]:
    return {
        "grade": grade.code,
        "generation": generation,
        "wait_s": grade.wait_s,
        "began_at": at.isoformat(),
        "levels": [
            {
                "level": one.level,
                "roles": list(one.roles),
                "people": {code: [p.code for p in held] for code, held in one.people.items()},
            }
            for one in rungs
        ],
    }


def offsets(severity: int, wait_s: int) -> dict[int, int]:
    """Level → seconds after the ladder's start; the first ones of grave grades at once."""
    together = PARALLEL.get(severity, 1)
    return {level: max(0, level - together + 1) * wait_s for level in LEVELS}


def _write_rows(
    incident: Incident,
    grade: IncidentGrade,
    generation: int,
    rungs: Sequence[Rung],
    begins: datetime,
    answered: set[str],
    told: dict[int, datetime],
) -> None:
    """Both rounds and the row that ends them. The second round begins when the wait after the
    first one's last level is over."""
    when = offsets(grade.severity, grade.wait_s)
    round_s = max(when.values()) + grade.wait_s
    roles = response_roles()
    rows: list[EscalationStep] = []
    for loop in range(1, LOOPS + 1):
        start = begins + timedelta(seconds=(loop - 1) * round_s)
        for rung in rungs:
            due = start + timedelta(seconds=when[rung.level])
            rows += _rows_of(incident, rung, roles, generation, loop, due, grade, answered, told)
    end = begins + timedelta(seconds=LOOPS * round_s)
    rows.append(
        EscalationStep(
            incident=incident, generation=generation, loop=LOOPS, level=END, part=1,
            reason="exhausted", due_at=end,
        )
    )  # fmt: skip
    EscalationStep.objects.bulk_create(rows)


def _rows_of(
    incident: Incident,
    rung: Rung,
    roles: dict[str, ResponseRole],
    generation: int,
    loop: int,
    due: datetime,
    grade: IncidentGrade,
    answered: set[str],
    told: dict[int, datetime],
) -> list[EscalationStep]:
    """The first of each role is told at once, the others after half the wait; each human once.

    On the level above the worst grade there is no first: all of its holders are told together.
    """
    half = timedelta(seconds=grade.wait_s // 2)
    everybody = rung.level == 3 and rung.roles[0] == grade.decision_role.code
    found: list[EscalationStep] = []
    seen: set[int] = set()
    for code in rung.roles:
        done = code in answered
        for index, person in enumerate(rung.people.get(code, ())):
            if person.pk in seen:
                continue
            seen.add(person.pk)
            part = 1 if index == 0 or everybody else 2
            known = told.get(person.pk) if loop == 1 else None
            row = EscalationStep(
                incident=incident, generation=generation, loop=loop, level=rung.level, part=part,
                role=roles.get(code), person=person, due_at=due if part == 1 else due + half,
            )  # fmt: skip
            if done:
                row.state, row.reason = State.STOPPED.value, "answered_before"
            elif known is not None:
                row.state, row.told_at, row.reason = State.TOLD.value, known, "told_before"
            found.append(row)
    if not found:
        found.append(
            EscalationStep(
                incident=incident, generation=generation, loop=loop, level=rung.level, part=1,
                role=roles.get(rung.roles[0]), due_at=due, reason="nobody",
            )
        )  # fmt: skip
    return found


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
    return sum(tell_due(incident, now=now) for incident in held)


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
            why = _why_skipped(row, now, zone)
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


def _why_skipped(row: EscalationStep, now: datetime, zone: str) -> str:
    if row.person is None:
        # Nobody holds the duty role: the logins of IT operations stand for it (§38.4).
        return "" if row.level == 0 else "nobody"
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


def silent_levels(incident: Incident) -> list[int]:
    """Levels of the running generation that were told and not answered."""
    generation = int((incident.ladder or {}).get("generation", 0))
    rows = incident.escalation.filter(generation=generation, level__lt=END)
    silent = {
        level
        for level, state in rows.values_list("level", "state")
        if state in (State.TOLD.value, State.SKIPPED.value)
    }
    return sorted(silent - answered_levels(incident))


def answered_levels(incident: Incident) -> set[int]:
    generation = int((incident.ladder or {}).get("generation", 0))
    rows = incident.escalation.filter(generation=generation)
    return {
        level
        for level, state, reason in rows.values_list("level", "state", "reason")
        if state == State.ACKNOWLEDGED or reason == "answered_before"
    }


@transaction.atomic
def acknowledge_level(
    incident: Incident, *, person: Person | None = None, **call: Unpack[Call]
) -> Incident:
    """ "I know, and I answer for my level": stops the ladder for that level only (INC-4).

    `person` is who answered when somebody else enters it. The decision level's answer meets K3.
    Answered already, nothing changes. Raises PermissionDenied: not on the ladder, and no decision
    level.
    """
    row = locked(incident)
    by = call["by"]
    who = person or person_of(by)
    on_ladder = who is not None and bool(_levels_of(row, who))
    if not on_ladder and not rights_of(row, by).may("acknowledge_level"):
        raise PermissionDenied("incident.acknowledge_level")
    require_status(row, *IN_RESPONSE)
    when = claimed(call)
    if who is not None:
        answer_for(row, who, when, by=by, via=call.get("via"))
    elif row.level_acknowledged_at is None and is_decision_level(by, row.effective_grade):
        _decision_answers(row, str(by), when, by, call.get("via"))
    return row


def answer_for(
    incident: Incident,
    person: Person,
    when: Claimed,
    *,
    by: User | None,
    via: str | None = None,
) -> list[int]:
    """`person` answered, themselves or by phone through `by`: their levels stop (the rows of
    others there are not told any more). The caller holds the incident's row.

    Answers the levels that were not answered before.
    """
    generation = int((incident.ladder or {}).get("generation", 0))
    levels = [one for one in _levels_of(incident, person) if one not in answered_levels(incident)]
    if levels:
        rows = incident.escalation.filter(generation=generation, level__in=levels)
        rows.filter(state=State.WAITING).update(state=State.STOPPED.value, reason="answered")
        mine = rows.filter(person=person, loop=_loop(incident, levels))
        if not mine.exists():
            # The named deputy of somebody on the level answers in their place.
            stood_for = rows.filter(loop=_loop(incident, levels))
            mine = stood_for.filter(Q(person__deputy=person) | Q(person=None, level=0))
        mine.update(state=State.ACKNOWLEDGED.value, acknowledged_at=when.at, acknowledged_by=by)
        payload = {"levels": levels, "person": person.code, "name": person.name}
        write(incident, "level_acknowledged", when=when, by=by, via=via or "ui", payload=payload)
        if not silent_or_waiting(incident):
            incident.escalation.filter(
                generation=generation, level=END, state=State.WAITING
            ).update(state=State.STOPPED.value, reason="answered")
    if incident.level_acknowledged_at is None and _is_decision_person(incident, person):
        _decision_answers(incident, person.name, when, by, via, wrote=bool(levels))
    incident.contacts.filter(person=person).exclude(state="reached").update(
        state="reached", reached_at=when.at
    )
    contacts.settle(incident, when)
    return levels


def stop_level(
    incident: Incident, level: int, when: Claimed, *, name: str, by: User | None, via: str = "ui"
) -> None:
    """A level was answered by a login that is nobody among the people. The caller holds the row."""
    if level in answered_levels(incident):
        return
    generation = int((incident.ladder or {}).get("generation", 0))
    rows = incident.escalation.filter(generation=generation, level=level)
    rows.filter(state=State.WAITING).update(state=State.STOPPED.value, reason="answered")
    first = rows.filter(state=State.TOLD).order_by("loop", "part", "id").last()
    if first is not None:
        first.state = State.ACKNOWLEDGED.value
        first.acknowledged_at, first.acknowledged_by = when.at, by
        first.save(update_fields=["state", "acknowledged_at", "acknowledged_by"])
    payload = {"levels": [level], "name": name}
    write(incident, "level_acknowledged", when=when, by=by, via=via, payload=payload)


def silent_or_waiting(incident: Incident) -> bool:
    generation = int((incident.ladder or {}).get("generation", 0))
    levels = set(
        incident.escalation.filter(generation=generation, level__lt=END).values_list(
            "level", flat=True
        )
    )
    return bool(levels - answered_levels(incident))


def _loop(incident: Incident, levels: Sequence[int]) -> int:
    """The round these levels are in."""
    told = incident.escalation.filter(
        generation=int((incident.ladder or {}).get("generation", 0)),
        level__in=levels, told_at__isnull=False,
    )  # fmt: skip
    return max(told.values_list("loop", flat=True), default=1)


def _levels_of(incident: Incident, person: Person) -> list[int]:
    """Levels of the running generation the person stands on, or is the named deputy of."""
    generation = int((incident.ladder or {}).get("generation", 0))
    rows = incident.escalation.filter(generation=generation, level__lt=END)
    mine = rows.filter(person=person) | rows.filter(person__deputy=person)
    found = set(mine.values_list("level", flat=True))
    if person.user is not None and rows.filter(level=0, person=None).exists():
        # Nobody holds the duty role: the logins told in its place answer for it.
        found |= {0} if any(one.user == person.user for one in duty_recipients()) else set()
    return sorted(found)


def _is_decision_person(incident: Incident, person: Person) -> bool:
    """Holds the decision level of the grade or a worse one, or is the named deputy of who does."""
    grade = incident.effective_grade
    if grade is None:
        return False
    codes = {one.decision_role.code for one in grades() if one.severity <= grade.severity}
    held = [one for people in people_by_role(codes).values() for one in people if one.is_active]
    if any(one.pk == person.pk or one.deputy_id == person.pk for one in held):
        return True
    return person.user is not None and is_on_level(person.user, held)


def _decision_answers(
    incident: Incident,
    name: str,
    when: Claimed,
    by: User | None,
    via: str | None,
    *,
    wrote: bool = False,
) -> None:
    """The decision level has answered: K3 is met, and the incident says when."""
    anchor = incident.grade_effective_at or incident.declared_at
    save(incident, level_acknowledged_at=max(when.at, anchor))
    clocks.meet_decision(incident, at=max(when.at, anchor), by=by)
    if not wrote:
        payload = {"levels": [2], "name": name}
        write(incident, "level_acknowledged", when=when, by=by, via=via or "ui", payload=payload)


def _about(row: EscalationStep) -> dict[str, Any]:
    role = row.role
    words = {"role_en": role.name_en, "role_zh": role.name_zh} if role is not None else {}
    person = row.person
    who = {"name": person.name} if person is not None else {}
    return {"level": row.level, "loop": row.loop, "generation": row.generation} | words | who


__all__ = [
    "acknowledge_level",
    "answer_for",
    "answered_levels",
    "offsets",
    "run_due",
    "silent_levels",
    "start_ladder",
    "stop_ladder",
]
