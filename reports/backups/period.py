"""The period a report on backups speaks of, and whose backups."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from accounts.models import Organisation
from backups.bundle.scope import Scope
from reports.models import Report

USUAL = timedelta(days=31)


def until_of(report: Report) -> datetime:
    return report.as_of or report.created_at


def since_of(report: Report) -> datetime:
    """The beginning of the day asked for where the organisation is; else 31 days before the end."""
    given = report.filters.get("since")
    if not given:
        return until_of(report) - USUAL
    zone = ZoneInfo(Organisation.current().timezone)
    return datetime.combine(date.fromisoformat(given), time(), zone)


def scope_of(report: Report, *, live: bool = False) -> Scope:
    systems = tuple(report.filters.get("systems", ()))
    return Scope(since_of(report), until_of(report), systems, live)
