"""The rungs of a ladder written as rows: who, in which round, and when each is due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from accounts.models import Person
from incidents.models import EscalationStep, Incident
from incidents.services.holders import (
    BUSINESS_LEAD,
    DUTY,
    IT_LEAD,
    grade_above,
    grades,
    people_by_role,
    response_roles,
    with_deputies,
)
from plans.models import IncidentGrade, ResponseRole

State = EscalationStep.State


LOOPS = 2


LEVELS = (0, 1, 2, 3)


END = 9  # the row that says: two rounds, and somebody has not answered


# How many levels begin at once, by the severity of the grade (1 is the worst).
PARALLEL = {1: 3, 2: 2}


@dataclass(frozen=True)
class Rung:
    """A level: its roles, and in each its people in calling order. `names` are the roles' words."""

    level: int
    roles: tuple[str, ...]
    people: dict[str, tuple[Person, ...]] = field(default_factory=dict)


def rungs_of(grade: IncidentGrade) -> list[Rung]:
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


def snapshot(
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


def write_rows(
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
