"""What must be so before a drill goes into its report, and before it is archived (RESP §4.2)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from drills.models import Drill, ReportState
from drills.services.evaluation_guards import unmet_for_reporting
from lib.errors import Problem


def evaluated(drill: Drill, at: datetime) -> list[Problem]:
    """Every criterion is rated, settled, rated by its rule, or not applicable for a reason; the
    attendance is locked."""
    found = unmet_for_reporting(drill)
    if drill.attendance_locked_at is None:
        words = _("Lock the attendance first.")
        address = f"POST drills/{drill.code}/attendance/"
        found.append(Problem("attendance_open", words, "attendance", address))
    return found


def unmet_for_closing(drill: Drill, at: datetime) -> list[Problem]:
    """The report is approved, its actions are given to somebody, measured times were looked at."""
    return [*_report(drill), *_actions(drill), *_measured(drill)]


def _report(drill: Drill) -> list[Problem]:
    report = getattr(drill, "report", None)
    if report is not None and report.state == ReportState.APPROVED:
        return []
    words = _("Have the after-action report approved first.")
    address = f"POST drills/{drill.code}/report/approval/"
    return [Problem("report_not_approved", words, "report", address)]


def _actions(drill: Drill) -> list[Problem]:
    rows = drill.findings.filter(action__isnull=False).select_related("action")
    words = _("Action %(code)s has no owner or no due date yet.")
    return [
        Problem("action_not_assigned", words % {"code": one.action.code}, "actions")
        for one in rows
        if one.action is not None and (one.action.owner_id is None or one.action.due_on is None)
    ]


def _measured(drill: Drill) -> list[Problem]:
    if not drill.measured.filter(accepted=None, value_s__isnull=False).exists():
        return []
    words = _("Say of every measured time whether it counts.")
    address = f"GET drills/{drill.code}/measured-times/"
    return [Problem("not_reviewed", words, "measured_times", address)]
