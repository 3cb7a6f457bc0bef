"""Which incident, or which incidents, a report is about."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from bia.models import System
from incidents.models import Category, Incident
from incidents.services.metrics import Wanted, last_year, start_of
from lib.errors import Problem
from lib.past_tables import existed
from plans.models import IncidentGrade
from reports.models import Report, ReportKind
from reports.past import seen_by

ONE_INCIDENT = (ReportKind.INCIDENT.value, ReportKind.SITUATION.value)


def is_of_incident(kind: str, filters: Mapping[str, Any]) -> bool:
    """A card is that of an incident where it names one, else that of a plan."""
    return kind in ONE_INCIDENT or (kind == ReportKind.CARD and "incident" in filters)


def incident_problems(
    kind: str, wanted: Mapping[str, Any], *, by: User, as_of: datetime | None
) -> list[Problem]:
    number = wanted.get("incident")
    if not isinstance(number, str) or not number:
        return [_problem("required", _("Choose an incident."), "incident")]
    rows = Incident.objects.visible_to(by).filter(number=number.replace("\0", ""))
    found = rows.values_list("pk", flat=True).first()
    if found is None:
        return [_problem("does_not_exist", _("There is no such incident."), "incident")]
    if as_of is not None and not existed(Incident, found, as_of):
        words = _("There was no such incident then.")
        return [_problem("did_not_exist", words, "incident")]
    if kind == ReportKind.CARD and {"plan", "version"} & wanted.keys():
        words = _("Name a plan or an incident, not both.")
        return [_problem("contradiction", words, "incident")]
    return []


def metrics_problems(wanted: Mapping[str, Any], *, by: User) -> list[Problem]:
    found = []
    for name, rows in (
        ("grade", IncidentGrade.objects.all()),
        ("system", System.objects.visible_to(by)),
    ):
        given = wanted.get(name)
        if given is None:
            continue
        if not isinstance(given, str) or "\0" in given or not rows.filter(code=given).exists():
            found.append(_problem("does_not_exist", _("There is no such code."), name))
    if "category" in wanted and wanted["category"] not in Category.values:
        found.append(_problem("does_not_exist", _("There is no such code."), "category"))
    return found


def incident_of(report: Report) -> Incident:
    """The incident a report was asked for, if its reader may still see it. Raises DoesNotExist."""
    rows = seen_by(Incident.objects.all(), report.requested_by).select_related(
        *("grade__decision_role", "provisional_grade__decision_role", "worst_grade"),
        *("original_grade", "merged_into", "parent", "recurrence_of", "declared_by"),
        "card_version__plan",
    )
    return rows.get(number=report.filters["incident"])


def wanted_of(report: Report) -> Wanted:
    """The period ends at the report's moment; without a beginning it is twelve months long."""
    until = report.as_of or report.created_at
    since, _until = last_year(until)
    zone = ZoneInfo(Organisation.current().timezone)
    if report.filters.get("since"):
        since = start_of(date.fromisoformat(report.filters["since"]), zone)
    return Wanted(
        since=min(since, until - timedelta(seconds=1)),
        until=until,
        grade=report.filters.get("grade", ""),
        system=report.filters.get("system", ""),
        category=report.filters.get("category", ""),
    )


def incident_scope(filters: Mapping[str, Any]) -> str:
    return str(filters.get("incident", ""))


def metrics_scope(filters: Mapping[str, Any]) -> str:
    words = []
    if filters.get("since"):
        words.append(_("from %(day)s") % {"day": filters["since"]})
    if filters.get("grade"):
        words.append(_("grade %(grade)s") % {"grade": filters["grade"]})
    words += [str(filters[name]) for name in ("system", "category") if filters.get(name)]
    return " · ".join(words) or _("all incidents of twelve months")


def _problem(code: str, words: str, field: str) -> Problem:
    return Problem(code, words, f"filters.{field}")
