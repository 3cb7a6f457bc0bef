"""Which drill, or which year of the programme, a report is about."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from drills.models import Drill
from drills.services.rights import rights_of
from lib.errors import Problem
from lib.past_tables import existed
from reports.models import Report, ReportKind
from reports.past import seen_by

OF_DRILL = (ReportKind.DRILL.value, ReportKind.HANDBOOK.value, ReportKind.MANUAL.value)
FIRST_YEAR, LAST_YEAR = 2000, 2200


def drill_problems(
    kind: str, wanted: Mapping[str, Any], *, by: User, as_of: datetime | None
) -> list[Problem]:
    """The handbook and what is told of a drill before its end are not for those who play."""
    code = wanted.get("drill")
    if not isinstance(code, str) or not code:
        return [_problem("required", _("Choose a drill."), "drill")]
    rows = Drill.objects.visible_to(by).filter(code=code.replace("\0", ""))
    drill = rows.select_related("lead_controller", "lead_evaluator").first()
    if drill is None:
        return [_problem("does_not_exist", _("There is no such drill."), "drill")]
    if as_of is not None and not existed(Drill, drill.pk, as_of):
        return [_problem("did_not_exist", _("There was no such drill then."), "drill")]
    tells = kind == ReportKind.HANDBOOK or (kind == ReportKind.DRILL and drill.ended_at is None)
    if tells and not rights_of(drill, by).may("see_script"):
        words = _("Who plays in this drill does not read its script before the end.")
        return [_problem("not_for_players", words, "drill")]
    begun = drill.started_at
    if kind == ReportKind.DRILL and (begun is None or (as_of is not None and begun > as_of)):
        words = _("There is nothing to report before the drill began.")
        return [_problem("not_begun", words, "drill")]
    return []


def programme_problems(wanted: Mapping[str, Any]) -> list[Problem]:
    year = wanted.get("year")
    if year is None:
        return []
    if isinstance(year, bool) or not isinstance(year, int) or not FIRST_YEAR <= year <= LAST_YEAR:
        return [_problem("invalid", _("A year is expected: 2026."), "year")]
    return []


def drill_of(report: Report) -> Drill:
    """The drill a report was asked for, if its reader may still see it. Raises DoesNotExist."""
    rows = seen_by(Drill.objects.for_list(), report.requested_by).select_related(
        "scenario", "policy", "plan_version__plan", "incident", "real_incident",
        "lead_controller", "lead_evaluator",
    )  # fmt: skip
    return rows.get(code=report.filters["drill"])


def year_of_report(report: Report) -> int:
    """The year it was asked for, else that of its moment where the organisation is."""
    year = report.filters.get("year")
    if year is not None:
        return int(year)
    zone = ZoneInfo(Organisation.current().timezone)
    return (report.as_of or report.created_at).astimezone(zone).year


def drill_scope(filters: Mapping[str, Any]) -> str:
    return str(filters.get("drill", ""))


def programme_scope(filters: Mapping[str, Any]) -> str:
    return str(filters.get("year", "")) or _("the running year")


def _problem(code: str, words: str, field: str) -> Problem:
    return Problem(code, words, f"filters.{field}")
