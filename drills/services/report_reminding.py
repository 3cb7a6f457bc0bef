"""Reminders of after-action reports: 3, 5 and 10 working days after the end (RESP §4.5)."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F

from accounts.models import Organisation
from drills.models import AfterActionReport, DrillStatus, ReportState
from drills.services import report_news
from drills.services.report_drafting import due_on
from followup.services.people import holders_of, recipient_of

MARKS = (3, 5, 10)


@transaction.atomic
def remind(at: datetime) -> int:
    """The last mark that was reached, once: after an outage nobody gets three at a time.

    The author and the lead evaluator until it is submitted, the continuity managers always; in
    their quiet hours it waits. Safe to run twice.
    """
    zone = ZoneInfo(Organisation.current().timezone)
    today = at.astimezone(zone).date()
    rows = (
        AfterActionReport.objects.filter(
            drill__status__in=(DrillStatus.DEBRIEF, DrillStatus.REPORTING),
            drill__ended_at__isnull=False,
        )
        .exclude(state=ReportState.APPROVED)
        .select_related("drill__lead_evaluator__user", "author__user", "submitted_by")
        .order_by(F("drill__ended_at").asc(), "pk")
    )
    asked = 0
    for report in rows:
        ended = report.drill.ended_at
        assert ended is not None
        mark = _mark(ended.astimezone(zone).date(), today)
        if mark is not None:
            told = _told(report)
            asked += report_news.tell_due(report.drill, report, told, str(mark), at=at)
    return asked


def _mark(ended: date, today: date) -> int | None:
    if today <= ended:
        return None
    reached = [count for count in MARKS if due_on(ended, count) <= today]
    return max(reached, default=None)


def _told(report: AfterActionReport) -> report_news.Told:
    told: report_news.Told = {}
    if report.state == ReportState.DRAFT:
        told = report_news.writers(report)
        lead = recipient_of(report.drill.lead_evaluator)
        if lead is not None and lead.key not in {one.key for one in told}:
            told[lead] = ("lead_evaluator",)
    known = {one.key for one in told}
    return told | {
        one: ("approver",) for one in holders_of("continuity_manager") if one.key not in known
    }
