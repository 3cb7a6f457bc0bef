"""Sessions of the yearly plan: planned, people invited, held with who came, or cancelled."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypedDict

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import require
from accounts.models import Organisation, Person, User
from followup.services.numbers import next_number
from governance.models import SessionState, TrainingRecord, TrainingSession
from governance.services import training_news as news
from governance.services.training_records import write_record
from lib.days import day_in
from lib.errors import GuardsUnmet, Problem, Refused, StaleVersion
from lib.versioning import change, create

PERMISSION = "training.change"
SERIES = "TRN"


class Attended(TypedDict, total=False):
    """One line of the sheet. `passed` left out: by the score, or by having come."""

    person: Person
    score: Decimal | None
    passed: bool | None
    certificate: str
    note: str


@transaction.atomic
def create_session(
    *, by: User, at: datetime, people: Iterable[Person] = (), **fields: Any
) -> TrainingSession:
    """Nobody is told before they are invited. Raises PermissionDenied, Refused."""
    require(by, PERMISSION)
    if not fields.get("code"):
        fields["code"] = next_number(SERIES, at=at)
    row = create(TrainingSession, **fields)
    row.people.set(people)
    return row


@transaction.atomic
def change_session(
    session: TrainingSession, *, read_version: int | None, by: User, at: datetime,
    people: Iterable[Person] | None = None, **fields: Any,
) -> list[str]:  # fmt: skip
    """Whoever was invited is told when day or place change, and when they are left out.

    Raises PermissionDenied, StaleVersion, GuardsUnmet once it was held, Refused.
    """
    require(by, PERMISSION)
    row = TrainingSession.objects.select_for_update(of=("self",)).get(pk=session.pk)
    if read_version is not None and row.version != read_version:
        raise StaleVersion(row, read_version)
    _planned(row)
    before = news.invited_to(row)
    changed = change(session, read_version=None, **fields)
    if people is not None:
        wanted = {one.pk for one in people}
        stored = set(session.people.values_list("pk", flat=True))
        if wanted != stored:
            session.people.set(wanted)
            changed.append("people")
            gone = [one for one in before if one.pk not in wanted]
            news.tell_withdrawn(session, gone, at=at, by=by)
            before = [one for one in before if one.pk in wanted]
        if changed == ["people"]:
            session.version += 1
            session.save(update_fields=["version", "updated_at"])
    if before and {"planned_on", "place"} & set(changed):
        news.tell_moved(session, before, at=at, by=by)
    return changed


@transaction.atomic
def invite(session: TrainingSession, *, by: User, at: datetime) -> int:
    """Everybody on the list who was not told yet, with the day for their calendar. Answers how
    many. Raises PermissionDenied, GuardsUnmet."""
    require(by, PERMISSION)
    row = _row(session)
    _planned(row)
    known = {one.pk for one in news.invited_to(row)}
    fresh = [one for one in row.people.select_related("user") if one.pk not in known]
    if not fresh and not known:
        raise GuardsUnmet.one("nobody", _("Nobody is on the list."), "people")
    news.tell_invited(row, fresh, at=at)
    return len(fresh)


@transaction.atomic
def hold_session(
    session: TrainingSession, *, attended: Sequence[Attended], by: User, at: datetime,
    held_on: date | None = None, read_version: int | None = None,
) -> TrainingSession:  # fmt: skip
    """Held on that day (the planned one); a record for each who came. Called again it adds those
    who were forgotten and corrects what is given anew; nobody is taken off.

    Raises PermissionDenied, StaleVersion, GuardsUnmet, Refused at "attended".
    """
    require(by, PERMISSION)
    row = _row(session)
    if read_version is not None and row.version != read_version:
        raise StaleVersion(row, read_version)
    if row.state == SessionState.CANCELLED:
        raise GuardsUnmet.one("cancelled", _("It was cancelled."))
    today = day_in(at, Organisation.current().timezone)
    day = held_on or row.held_on or min(row.planned_on, today)
    if day > today:
        raise Refused("in_future", _("This lies in the future."), "held_on")
    if not attended and row.state == SessionState.PLANNED:
        raise Refused("nobody", _("Nobody came? Then it was not held: cancel it."), "attended")
    if row.held_on is not None and day != row.held_on:
        TrainingRecord.objects.filter(session=row, on=row.held_on).update(on=day)
    _write(row, attended, day, by, at)
    people = {one["person"].pk for one in attended}
    row.people.add(*people)
    change(row, read_version=None, state=SessionState.HELD.value, held_on=day)
    return row


def _write(
    row: TrainingSession, attended: Sequence[Attended], day: date, by: User, at: datetime
) -> None:
    problems = []
    for place, line in enumerate(attended):
        try:
            write_record(course=row.course, session=row, on=day, by=by, at=at, again=True, **line)
        except Refused as refusal:
            problems += [
                Problem(one.code, one.message, f"attended.{place}.{one.field or 'person'}")
                for one in refusal.problems
            ]
    if problems:
        raise Refused.many(problems)


@transaction.atomic
def cancel_session(
    session: TrainingSession, *, by: User, at: datetime, reason: str = ""
) -> TrainingSession:
    """Whoever was invited is told."""
    require(by, PERMISSION)
    row = _row(session)
    if row.state == SessionState.CANCELLED:
        return row
    _planned(row)
    fields = {"note": reason} if reason.strip() else {}
    change(row, read_version=None, state=SessionState.CANCELLED.value, **fields)
    news.tell_cancelled(row, news.invited_to(row), at=at, by=by)
    return row


def _row(session: TrainingSession) -> TrainingSession:
    rows = TrainingSession.objects.select_for_update(of=("self",)).select_related("course")
    return rows.get(pk=session.pk)


def _planned(row: TrainingSession) -> None:
    if row.state != SessionState.PLANNED:
        words = _("It is “%(state)s”: this cannot follow.") % {"state": row.get_state_display()}
        raise GuardsUnmet.one("state", words)
