"""Who needs and holds what: everybody's for who keeps the records, one's own for everybody."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import may, require
from accounts.models import Department, Organisation, Person
from accounts.request import PageRequest
from governance.competence_words import LOOKS
from governance.models import TrainingRecord, TrainingSession
from governance.services.competence import Cell, Competence, Line, competence
from lib.days import day_in


@require_safe
def competence_matrix(request: PageRequest) -> HttpResponse:
    """People × courses in use; `gaps` leaves out whoever lacks nothing, `department` narrows."""
    require(request.user, "training.view")
    today = day_in(timezone.now(), Organisation.current().timezone)
    gaps = request.GET.get("gaps") == "1"
    code = request.GET.get("department", "").replace("\0", "")
    people: Any = Person.objects.filter(is_active=True).select_related("department")
    if code:
        roots = Department.objects.filter(code=code).values_list("pk", flat=True)
        people = people.filter(department__in=Department.objects.all().subtree_ids(list(roots)))
    found = competence(today=today, people=list(people.order_by("code")))
    lines = [one for one in found.lines if one.missing] if gaps else found.lines
    context = {
        "found": found,
        "courses": found.courses,
        "lines": [(one, _cells(one, found)) for one in lines],
        "gaps": gaps,
        "department": code,
        "departments": Department.objects.order_by("code"),
        "holding": found.needed - found.missing,
        "legend": LOOKS.values(),
        "may_change": may(request.user, "training.change"),
    }
    return render(request, "governance/competence.html", context)


def _cells(line: Line, found: Competence) -> list[tuple[Cell, Any] | None]:
    return [
        (cell, LOOKS[cell.standing]) if (cell := line.cells.get(one.pk)) is not None else None
        for one in found.courses
    ]


@require_safe
def my_training(request: PageRequest) -> HttpResponse:
    """One's own: what one needs, holds, and is invited to."""
    person = Person.objects.filter(user=request.user).first()
    today = day_in(timezone.now(), Organisation.current().timezone)
    cells: list[tuple[Cell, Any]] = []
    if person is not None:
        (line,) = competence(today=today, people=[person]).lines
        cells = [(one, LOOKS[one.standing]) for one in line.cells.values()]
    context = {
        "person": person,
        "cells": cells,
        "records": TrainingRecord.objects.filter(person=person).for_list() if person else (),  # type: ignore[attr-defined]
        "sessions": TrainingSession.objects.filter(
            people=person, state="planned", planned_on__gte=today
        ).select_related("course").order_by("planned_on") if person else (),
        "legend": LOOKS.values(),
    }  # fmt: skip
    return render(request, "governance/my_training.html", context)
