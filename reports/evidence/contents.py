"""Which reports a pack holds: every kind of them, by the table of kinds, as of its instant."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Q
from django.utils import timezone

from drills.models import Drill
from governance.models import InvestmentCase
from incidents.models import Incident
from plans.models import PlanVersion
from reports.evidence.archive import safe
from reports.evidence.data_response import held, of_the_period
from reports.evidence.pack import Pack
from reports.kinds.kind import Kind
from reports.models import Report, ReportFormat, ReportKind
from reports.past import as_it_stood

# About one thing, so named one by one below, or about a short moment and no evidence.
SINGLE = {
    *(ReportKind.PLAN.value, ReportKind.CARD.value, ReportKind.INCIDENT.value),
    *(ReportKind.SITUATION.value, ReportKind.DRILL.value, ReportKind.HANDBOOK.value),
    *(ReportKind.MANUAL.value, ReportKind.ROI.value, ReportKind.PROGRAMME.value),
    ReportKind.EVIDENCE.value,
}
# These read the history by themselves.
OWN_PAST = (ReportKind.BIA.value, ReportKind.GAPS.value, ReportKind.BACKUPS.value)


@dataclass(frozen=True)
class Wanted:
    """A report inside of the pack: `path` without its ending."""

    kind: str
    filters: dict[str, Any]
    path: str
    what: str


@dataclass(frozen=True)
class Inner:
    """Read and frozen. `report` is never stored; it stands for what was asked."""

    wanted: Wanted
    report: Report
    kind: Kind
    subject: Any

    @property
    def formats(self) -> tuple[ReportFormat, ...]:
        wanted = (ReportFormat.PDF, ReportFormat.XLSX)
        return tuple(one for one in wanted if one in self.kind.formats)


def kinds() -> dict[str, Kind]:
    # The table of kinds imports the kind of the pack.
    from reports.kinds import KINDS

    return KINDS


def read(pack: Pack) -> list[Inner]:
    """Everything read as it stood at the pack's instant."""
    every = list(wanted_of(pack))
    found: dict[int, Inner] = {}
    for past in (False, True):
        opened = as_it_stood(pack.at, reader=pack.reader) if past else nullcontext()
        with opened:
            for number, one in enumerate(every):
                if (one.kind not in OWN_PAST) is past:
                    report, kind = _report(pack, one), kinds()[one.kind]
                    # What it is about was not there then: the report is left out.
                    with suppress(ObjectDoesNotExist):
                        found[number] = Inner(one, report, kind, kind.read(report, None))
    return [found[number] for number in sorted(found)]


def frozen(pack: Pack, plan: list[dict[str, Any]]) -> list[Inner]:
    """The same out of what an earlier worker saved."""
    found = []
    for one in plan:
        wanted = Wanted(one["kind"], one["filters"], one["path"], one["what"])
        report, kind = _report(pack, wanted), kinds()[wanted.kind]
        found.append(Inner(wanted, report, kind, kind.read(report, one["plan"])))
    return found


def plan_of(inner: Inner) -> dict[str, Any]:
    one = inner.wanted
    return {
        "kind": one.kind, "filters": one.filters, "path": one.path, "what": one.what,
        "plan": inner.kind.plan_of(inner.subject),
    }  # fmt: skip


def wanted_of(pack: Pack) -> Iterator[Wanted]:
    """In the order of the folder; rows are looked up today and must have been there then."""
    for code, kind in kinds().items():
        if code not in SINGLE and pack.may(kind.permission):
            yield from _whole(pack, code, kind, _limits(pack, kind), f"reports/{code}")
    programme = kinds().get(ReportKind.PROGRAMME.value)
    if programme is not None and pack.may(programme.permission):
        for year in range(_local(pack, pack.since).year, _local(pack, pack.at).year + 1):
            path = f"reports/drill-programme-{year}"
            yield from _whole(pack, ReportKind.PROGRAMME.value, programme, {"year": year}, path)
    yield from _plans(pack)
    yield from _incidents(pack)
    yield from _drills(pack)
    yield from _cases(pack)


def _whole(
    pack: Pack, code: str, kind: Kind, filters: dict[str, Any], path: str
) -> Iterator[Wanted]:
    """Where the kind has nothing against it: a report of a thing not made yet is left out."""
    if kind.problems(filters, by=pack.reader, as_of=pack.at, at=timezone.now()):
        return
    words = str(ReportKind(code).label)
    if "year" in filters:
        words = f"{words} {filters['year']}"
    yield Wanted(code, filters, path, words)


def _limits(pack: Pack, kind: Kind) -> dict[str, Any]:
    """The pack's own filters, as far as the kind takes them."""
    given = {**pack.report.filters, "since": _local(pack, pack.since).date().isoformat()}
    known = {one.name for one in kind.filters}
    return {name: value for name, value in given.items() if name in known and value}


def _cases(pack: Pack) -> Iterator[Wanted]:
    """What was asked of management or decided by it."""
    if not pack.may("governance.view"):
        return
    rows = InvestmentCase.objects.filter(submitted_at__lte=pack.at, created_at__lte=pack.at)
    words = str(ReportKind.ROI.label)
    for one in rows.order_by("code"):
        filters = {"case": one.code}
        if _may_be_told(pack, ReportKind.ROI.value, filters):
            yield Wanted(
                ReportKind.ROI.value, filters, f"reports/investment/{safe(one.code)}",
                f"{words} {one.code}",
            )  # fmt: skip


def _plans(pack: Pack) -> Iterator[Wanted]:
    """What was in force at the instant."""
    if not pack.may("plan.view"):
        return
    still = Q(ended_at__isnull=True) | Q(ended_at__gt=pack.at)
    rows = PlanVersion.objects.filter(pack.among("plan", "plan"), still, effective_at__lte=pack.at)
    words = str(ReportKind.PLAN.label)
    for one in rows.select_related("plan").order_by("plan__code", "major", "minor"):
        code, filters = one.plan.code, {"plan": one.plan.code, "version": one.number}
        if _may_be_told(pack, ReportKind.PLAN.value, filters):
            yield Wanted(
                ReportKind.PLAN.value, filters,
                f"reports/plans/{safe(f'{code}-{one.number}')}", f"{words} {code} {one.number}",
            )  # fmt: skip


def _incidents(pack: Pack) -> Iterator[Wanted]:
    if not pack.may("incident.view"):
        return
    words = str(ReportKind.INCIDENT.label)
    for one in Incident.objects.real().filter(of_the_period(pack)).order_by("number"):
        if _may_be_told(pack, ReportKind.INCIDENT.value, {"incident": one.number}):
            yield Wanted(
                ReportKind.INCIDENT.value, {"incident": one.number},
                f"reports/incidents/{safe(one.number)}", f"{words} {one.number}",
            )  # fmt: skip


def _drills(pack: Pack) -> Iterator[Wanted]:
    if not pack.may("drill.view"):
        return
    words = str(ReportKind.DRILL.label)
    for one in Drill.objects.filter(held(pack), started_at__lte=pack.at).order_by("code"):
        if _may_be_told(pack, ReportKind.DRILL.value, {"drill": one.code}):
            yield Wanted(
                ReportKind.DRILL.value, {"drill": one.code},
                f"reports/drills/{safe(one.code)}", f"{words} {one.code}",
            )  # fmt: skip


def _may_be_told(pack: Pack, code: str, filters: dict[str, Any]) -> bool:
    problems = kinds()[code].problems(
        filters, by=pack.reader, as_of=pack.at, at=timezone.now()
    )  # fmt: skip
    return not problems


def _report(pack: Pack, wanted: Wanted) -> Report:
    outer = pack.report
    return Report(
        code=f"{outer.code}-{safe(wanted.path.rsplit('/', 1)[-1])}"[:64],
        kind=wanted.kind,
        format=ReportFormat.PDF.value,
        variant=outer.variant,
        language=outer.language,
        as_of=pack.at,
        filters=wanted.filters,
        requested_by=pack.reader,
        created_at=outer.created_at,
    )


def _local(pack: Pack, at: datetime) -> datetime:
    return at.astimezone(pack.zone)
