"""Asking for a report, and deleting one. Who builds it: `reports.services.building`."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import may, require
from accounts.models import Department, Organisation, User
from bia.models import Process, System, Tier
from lib.errors import Problem, Refused
from lib.versioning import create
from reports.drill_choice import OF_DRILL, drill_problems, programme_problems
from reports.incident_choice import incident_problems, is_of_incident, metrics_problems
from reports.models import Report, ReportFormat, ReportKind
from reports.plan_choice import fix_version

FILTERS: dict[str, tuple[str, ...]] = {
    ReportKind.BIA.value: ("department", "tier", "critical", "processes", "drafts"),
    ReportKind.GAPS.value: ("department", "tier", "critical", "processes"),
    ReportKind.BACKUPS.value: ("systems", "since"),
    ReportKind.PLAN.value: ("plan", "version", "bilingual"),
    ReportKind.CARD.value: ("plan", "version", "bilingual", "size", "incident"),
    ReportKind.INCIDENT.value: ("incident",),
    ReportKind.SITUATION.value: ("incident",),
    ReportKind.METRICS.value: ("since", "grade", "system", "category"),
    ReportKind.DRILL.value: ("drill",),
    ReportKind.PROGRAMME.value: ("year",),
    ReportKind.HANDBOOK.value: ("drill",),
    ReportKind.MANUAL.value: ("drill",),
}
# The permission beside `report.create` without which a kind would show what one may not see.
NEEDS = {
    ReportKind.GAPS.value: "assessment.view",
    ReportKind.BACKUPS.value: "backup.view",
    ReportKind.PLAN.value: "plan.view",
    ReportKind.CARD.value: "plan.view",
    ReportKind.INCIDENT.value: "incident.view",
    ReportKind.SITUATION.value: "incident.view",
    ReportKind.METRICS.value: "incident.view",
    ReportKind.DRILL.value: "drill.view",
    ReportKind.PROGRAMME.value: "drill.view",
    ReportKind.HANDBOOK.value: "drill.view",
    ReportKind.MANUAL.value: "drill.view",
}
ZIPPED = (ReportKind.BACKUPS.value,)
PAPER_ONLY = (ReportKind.CARD.value, ReportKind.SITUATION.value)
OF_PLANS = (ReportKind.PLAN.value, ReportKind.CARD.value)
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
MOST_CODES = 1_000


@transaction.atomic
def request_report(
    *,
    kind: str,
    format: str = "pdf",
    language: str,
    as_of: datetime | None = None,
    filters: Mapping[str, Any] | None = None,
    by: User,
    at: datetime,
) -> Report:
    """Queue a report. `as_of` (aware) picks what was approved then; None is now.

    `filters`: `department`, `tier` (codes), `critical` (bool), `processes` (codes), `drafts`
    (bool, only of the BIA report: assessments in work are shown as well, marked). The evidence
    of backups takes `systems` (codes) and `since` (a day; 31 days before without it) and is the
    only one that comes as a zip. A plan and a card take `plan` (code), `version` ("2.1"; the one in
    force without it), `bilingual`, and the card `size`; they keep the version found now. What is
    about one incident takes `incident` (number), as does the card of one that runs; the metrics
    take `since`, `grade`, `system` and `category` (codes). What is about one drill takes `drill`
    (code), its programme `year`. NEEDS: what more a kind wants. Raises
    Refused, PermissionDenied.
    """
    require(by, "report.create")
    if kind in NEEDS:
        require(by, NEEDS[kind])
    problems = _problems(kind, format, language, as_of, at)
    wanted, wrong = _filters(kind, filters or {}, by, as_of or at)
    if is_of_incident(kind, wanted):
        require(by, "incident.view")
        wrong += incident_problems(kind, wanted, by=by, as_of=as_of)
    if kind == ReportKind.METRICS:
        wrong += metrics_problems(wanted, by=by)
    if kind in OF_DRILL:
        wrong += drill_problems(kind, wanted, by=by, as_of=as_of)
    if kind == ReportKind.PROGRAMME:
        wrong += programme_problems(wanted)
    if problems + wrong:
        raise Refused.many(problems + wrong)
    return create(
        Report,
        code=_code(kind, at),
        kind=kind,
        format=format,
        language=language,
        as_of=as_of,
        filters=wanted,
        requested_by=by,
    )


@transaction.atomic
def delete_report(report: Report, *, by: User, at: datetime) -> None:
    """Remove a report with its file; one that is being built is thereby cancelled.

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


def may_delete(user: User, report: Report) -> bool:
    return report.requested_by_id == user.pk or may(user, "organisation.change")


def _code(kind: str, at: datetime) -> str:
    """Readable, sortable by day, and not to be guessed by counting."""
    tail = "".join(secrets.choice(ALPHABET) for _place in range(6))
    return f"{kind}-{at.astimezone(UTC):%Y%m%d}-{tail}"


def _problems(
    kind: str, format: str, language: str, as_of: datetime | None, at: datetime
) -> list[Problem]:
    problems = []
    if kind not in ReportKind.values:
        problems.append(
            Problem("not_available", _("This kind of report is not available."), "kind")
        )
    if (
        format not in ReportFormat.values
        or (format == ReportFormat.ZIP and kind not in ZIPPED)
        or (format == ReportFormat.XLSX and kind in PAPER_ONLY)
    ):
        problems.append(
            Problem("not_available", _("This format is not available for this report."), "format")
        )
    if language not in dict(settings.LANGUAGES):
        problems.append(Problem("invalid_choice", _("This language is not available."), "language"))
    if as_of is not None and as_of > at:
        problems.append(Problem("in_future", _("The date lies in the future."), "as_of"))
    return problems


def _filters(
    kind: str, given: Mapping[str, Any], by: User, until: datetime
) -> tuple[dict[str, Any], list[Problem]]:
    """The filters as they are stored (no nulls), and what is wrong with them."""
    wanted = {name: value for name, value in given.items() if value is not None}
    wrong = [
        Problem("unknown_filter", _("There is no such filter."), f"filters.{name}")
        for name in wanted
        if name not in FILTERS.get(kind, FILTERS[ReportKind.BIA.value])
    ]
    for name in ("critical", "drafts", "bilingual"):
        if name in wanted and not isinstance(wanted[name], bool):
            wrong.append(Problem("invalid", _("True or false is expected."), f"filters.{name}"))
    for name, rows in (("department", Department.objects.all()), ("tier", Tier.objects.all())):
        if name in wanted and not _exists(rows, wanted[name]):
            wrong.append(Problem("does_not_exist", _("There is no such code."), f"filters.{name}"))
    if "processes" in wanted:
        wrong += _code_problems("processes", wanted["processes"], Process.objects.visible_to(by))
    if "systems" in wanted:
        wrong += _code_problems("systems", wanted["systems"], System.objects.visible_to(by))
    if "since" in wanted:
        wrong += _since_problems(wanted["since"], until)
    if kind in OF_PLANS and not is_of_incident(kind, wanted) and not wrong:
        wrong += fix_version(kind, wanted, by=by, until=until)
    return wanted, wrong


def _since_problems(given: Any, until: datetime) -> list[Problem]:
    """A day, as it is stored: "2026-01-31", before the end of the period."""
    try:
        day = date.fromisoformat(given if isinstance(given, str) else "")
    except ValueError:
        return [Problem("invalid", _("A day is expected: 2026-01-31."), "filters.since")]
    if day > until.astimezone(ZoneInfo(Organisation.current().timezone)).date():
        message = _("The period begins after its end.")
        return [Problem("after_end", message, "filters.since")]
    return []


def _exists(rows: Any, code: Any) -> bool:
    return isinstance(code, str) and "\0" not in code and rows.filter(code=code).exists()


def _code_problems(name: str, codes: Any, rows: Any) -> list[Problem]:
    field, of_systems = f"filters.{name}", name == "systems"
    if not isinstance(codes, list) or not all(isinstance(one, str) for one in codes):
        words = _("A list of system codes is expected.") if of_systems else _(
            "A list of process codes is expected.")  # fmt: skip
        return [Problem("invalid", words, field)]
    if len(codes) > MOST_CODES:
        words = _("At most %(most)s systems can be named.") if of_systems else _(
            "At most %(most)s processes can be named.")  # fmt: skip
        return [Problem("too_many", words % {"most": MOST_CODES}, field)]
    clean = [code for code in codes if "\0" not in code]
    known = set(rows.filter(code__in=clean).values_list("code", flat=True))
    words = _("There is no system %(code)s.") if of_systems else _("There is no process %(code)s.")
    return [
        Problem("does_not_exist", words % {"code": code[:64]}, field)
        for code in codes
        if code not in known
    ]
