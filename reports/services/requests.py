"""Asking for a report, and deleting one. Who builds it: `reports.services.building`."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import departments_limit, may, require
from accounts.models import Organisation, User
from lib.errors import Problem, Refused
from lib.versioning import create
from reports.kinds import KINDS, Kind
from reports.models import Report, ReportFormat, ReportSchedule, ReportVariant
from reports.services import queue

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


@transaction.atomic
def request_report(
    *,
    kind: str,
    format: str = "pdf",
    variant: str = "reading",
    language: str,
    as_of: datetime | None = None,
    filters: Mapping[str, Any] | None = None,
    schedule: ReportSchedule | None = None,
    by: User,
    at: datetime,
) -> Report:
    """Queue a report. `as_of` (aware) picks what was so then; None is now.

    `filters`: those its kind takes (`Kind.filters`), by name; null stands for none. `variant` of a
    PDF: for reading, or for the archive with its data. `schedule`: what asks in the name of `by`.
    Raises Refused, PermissionDenied.
    """
    require(by, "report.create")
    known = KINDS.get(kind)
    if known is None:
        raise Refused("not_available", _("This kind of report is not available."), "kind")
    problems = wish_problems(known, format, variant, language, as_of, at)
    wanted, wrong = filter_problems(known, filters or {}, by=by, as_of=as_of, at=at)
    if problems + wrong:
        raise Refused.many(problems + wrong)
    return create(
        Report,
        code=_code(kind, at),
        kind=kind,
        format=format,
        variant=variant,
        language=language,
        as_of=as_of,
        filters=wanted,
        schedule=schedule,
        requested_by=by,
    )


def filter_problems(
    kind: Kind, given: Mapping[str, Any], *, by: User, as_of: datetime | None, at: datetime
) -> tuple[dict[str, Any], list[Problem]]:
    """The filters as they are stored (no nulls), and what is wrong with them for this person.

    Raises PermissionDenied for a kind that shows what `by` may not see.
    """
    require(by, kind.permission)
    wanted = {name: value for name, value in given.items() if value is not None}
    known = {one.name: one for one in kind.filters}
    wrong = []
    for name, value in wanted.items():
        if name in known:
            wrong += known[name].problems(value, by=by, until=as_of or at)
        else:
            words = _("There is no such filter.")
            wrong.append(Problem("unknown_filter", words, f"filters.{name}"))
    if not wrong:
        wrong += kind.problems(wanted, by=by, as_of=as_of, at=at)
    return wanted, wrong


def wish_problems(
    kind: Kind, format: str, variant: str, language: str, as_of: datetime | None, at: datetime
) -> list[Problem]:
    """What does not go together, whoever asks."""
    problems = []
    if format not in [one.value for one in kind.formats]:
        words = _("This format is not available for this report.")
        problems.append(Problem("not_available", words, "format"))
    if variant not in ReportVariant.values or (
        format == ReportFormat.PDF and variant not in [one.value for one in kind.variants]
    ):
        words = _("This report does not come in this variant.")
        problems.append(Problem("not_available", words, "variant"))
    if format != ReportFormat.PDF and variant == ReportVariant.ARCHIVE:
        words = _("Only a PDF comes in a variant for the archive.")
        problems.append(Problem("not_available", words, "variant"))
    if language not in dict(settings.LANGUAGES):
        problems.append(Problem("invalid_choice", _("This language is not available."), "language"))
    if as_of is not None and as_of > at:
        problems.append(Problem("in_future", _("The date lies in the future."), "as_of"))
    return problems


@transaction.atomic
def cancel_report(report: Report, *, by: User, at: datetime) -> Report:
    """Nobody goes on building it: workers stop before their next part. What was asked for stays.

    One's own, or anybody's for who changes everybody's schedules. Raises GuardsUnmet when it is
    done already, PermissionDenied.
    """
    if not may_cancel(by, report):
        raise PermissionDenied("report.cancel")
    return queue.cancel(report, at=at)


@transaction.atomic
def delete_report(report: Report, *, by: User, at: datetime) -> None:
    """Remove a report with its file; one that is being built is no longer built.

    One's own, or anybody's for who runs the organisation's settings. Raises PermissionDenied.
    """
    if report.requested_by_id != by.pk:
        require(by, "organisation.change")
    report.delete()


def end_of_day(day: date, now: datetime) -> datetime:
    """The last moment of a day where the organisation is; today ends now."""
    zone = ZoneInfo(Organisation.current().timezone)
    if day == now.astimezone(zone).date():
        return now
    return datetime.combine(day, time.max, tzinfo=zone)


def may_cancel(user: User, report: Report) -> bool:
    everybodys = departments_limit(user, "report.schedule") is None
    return report.requested_by_id == user.pk or everybodys or may_delete(user, report)


def may_delete(user: User, report: Report) -> bool:
    return report.requested_by_id == user.pk or may(user, "organisation.change")


def _code(kind: str, at: datetime) -> str:
    """Readable, sortable by day, and not to be guessed by counting."""
    tail = "".join(secrets.choice(ALPHABET) for _place in range(6))
    return f"{kind}-{at.astimezone(UTC):%Y%m%d}-{tail}"
