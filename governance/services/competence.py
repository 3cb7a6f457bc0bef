"""Who needs what, and holds it (ISO 22301 7.2): people × courses, in few queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from accounts.models import Person, RoleGrant
from governance.domain.competence import GAPS, Held, Standing, best, standing
from governance.models import (
    Course,
    CourseNeed,
    SessionState,
    TrainingRecord,
    TrainingSession,
)
from plans.models import RoleHolder

Key = tuple[int, int]  # person, course


@dataclass(frozen=True)
class Cell:
    """One person and one course. `planned_on`: the next session they are invited to."""

    course: Course
    needed: bool
    standing: Standing
    until: date | None
    on: date | None
    planned_on: date | None

    @property
    def is_gap(self) -> bool:
        return self.needed and self.standing in GAPS


@dataclass(frozen=True)
class Line:
    person: Person
    cells: Mapping[int, Cell]

    @property
    def missing(self) -> int:
        return sum(one.is_gap for one in self.cells.values())

    @property
    def needed(self) -> int:
        return sum(one.needed for one in self.cells.values())


@dataclass(frozen=True)
class Competence:
    """`needed` and `missing` count pairs of a person and a course they need."""

    courses: Sequence[Course]
    lines: Sequence[Line]

    @property
    def needed(self) -> int:
        return sum(one.needed for one in self.lines)

    @property
    def missing(self) -> int:
        return sum(one.missing for one in self.lines)


def competence(
    *, today: date, people: Iterable[Person] | None = None, course: Course | None = None
) -> Competence:
    """Of all active people (or `people`) and all courses in use (or one), on `today`."""
    rows = list(
        Person.objects.filter(is_active=True).select_related("department").order_by("code")
        if people is None else people
    )  # fmt: skip
    courses = [course] if course is not None else list(
        Course.objects.filter(is_active=True).order_by("code")
    )  # fmt: skip
    narrow = None if people is None else [one.pk for one in rows]
    needed = needs_of(rows, courses)
    held = _records(courses, narrow)
    planned = _planned(courses, narrow, today)
    lines = []
    for person in rows:
        cells = {}
        for one in courses:
            key = (person.pk, one.pk)
            if key in needed or key in held:
                cells[one.pk] = _cell(one, key in needed, held.get(key, ()), planned.get(key),
                                      today)  # fmt: skip
        lines.append(Line(person, cells))
    return Competence(courses, lines)


def _cell(
    course: Course, needed: bool, records: Sequence[Held], planned: date | None, today: date
) -> Cell:
    last = best(records)
    return Cell(
        course=course, needed=needed, standing=standing(records, today=today),
        until=last.until if last else None, on=last.on if last else None, planned_on=planned,
    )  # fmt: skip


def needs_of(people: Sequence[Person], courses: Sequence[Course]) -> set[Key]:
    """Pairs of a person and a course that a role of theirs, or everybody, must have."""
    roles, grants = _roles(people), _grants(people)
    found: set[Key] = set()
    for need in CourseNeed.objects.filter(course__in=courses):
        for person in people:
            if (
                need.everybody
                or (need.response_role_id is not None and need.response_role_id in roles[person.pk])
                or (need.role and need.role in grants[person.pk])
            ):
                found.add((person.pk, need.course_id))
    return found


def _roles(people: Sequence[Person]) -> Mapping[int, Collection[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    rows = RoleHolder.objects.filter(person__in=[one.pk for one in people], role__is_active=True)
    for person_id, role_id in rows.values_list("person_id", "role_id"):
        found[person_id].add(role_id)
    return found


def _grants(people: Sequence[Person]) -> Mapping[int, Collection[str]]:
    users = {one.user_id: one.pk for one in people if one.user_id is not None}
    found: dict[int, set[str]] = defaultdict(set)
    rows = RoleGrant.objects.filter(user__in=users, user__is_active=True)
    for user_id, role in rows.values_list("user_id", "role"):
        found[users[user_id]].add(role)
    return found


def _records(courses: Sequence[Course], people: Sequence[int] | None) -> Mapping[Key, list[Held]]:
    rows = TrainingRecord.objects.filter(course__in=courses)
    if people is not None:
        rows = rows.filter(person__in=people)
    found: dict[Key, list[Held]] = defaultdict(list)
    for person_id, course_id, on, passed, until in rows.values_list(
        "person_id", "course_id", "on", "passed", "valid_until"
    ):
        found[person_id, course_id].append(Held(on, passed, until))
    return found


def _planned(
    courses: Sequence[Course], people: Sequence[int] | None, today: date
) -> Mapping[Key, date]:
    rows = TrainingSession.objects.filter(
        course__in=courses, state=SessionState.PLANNED.value, planned_on__gte=today,
        people__isnull=False,
    )  # fmt: skip
    if people is not None:
        rows = rows.filter(people__in=people)
    found: dict[Key, date] = {}
    for person_id, course_id, on in rows.order_by("-planned_on").values_list(
        "people", "course_id", "planned_on"
    ):
        found[person_id, course_id] = on
    return found


def wanting(course: Course, *, on: date) -> list[Person]:
    """Who needs the course and does not hold it on `on` any more: whom to invite."""
    lines = competence(today=on, course=course).lines
    return [
        one.person for one in lines
        if (cell := one.cells.get(course.pk)) is not None and cell.needed
        and cell.standing != Standing.VALID
    ]  # fmt: skip
