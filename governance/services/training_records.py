"""What people did and hold: attendance of a session, or a certificate from elsewhere."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import require
from accounts.models import Organisation, Person, User
from governance.domain.competence import passes, valid_until
from governance.models import Course, TrainingRecord, TrainingSession
from lib.days import day_in
from lib.errors import Refused
from lib.versioning import change, create

PERMISSION = "training.change"
UNSAID = object()


@transaction.atomic
def create_record(
    *, course: Course, person: Person, on: date, by: User, at: datetime, **fields: Any
) -> TrainingRecord:
    """`passed` follows from the score, `valid_until` from the course, unless they are given.

    Raises PermissionDenied, Refused.
    """
    require(by, PERMISSION)
    return write_record(course=course, person=person, on=on, by=by, at=at, **fields)


def write_record(
    *, course: Course, person: Person, on: date, by: User, at: datetime,
    score: Decimal | None = None, passed: bool | None = None, valid_until: Any = UNSAID,
    session: TrainingSession | None = None, certificate: str = "", note: str = "",
    again: bool = False,
) -> TrainingRecord:  # fmt: skip
    """With `again` the record of that course, person and day is corrected when there is one."""
    if on > day_in(at, Organisation.current().timezone):
        raise Refused("in_future", _("This lies in the future."), "on")
    values: dict[str, Any] = {
        "score": score, "passed": judged(course, score, passed), "session": session,
        "valid_until": until(course, on) if valid_until is UNSAID else valid_until,
        "certificate": certificate, "note": note,
    }  # fmt: skip
    if again:
        found = TrainingRecord.objects.filter(course=course, person=person, on=on).first()
        if found is not None:
            change(found, read_version=None, **values)
            return found
    return create(TrainingRecord, course=course, person=person, on=on, recorded_by=by, **values)


@transaction.atomic
def change_record(
    record: TrainingRecord, *, read_version: int | None, by: User, at: datetime, **fields: Any
) -> list[str]:
    """Raises PermissionDenied, StaleVersion, Refused."""
    require(by, PERMISSION)
    course = fields.get("course", record.course)
    on = fields.get("on", record.on)
    if on > day_in(at, Organisation.current().timezone):
        raise Refused("in_future", _("This lies in the future."), "on")
    if "score" in fields or "passed" in fields:
        score = fields.get("score", record.score)
        fields["passed"] = judged(course, score, fields.get("passed"))
    if ("on" in fields and on != record.on) or ("course" in fields and course != record.course):
        kept = until(record.course, record.on) == record.valid_until
        if kept and fields.get("valid_until", record.valid_until) == record.valid_until:
            fields["valid_until"] = until(course, on)
    return change(record, read_version=read_version, **fields)


@transaction.atomic
def delete_record(record: TrainingRecord, *, by: User, at: datetime) -> None:
    """Written down by mistake; the history keeps it."""
    require(by, PERMISSION)
    record.delete()


def judged(course: Course, score: Decimal | None, passed: bool | None) -> bool:
    """What the score says, if the course asks for one; a contradiction is a slip."""
    by_score = passes(score, course.pass_score)
    if by_score is None:
        if passed:
            words = _("This course is passed by a score of %(score)s: enter it.")
            asked = {"score": f"{course.pass_score:.0f}"}
            raise Refused("required", words % asked, "score")
        return False
    if passed is None or course.pass_score is None:
        return by_score if passed is None else passed
    if passed != by_score:
        words = _("With %(score)s points, %(needed)s being needed, this cannot be.")
        figures = {"score": f"{score}", "needed": f"{course.pass_score}"}
        raise Refused("contradiction", words % figures, "passed")
    return passed


def until(course: Course, on: date) -> date | None:
    return valid_until(on, course.valid_months)
