"""Schedules of reports: made, changed, paused, deleted. Who carries them out: `scheduled`."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import require
from accounts.models import Organisation, User
from lib.errors import Problem, Refused
from lib.versioning import change, create
from reports.domain.schedule_times import next_due
from reports.kinds import KINDS
from reports.models import ReportSchedule, ScheduleEvery
from reports.services.requests import ALPHABET, filter_problems, wish_problems

PERMISSION = "report.schedule"
MOST_RECIPIENTS = 200
COUNTED = ("every", "starts_on", "at_time", "active")


@transaction.atomic
def create_schedule(
    *,
    name: str,
    kind: str,
    format: str = "pdf",
    variant: str = "reading",
    language: str = "",
    filters: Mapping[str, Any] | None = None,
    as_of_rule: str = "now",
    every: str,
    starts_on: date,
    at_time: time,
    recipients: Sequence[User] = (),
    active: bool = True,
    by: User,
    at: datetime,
) -> ReportSchedule:
    """A report that `by` asks for again and again; `starts_on` and `at_time` are local.

    `language` "": each recipient's own. Raises Refused, PermissionDenied.
    """
    require(by, PERMISSION)
    wanted = _checked(kind, format, variant, language, filters or {}, recipients, by, at)
    row = create(
        ReportSchedule,
        code="schedule-" + "".join(secrets.choice(ALPHABET) for _place in range(6)),
        name=name,
        owned_by=by,
        kind=kind,
        format=format,
        variant=variant,
        language=language,
        filters=wanted,
        as_of_rule=as_of_rule,
        every=every,
        starts_on=starts_on,
        at_time=at_time,
        active=active,
        next_due_at=_next(every, starts_on, at_time, at),
    )
    row.recipients.set(recipients)
    return row


@transaction.atomic
def change_schedule(
    schedule: ReportSchedule,
    *,
    read_version: int | None,
    by: User,
    at: datetime,
    recipients: Sequence[User] | None = None,
    **fields: Any,
) -> ReportSchedule:
    """What it makes is still asked for by its owner, so the owner's rights are what counts.

    Switched on again it goes on with the next time, and what was missed stays missed.
    Raises Refused, StaleVersion, PermissionDenied.
    """
    require(by, PERMISSION, schedule)
    now = {name: fields.get(name, getattr(schedule, name)) for name in (*COUNTED, "filters")}
    readers = list(schedule.recipients.all()) if recipients is None else recipients
    kind, format, variant, language = (
        fields.get(name, getattr(schedule, name))
        for name in ("kind", "format", "variant", "language")
    )
    owner = schedule.owned_by
    if fields.get("active", schedule.active):
        fields["filters"] = _checked(
            kind, format, variant, language, now["filters"] or {}, readers, owner, at
        )
    if any(name in fields and fields[name] != getattr(schedule, name) for name in COUNTED):
        fields["next_due_at"] = _next(now["every"], now["starts_on"], now["at_time"], at)
        fields["paused_because"] = ""
    change(schedule, read_version=read_version, **fields)
    if recipients is not None:
        schedule.recipients.set(recipients)
    return schedule


@transaction.atomic
def delete_schedule(schedule: ReportSchedule, *, by: User, at: datetime) -> None:
    """Its reports stay. Raises PermissionDenied."""
    require(by, PERMISSION, schedule)
    schedule.delete()


def _checked(
    kind: str, format: str, variant: str, language: str, filters: Mapping[str, Any],
    recipients: Sequence[User], owner: User, at: datetime,
) -> dict[str, Any]:  # fmt: skip
    """The filters as they are stored. Raises Refused with all that is wrong."""
    known = KINDS.get(kind)
    if known is None or not known.scheduled:
        raise Refused("not_available", _("This report cannot be scheduled."), "kind")
    spoken = language or settings.LANGUAGE_CODE
    problems = wish_problems(known, format, variant, spoken, None, at)
    wanted, wrong = filter_problems(known, filters, by=owner, as_of=None, at=at)
    if len(recipients) > MOST_RECIPIENTS:
        words = _("At most %(most)s people can be named.") % {"most": MOST_RECIPIENTS}
        wrong.append(Problem("too_many", words, "recipients"))
    if problems + wrong:
        raise Refused.many(problems + wrong)
    # What a kind fixed for now ("the version in force") is found anew each time.
    return {name: wanted[name] for name in filters if name in wanted}


def _next(every: str, starts_on: date, at_time: time, at: datetime) -> datetime:
    if every not in ScheduleEvery.values:
        raise Refused("invalid_choice", _("There is no such rhythm."), "every")
    zone = Organisation.current().timezone
    found = next_due(every=every, starts_on=starts_on, at_time=at_time, zone=zone, after=at)
    if found is None:
        raise Refused("never", _("This never comes."), "starts_on")
    return found
