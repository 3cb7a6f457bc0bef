"""Whose evidence, of which period, as far as who asks may see it today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Model, Q, QuerySet

from accounts.access import may
from accounts.models import Organisation, User
from bia.models import Dependency, Finding, Process, System
from drills.models import Drill
from followup.models import CorrectiveAction
from incidents.models import Incident
from incidents.services.metrics import last_year
from plans.models import Plan
from reports.models import Report

# What rows are limited by, each as it is seen today.
LIMITS: dict[str, type[Model]] = {
    "process": Process,
    "system": System,
    "plan": Plan,
    "incident": Incident,
    "drill": Drill,
    "action": CorrectiveAction,
    "finding": Finding,
}
Ids = frozenset[int] | None


@dataclass(frozen=True)
class Pack:
    """`seen`: ids of the rows that may be shown, None: all there are."""

    report: Report
    at: datetime
    since: datetime
    reader: User
    organisation: Organisation
    seen: dict[str, Ids]

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.organisation.timezone)

    @property
    def name(self) -> str:
        """The folder everything lies in."""
        return f"evidence-{self.at.astimezone(self.zone):%Y-%m-%d}"

    @property
    def is_limited(self) -> bool:
        """Only some processes or systems were asked for."""
        return bool(self.report.filters.get("processes") or self.report.filters.get("systems"))

    def may(self, permission: str) -> bool:
        return may(self.reader, permission)

    def among(self, kind: str, path: str, *, or_none: bool = False) -> Q:
        """Rows whose `path` is one of those that may be shown."""
        ids = self.seen[kind]
        if ids is None:
            return Q()
        found = Q(**{f"{path}__in": ids})
        return found | Q(**{f"{path}__isnull": True}) if or_none else found

    def within(self, field: str) -> Q:
        return Q(**{f"{field}__gt": self.since, f"{field}__lte": self.at})


def pack_of(report: Report) -> Pack:
    """Read outside of the past: what may be shown is asked today."""
    at, reader = report.as_of or report.created_at, report.requested_by
    organisation = Organisation.current()
    seen = {name: _seen(model, reader) for name, model in LIMITS.items()}
    _narrow(seen, report.filters)
    since = _since(report, at, ZoneInfo(organisation.timezone))
    return Pack(report, at, since, reader, organisation, seen)


def _since(report: Report, at: datetime, zone: ZoneInfo) -> datetime:
    """The beginning of the day asked for where the organisation is; else a year before."""
    if report.filters.get("since"):
        return datetime.combine(date.fromisoformat(report.filters["since"]), time(), zone)
    return last_year(at)[0]


def _seen(model: Any, reader: User) -> Ids:
    rows: QuerySet[Any] = model.objects.all().visible_to(reader).order_by()
    ids = frozenset(rows.values_list("pk", flat=True))
    return None if len(ids) == model.objects.count() else ids


def _narrow(seen: dict[str, Ids], filters: dict[str, Any]) -> None:
    """To the processes asked for and what they rest on, or to the systems asked for."""
    processes, systems = filters.get("processes"), filters.get("systems")
    if not processes and not systems:
        return
    chosen = frozenset(
        Process.objects.filter(code__in=processes or []).values_list("pk", flat=True)
    )
    if systems:
        rest = frozenset(System.objects.filter(code__in=systems).values_list("pk", flat=True))
    else:
        rows = Dependency.objects.filter(dependent_process__in=chosen, needs_system__isnull=False)
        rest = frozenset(rows.values_list("needs_system", flat=True))
    _only(seen, "process", chosen)
    _only(seen, "system", rest)
    _only(seen, "plan", _ids(Plan, processes=chosen, systems=rest))
    _only(seen, "incident", _ids(Incident, impacts__process=chosen, systems=rest))
    _only(seen, "drill", _ids(Drill, processes=chosen, systems=rest))
    _only(seen, "finding", _ids(Finding, process=chosen, system=rest))
    _only(seen, "action", _actions(chosen, rest, seen))


def _actions(
    processes: frozenset[int], systems: frozenset[int], seen: dict[str, Ids]
) -> frozenset[int]:
    """Those about a process or system, and those out of an incident or drill of the pack."""
    wanted = Q(pk__in=())
    for kind, model, ids in (("process", Process, processes), ("system", System, systems)):
        codes = model._default_manager.filter(pk__in=ids).values("code")
        wanted |= Q(subject_kind=kind, subject_code__in=codes)
    incidents = Incident.objects.filter(pk__in=seen["incident"] or ()).values("number")
    drills = Drill.objects.filter(pk__in=seen["drill"] or ()).values("code")
    wanted |= Q(source_ref__in=incidents) | Q(source_ref__in=drills)
    return frozenset(CorrectiveAction.objects.filter(wanted).values_list("pk", flat=True))


def _ids(model: type[Model], **paths: frozenset[int]) -> frozenset[int]:
    wanted = Q(pk__in=())
    for path, ids in paths.items():
        wanted |= Q(**{f"{path}__in": ids})
    return frozenset(model._default_manager.filter(wanted).values_list("pk", flat=True))


def _only(seen: dict[str, Ids], name: str, ids: frozenset[int]) -> None:
    before = seen[name]
    seen[name] = ids if before is None else before & ids
