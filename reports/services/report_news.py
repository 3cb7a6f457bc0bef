"""Who hears of scheduled reports: their readers when one is done, the owner when none comes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from accounts.models import User
from followup.registry import Recipient, Subject
from followup.services.outbox import Message, notify
from followup.services.people import recipient_of
from reports.models import Report, ReportKind, ReportSchedule

REPORT, SCHEDULE = "report", "report_schedule"
READY, FAILED, PAUSED = "report.ready", "report.failed", "report.schedule_paused"


def report_subject(report: Report) -> Subject:
    return Subject(
        kind=REPORT,
        code=report.code,
        title=report.schedule.name if report.schedule is not None else report.code,
        url=reverse("reports:report_detail", args=[report.code]),
    )


def schedule_subject(schedule: ReportSchedule) -> Subject:
    return Subject(
        kind=SCHEDULE,
        code=schedule.code,
        title=schedule.name,
        url=reverse("reports:schedule_detail", args=[schedule.code]),
        is_open=schedule.active,
    )


def tell_ready(
    report: Report, schedule: ReportSchedule, readers: Iterable[User], *, at: datetime
) -> int:
    """In the app and by mail, where the file goes along when it is small."""
    as_of = report.as_of or report.created_at
    return _tell(
        READY, report_subject(report), readers, at,
        name=schedule.name, report=in_both(report.kind), code=report.code,
        as_of={"at": as_of.isoformat()}, sha256=report.sha256,
    )  # fmt: skip


def tell_failed(report: Report, schedule: ReportSchedule, *, at: datetime) -> int:
    return _tell(
        FAILED, report_subject(report), [schedule.owned_by], at,
        name=schedule.name, why=_in_every_language(report.error),
    )  # fmt: skip


def tell_paused(schedule: ReportSchedule, because: str, *, at: datetime) -> int:
    """`because` is a message id. An owner who is gone hears nothing; managers see it listed."""
    return _tell(
        PAUSED, schedule_subject(schedule), [schedule.owned_by], at,
        name=schedule.name, why=_in_every_language(because), mark=str(schedule.version),
    )  # fmt: skip


def in_both(kind: str) -> dict[str, str]:
    """The name of a kind in each language, by its short code."""
    return _in_every_language(ReportKind(kind).label)


def _in_every_language(words: Any) -> dict[str, str]:
    found = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found[code[:2]] = gettext(words) if type(words) is str and words else str(words)
    return found


def _tell(
    kind: str, subject: Subject, users: Iterable[User], at: datetime, *, mark: str = "",
    **params: Any,
) -> int:  # fmt: skip
    known = [one for one in map(recipient_of, users) if one is not None]
    recipients: dict[Recipient, tuple[str, ...]] = dict.fromkeys(known, ())
    if not recipients:
        return 0
    return notify(
        Message(kind=kind, recipients=recipients, subject=subject, params=params, mark=mark), at=at
    )
