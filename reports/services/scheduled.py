"""Schedules carried out: reports asked for when they are due, and sent when they are done.

The rows are the queue (docs/adr/0005): each is taken under its lock, in one transaction with what
comes of it, so the job may run twice, on any number of workers, and after a night without any.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext_noop

from accounts.access import departments_limit, may
from accounts.models import Organisation, User
from lib.errors import Refused
from reports.domain.schedule_times import end_of_last_month, next_due
from reports.kinds import KINDS, Kind
from reports.models import AsOfRule, Report, ReportDelivery, ReportSchedule, ReportState
from reports.services.report_news import tell_failed, tell_paused, tell_ready
from reports.services.requests import filter_problems, request_report

LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)
AT_ONCE = 50
OVER = (ReportState.DONE, ReportState.FAILED, ReportState.CANCELLED)

# Stored in English, shown in the reader's language (ReportSchedule.paused_because is a message id).
OWNER_GONE = gettext_noop("Paused: its owner is no longer active. Make a schedule of your own.")
OWNER_MAY_NOT = gettext_noop("Paused: its owner may no longer ask for this report.")
NOT_AVAILABLE = gettext_noop("Paused: this report can no longer be made with these choices.")


def run_due(*, at: datetime) -> int:
    """Ask for what is due by `at`; answers how many reports. A missed night makes one, not ten."""
    asked = 0
    for _turn in range(AT_ONCE):
        with transaction.atomic():
            schedule = (
                ReportSchedule.objects.due()
                .filter(next_due_at__lte=at)
                .select_for_update(skip_locked=True)
                .first()
            )
            if schedule is None:
                break
            asked += _run(schedule, at)
    return asked


def _run(schedule: ReportSchedule, at: datetime) -> int:
    owner = schedule.owned_by
    languages = _languages(schedule, at) if schedule.kind in KINDS else []
    because = _not_allowed(schedule, owner, at) or _ask(schedule, languages, at)
    if because:
        schedule.active, schedule.paused_because = False, because
        schedule.version += 1
        schedule.save()
        tell_paused(schedule, because, at=at)
        return 0
    zone = Organisation.current().timezone
    schedule.last_run_at = at
    schedule.next_due_at = next_due(
        every=schedule.every, starts_on=schedule.starts_on, at_time=schedule.at_time,
        zone=zone, after=at,
    )  # fmt: skip
    schedule.active = schedule.next_due_at is not None
    schedule.version += 1
    schedule.save()
    return len(languages)


def _ask(schedule: ReportSchedule, languages: Iterable[str], at: datetime) -> str:
    """Ask for one report a language, all or none; why it cannot be, as a message id, else "".

    What was right when the schedule was made may not be as of the month's end: one that is
    refused pauses, and the others go on."""
    month_end = schedule.as_of_rule == AsOfRule.MONTH_END
    zone = Organisation.current().timezone
    try:
        with transaction.atomic():
            for language in languages:
                request_report(
                    kind=schedule.kind,
                    format=schedule.format,
                    variant=schedule.variant,
                    language=language,
                    as_of=end_of_last_month(at, zone) if month_end else None,
                    filters=schedule.filters,
                    schedule=schedule,
                    by=schedule.owned_by,
                    at=at,
                )
    except Refused:
        return NOT_AVAILABLE
    except PermissionDenied:
        return OWNER_MAY_NOT
    return ""


def _not_allowed(schedule: ReportSchedule, owner: User, at: datetime) -> str:
    """Why it cannot go on, as a message id; "" when it can."""
    if not owner.is_active:
        return OWNER_GONE
    if not may(owner, "report.schedule") or not may(owner, "report.create"):
        return OWNER_MAY_NOT
    kind = KINDS.get(schedule.kind)
    if kind is None:
        return NOT_AVAILABLE
    try:
        wrong = filter_problems(kind, schedule.filters, by=owner, as_of=None, at=at)[1]
    except PermissionDenied:
        return OWNER_MAY_NOT
    return NOT_AVAILABLE if wrong else ""


def _languages(schedule: ReportSchedule, at: datetime) -> list[str]:
    """One report for each language among its readers; the owner's when nobody may read it."""
    if schedule.language:
        return [schedule.language]
    spoken = {language_of(one) for one in readers_of(schedule, at=at)}
    return sorted(spoken) or [language_of(schedule.owned_by)]


def language_of(user: User) -> str:
    """The login's, else the organisation's, as everything that is sent."""
    for known in (user.language, Organisation.current().language):
        if known in LANGUAGES:
            return known
    return LANGUAGES[0]


def readers_of(schedule: ReportSchedule, *, at: datetime) -> list[User]:
    """Those of its recipients who might have asked for this report themselves, and see as much
    as its owner does: what they are sent shows nothing they may not see."""
    kind = KINDS[schedule.kind]
    return [
        one
        for one in schedule.recipients.all()
        if one.is_active and _may_read(kind, schedule, one, at)
    ]


def _may_read(kind: Kind, schedule: ReportSchedule, user: User, at: datetime) -> bool:
    if not may(user, "report.view") or not may(user, kind.permission):
        return False
    if not all(reaches_as_far(user, schedule.owned_by, one) for one in kind.sight):
        return False
    try:
        return not filter_problems(kind, schedule.filters, by=user, as_of=None, at=at)[1]
    except (PermissionDenied, Refused):
        return False


def reaches_as_far(user: User, owner: User, permission: str) -> bool:
    """Does `user` see with `permission` at least what `owner` sees?"""
    if not may(owner, permission):
        return True
    if not may(user, permission):
        return False
    return user.pk == owner.pk or departments_limit(user, permission) is None


def deliver_done(*, at: datetime) -> int:
    """Send what schedules asked for and is finished; answers to how many people."""
    sent = 0
    for _turn in range(AT_ONCE):
        with transaction.atomic():
            report = (
                Report.objects.filter(
                    Q(state__in=OVER), schedule__isnull=False, delivered_at__isnull=True
                )
                .order_by("finished_at", "pk")
                .select_for_update(skip_locked=True, of=("self",))
                .first()
            )
            if report is None:
                break
            sent += _deliver(report, at)
    return sent


def _deliver(report: Report, at: datetime) -> int:
    schedule = report.schedule
    assert schedule is not None
    report.delivered_at = at
    report.save(update_fields=["delivered_at", "updated_at"])
    if report.state == ReportState.FAILED:
        tell_failed(report, schedule, at=at)
    if report.state != ReportState.DONE:
        return 0
    readers = list(_of_language(schedule, report, readers_of(schedule, at=at)))
    ReportDelivery.objects.bulk_create(
        [ReportDelivery(report=report, user=one, sent_at=at) for one in readers],
        ignore_conflicts=True,
    )
    with translation.override(report.language):
        tell_ready(report, schedule, readers, at=at)
    return len(readers)


def _of_language(
    schedule: ReportSchedule, report: Report, readers: Iterable[User]
) -> Iterable[User]:
    if schedule.language:
        return readers
    return (one for one in readers if language_of(one) == report.language)
