"""Reminders of after-action reports: 3, 5 and 10 working days after the end (RESP §4.5)."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from accounts.models import Organisation
from drills.models import AfterActionReport, Drill, DrillSettings, DrillStatus, ReportState
from drills.services import report_news
from drills.services.report_drafting import due_on
from followup.services.people import holders_of, recipient_of

MARKS = (3, 5, 10)


@transaction.atomic
def remind(at: datetime) -> int:
    """The last mark that was reached, once: after an outage nobody gets three at a time.

    The author and the lead evaluator until it is submitted, the continuity managers always; in
    their quiet hours it waits. A drill nobody has evaluated yet has no report, and wants one all
    the same. Safe to run twice.
    """
    zone = ZoneInfo(Organisation.current().timezone)
    today = at.astimezone(zone).date()
    drills = (
        Drill.objects.filter(
            status__in=(DrillStatus.DEBRIEF, DrillStatus.REPORTING), ended_at__isnull=False
        )
        .exclude(report__state=ReportState.APPROVED)
        .select_related(
            *("lead_evaluator__user", "lead_controller__user"),
            *("report__author__user", "report__submitted_by"),
        )
        .order_by("ended_at", "pk")
    )
    asked = 0
    for drill in drills:
        assert drill.ended_at is not None
        ended = drill.ended_at.astimezone(zone).date()
        mark = _mark(ended, today)
        if mark is not None:
            report = _report_of(drill, ended)
            asked += report_news.tell_due(drill, report, _told(report), str(mark), at=at)
    return asked


def _report_of(drill: Drill, ended: date) -> AfterActionReport:
    """Its report, or what it will be once it is drafted; that is not stored."""
    known = getattr(drill, "report", None)
    if known is not None:
        return known  # type: ignore[no-any-return]
    rules = DrillSettings.current()
    return AfterActionReport(
        drill=drill,
        author=drill.lead_evaluator or drill.lead_controller,
        draft_due_on=due_on(ended, rules.draft_days),
        approval_due_on=due_on(ended, rules.approval_days),
    )


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
