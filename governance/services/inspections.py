"""Rounds: begun, answered point by point, finished; what follows from a fault (S2-006, S2-007)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import require
from accounts.models import Organisation, User
from followup.models import CorrectiveAction
from followup.services.numbers import next_number
from governance.models import (
    Inspection,
    InspectionList,
    InspectionResult,
    InspectionState,
    Outcome,
)
from incidents.models import Incident
from lib.days import day_in
from lib.errors import GuardsUnmet, Problem, Refused, StaleVersion
from lib.versioning import change as write
from lib.versioning import create, problems_of

PERMISSION = "inspection.record"
SERIES = "INS"
BAD = (Outcome.WARNING.value, Outcome.FAULT.value)


@transaction.atomic
def start_inspection(
    *, list: InspectionList, by: User, at: datetime, day: date | None = None, note: str = ""
) -> Inspection:
    """A round of `day` (today). One that is still open that day is gone on with.

    Raises PermissionDenied, Refused.
    """
    require(by, PERMISSION)
    today = day_in(at, Organisation.current().timezone)
    wanted = today if day is None else day
    if wanted > today:
        raise Refused("in_future", _("This lies in the future."), "day")
    row = InspectionList.objects.select_for_update(of=("self",)).get(pk=list.pk)
    if not row.is_active:
        raise Refused("not_active", _("This list is not in use any more."), "list")
    points = [*row.points.all()]
    if not points:
        raise Refused("empty", _("This list has no points yet."), "list")
    found = Inspection.objects.filter(list=row, day=wanted, state=InspectionState.OPEN).first()
    if found is not None:
        _missing_points(found, points)
        return found
    one = create(
        Inspection, code=next_number(SERIES, at=at), list=row, day=wanted, by=by, note=note.strip()
    )
    _missing_points(one, points)
    return one


def _missing_points(inspection: Inspection, points: list[Any]) -> None:
    known = set(inspection.results.values_list("point", flat=True))
    for point in points:
        if point.pk not in known:
            InspectionResult.objects.create(inspection=inspection, point=point)


@transaction.atomic
def answer(
    result: InspectionResult, *, by: User, at: datetime, outcome: str, value: str = "",
    note: str = "",
) -> InspectionResult:  # fmt: skip
    """What was found at a point; "" takes the answer back. Something conspicuous or faulty needs
    words. Raises PermissionDenied, GuardsUnmet once the round is done, Refused."""
    require(by, PERMISSION)
    _open(result.inspection_id)
    row = InspectionResult.objects.get(pk=result.pk)
    given = {"outcome": outcome, "value": value.strip(), "note": note.strip()}
    if outcome in BAD and not given["note"]:
        raise Refused("required", _("Say what was found."), "note")
    if all(getattr(row, name) == one for name, one in given.items()):
        return row
    for name, one in given.items():
        setattr(row, name, one)
    _save(row)
    return row


@transaction.atomic
def follow(
    result: InspectionResult, *, by: User, at: datetime,
    incident: Incident | None = None, action: CorrectiveAction | None = None,
) -> InspectionResult:  # fmt: skip
    """What somebody does about it; also once the round is done. None leaves what is there."""
    require(by, PERMISSION)
    row = InspectionResult.objects.select_for_update(of=("self",)).get(pk=result.pk)
    given = {"incident": incident, "action": action}
    changed = {n: one for n, one in given.items() if one is not None and getattr(row, n) != one}
    if not changed:
        return row
    if row.outcome not in BAD:
        words = _("Nothing conspicuous was found there.")
        raise GuardsUnmet.one("in_order", words)
    for name, one in changed.items():
        setattr(row, name, one)
    _save(row)
    return row


@transaction.atomic
def change_inspection(
    inspection: Inspection, *, read_version: int | None, by: User, at: datetime, **fields: Any
) -> list[str]:
    """Its note, until it is done."""
    require(by, PERMISSION)
    row = _open(inspection.pk)
    if read_version is not None and row.version != read_version:
        raise StaleVersion(row, read_version)
    return write(inspection, read_version=None, **fields)


@transaction.atomic
def finish_inspection(
    inspection: Inspection, *, by: User, at: datetime, note: str | None = None,
    read_version: int | None = None,
) -> Inspection:  # fmt: skip
    """Its answers stand. Raises PermissionDenied, GuardsUnmet: one for each point not answered."""
    require(by, PERMISSION)
    row = Inspection.objects.select_for_update(of=("self",)).get(pk=inspection.pk)
    if row.state == InspectionState.DONE:
        return row
    if read_version is not None and row.version != read_version:
        raise StaleVersion(row, read_version)
    open_points = row.results.filter(outcome="").select_related("point")
    problems = [
        Problem("unanswered", _("Not answered yet: %(point)s") % {"point": one.point.name},
                f"results.{one.pk}")
        for one in open_points
    ]  # fmt: skip
    if problems:
        raise GuardsUnmet(problems)
    fields: dict[str, Any] = {} if note is None else {"note": note.strip()}
    write(inspection, read_version=None, state=InspectionState.DONE.value, finished_at=at, **fields)
    return inspection


@transaction.atomic
def discard_inspection(inspection: Inspection, *, by: User, at: datetime) -> None:
    """A round begun by mistake: only while nothing is answered."""
    require(by, PERMISSION)
    row = _open(inspection.pk)
    if row.results.exclude(outcome="").exists():
        raise GuardsUnmet.one("answered", _("Something was answered already: finish the round."))
    row.delete()


def _open(pk: int) -> Inspection:
    row = Inspection.objects.select_for_update(of=("self",)).get(pk=pk)
    if row.state == InspectionState.DONE:
        raise GuardsUnmet.one("done", _("The round is done: its answers stand."))
    return row


def _save(row: InspectionResult) -> None:
    from django.core.exceptions import ValidationError

    try:
        row.full_clean()
    except ValidationError as error:
        raise Refused.many(problems_of(error)) from error
    row.save()
