"""The suggested grade of an incident, kept on its row and told when it gets worse (INC-2)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from bia.models import Process
from incidents.domain.suggestion import (
    GRADES,
    Failure,
    Objective,
    Regions,
    Suggestion,
    suggest,
)
from incidents.models import (
    IN_RESPONSE,
    Impact,
    Incident,
    IncidentSettings,
    IncidentSystem,
    Status,
)
from incidents.services import clocks
from incidents.services.holders import grades
from incidents.services.impact_prefill import RANK, failed_of, worst_importance
from incidents.services.loss import loss_at, reaches
from incidents.services.step import keep, write
from incidents.services.suggestion_news import tell_worse
from lib.claimed_time import Claimed
from plans.models import IncidentGrade

# They stand for nothing of their own.
NO_PARTS = (Status.MERGED, Status.CANCELLED)


def refresh(incident: Incident, at: datetime, *, in_tick: bool = False) -> None:
    """Work it out anew and keep it; the caller holds the incident.

    While no grade is confirmed the suggestion is the provisional one, or the grade of a part of
    it (a child) that is worse (E23); once that is in effect (K2
    is over) a worse one takes effect too, and a milder one only shows. A worse one than anybody
    was told of is told to who commands, once a level. Nothing is worked out once the service is
    proven to be back.

    `in_tick`: the ticker holds clocks of the incident; what takes effect is left to the next look.
    """
    if incident.status not in IN_RESPONSE:
        if incident.suggestion_next_at is not None:
            incident.suggestion_next_at = None
            keep(incident, "suggestion_next_at")
        return
    before = str(incident.suggestion.get("grade", ""))
    found = suggestion_of(incident, at)
    began = incident.occurred_at
    stored = found.as_json() | {"at": at.isoformat()}
    for ahead in stored["forecast"]:
        ahead["at"] = (began + timedelta(seconds=ahead["at_s"])).isoformat()
    incident.suggestion = stored
    incident.suggestion_next_at = (
        None if found.next_s is None else began + timedelta(seconds=found.next_s)
    )
    fields = ["suggestion", "suggestion_next_at"]
    worse = _worse_in_effect(incident, found.grade)
    if worse is not None and in_tick:
        incident.suggestion_next_at = at
    if incident.grade_id is None and incident.grade_effective_at is None:
        incident.provisional_grade = _with_its_parts(incident, grade_named(found.grade))
        fields.append("provisional_grade")
    keep(incident, *fields)
    if before and before != found.grade:
        payload = {
            "before": before,
            "grade": found.grade,
            "reasons": stored["reasons"],
            "provisional": incident.grade_id is None,
        }
        write(incident, "grade_suggested", when=Claimed(at, at), by=None, payload=payload)
        if incident.grade_id is None:
            clocks.follow_grade(incident)
    if worse is not None and not in_tick:
        # Verbs of grades change impacts, which ask for suggestions.
        from incidents.services.grading import worsen_provisional

        worsen_provisional(incident, worse, at=at)
    _tell(incident, found, at, is_first=not before)


def suggestion_of(incident: Incident, at: datetime) -> Suggestion:
    """The rule, asked about the incident as it stands; nothing is written."""
    impacts = list(incident.impacts.for_list())
    settings = IncidentSettings.current()
    grades = loss_grades(settings)
    total = loss_at(incident, impacts)
    loss = total(at)
    coming = []
    for amount, _grade in grades:
        if loss is not None and loss < amount:
            when = reaches(total, amount, at)
            if when is not None:
                coming.append((_s(incident, when), amount))
    return suggest(
        failures_of(incident, impacts),
        max(0, _s(incident, at)),
        loss,
        loss_grades=grades,
        loss_at_s=coming,
    )


def failures_of(incident: Incident, impacts: Sequence[Impact]) -> list[Failure]:
    """The failed systems, each with the processes it takes along; processes no failed system
    explains go with the gravest. A system nobody knows is judged by what the affected processes,
    else those of the reporter's department, run on (E30)."""
    systems = failed_of(incident)
    regions = regions_of(incident, impacts)
    if not systems:
        guess: Any = worst_importance(_worst_case(incident, impacts))
        needs = tuple(_objective(incident, one) for one in impacts)
        return [Failure(guess, "full", regions, needs, known=False)]
    gravest = min(systems, key=lambda one: (RANK[one.system.importance], one.extent != "full"))
    named = {one.system_id for one in systems}
    return [
        Failure(
            _importance(one),
            "full" if one.extent == "full" else "partial",
            regions,
            tuple(
                _objective(incident, impact)
                for impact in impacts
                if impact.system_id == one.system_id
                or (impact.system_id not in named and one is gravest)
            ),
            one.system.code,
        )
        for one in systems
    ]


def regions_of(incident: Incident, impacts: Sequence[Impact]) -> Regions:
    """ "all", or how many are named by the incident and its open impacts together."""
    named = {*incident.regions, *(r for one in impacts if one.end_at is None for r in one.regions)}
    return "all" if "all" in named else len(named)


def loss_grades(settings: IncidentSettings) -> list[tuple[Decimal, int]]:
    return [
        (Decimal(str(one["amount"])), GRADES.index(one["grade"]) + 1)
        for one in settings.loss_grades
        if one["grade"] in GRADES
    ]


def grade_named(code: str) -> IncidentGrade | None:
    """The catalogue's grade of this severity, whatever it is called there; None: none is loaded."""
    severity = GRADES.index(code) + 1
    return next((one for one in grades() if one.severity == severity), None)


def _with_its_parts(incident: Incident, found: IncidentGrade | None) -> IncidentGrade | None:
    """The worst of `found` and the grades of its parts: a parent is never milder than they are."""
    parts = incident.children.exclude(status__in=NO_PARTS).select_related(
        "grade", "provisional_grade"
    )
    known = [found, *(one.effective_grade for one in parts)]
    return min((one for one in known if one is not None), key=_severity, default=None)


def _severity(grade: IncidentGrade) -> int:
    return grade.severity


def _worse_in_effect(incident: Incident, code: str) -> IncidentGrade | None:
    """The suggested grade where it is worse than a provisional one that is in effect."""
    now, found = incident.provisional_grade, grade_named(code)
    if incident.grade_id is not None or incident.grade_effective_at is None or found is None:
        return None
    return found if now is None or found.severity < now.severity else None


def _tell(incident: Incident, found: Suggestion, at: datetime, *, is_first: bool) -> None:
    """Once per level: at the declaration everybody hears the first one anyway."""
    told = set(incident.suggested_told)
    if found.grade in told:
        return
    worst = min((GRADES.index(one) for one in told), default=len(GRADES))
    incident.suggested_told = [*incident.suggested_told, found.grade]
    keep(incident, "suggested_told")
    is_worse = GRADES.index(found.grade) < worst
    grade = incident.grade
    if grade is not None and GRADES.index(found.grade) + 1 >= grade.severity:
        return
    if is_worse and not is_first:
        tell_worse(incident, found, at=at)


def _worst_case(incident: Incident, impacts: Sequence[Impact]) -> list[int]:
    if impacts:
        return [one.process_id for one in impacts]
    person = getattr(incident.declared_by, "person", None)
    if person is None or person.department_id is None:
        return []
    return list(
        Process.objects.filter(department_id=person.department_id).values_list("pk", flat=True)
    )


def _importance(one: IncidentSystem) -> Any:
    return one.system.importance


def _objective(incident: Incident, one: Impact) -> Objective:
    return Objective(
        process=one.process.code,
        rto_s=one.rto_s,
        mtd_s=one.mtd_s,
        life_safety=one.life_safety,
        start_s=_s(incident, one.start_at),
        end_s=None if one.end_at is None else _s(incident, one.end_at),
    )


def _s(incident: Incident, at: datetime) -> int:
    return int((at - incident.occurred_at).total_seconds())
