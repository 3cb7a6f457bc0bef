"""Reports and schedules as `followup` asks about them, and the words of what is sent of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from followup import registry
from followup.mail_files import MailFile, register_mail_file
from followup.messages import MessageKind
from followup.messages import register as register_kinds
from followup.models import Notification
from followup.registry import Subject
from followup.services.readers import Reader
from reports.models import Report, ReportFile, ReportSchedule
from reports.services.report_news import (
    FAILED,
    PAUSED,
    READY,
    REPORT,
    SCHEDULE,
    report_subject,
    schedule_subject,
)

MOST_BYTES = 5 * 1024 * 1024
"""A larger file stays here, and the mail has its address: many servers take no more than ten."""


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    registry.register_subject(REPORT, Reports())
    registry.register_subject(SCHEDULE, Schedules())
    register_kinds(*KINDS)
    register_mail_file(READY, file_of)


class Reports:
    label = _("Report")

    def load(self, codes: Collection[str]) -> Mapping[str, Subject]:
        rows = Report.objects.filter(code__in=codes).select_related("schedule")
        return {one.code: report_subject(one) for one in rows}

    def visible_to(self, user: User, codes: Collection[str]) -> set[str]:
        rows = Report.objects.visible_to(user).filter(code__in=codes)
        return set(rows.values_list("code", flat=True))


class Schedules:
    label = _("Report schedule")

    def load(self, codes: Collection[str]) -> Mapping[str, Subject]:
        rows = ReportSchedule.objects.filter(code__in=codes)
        return {one.code: schedule_subject(one) for one in rows}

    def visible_to(self, user: User, codes: Collection[str]) -> set[str]:
        rows = ReportSchedule.objects.visible_to(user).filter(code__in=codes)
        return set(rows.values_list("code", flat=True))


def file_of(row: Notification, reader: Reader) -> MailFile | None:
    """The report itself where it is small; None where the address in the mail must do."""
    report = Report.objects.filter(code=row.subject_code).first()
    if report is None or report.size_bytes is None or report.size_bytes > MOST_BYTES:
        return None
    stored = ReportFile.objects.filter(report=report).first()
    if stored is None:
        return None
    return MailFile(stored.name, bytes(stored.content), stored.content_type)


KINDS = (
    MessageKind(
        READY,
        label=_("A scheduled report is ready"),
        title=_("%(name)s: %(report)s"),
        text=_("The report %(code)s as of %(as_of)s is ready. SHA-256: %(sha256)s"),
    ),
    MessageKind(
        FAILED,
        label=_("A scheduled report could not be made"),
        title=_("Not made: %(name)s"),
        text=_("The scheduled report could not be made. %(why)s"),
        asks=_("Ask for it again, or look into the server's log."),
    ),
    MessageKind(
        PAUSED,
        label=_("A schedule of reports was paused"),
        title=_("Paused: %(name)s"),
        text=_("%(why)s"),
        asks=_("Change the schedule, or delete it."),
    ),
)
