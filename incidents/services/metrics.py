"""Reading what the metrics of incidents are made of (INC-12); nothing is written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q

from accounts.models import Organisation, User
from bia.models import System
from followup.models import Clock, ClockState, CorrectiveAction
from incidents.domain.intervals import Interval, length_s
from incidents.domain.metrics import (
    Availability,
    Figures,
    Group,
    Share,
    availability,
    group,
    grouped,
)
from incidents.models import (
    NOT_COUNTED,
    GradeChange,
    Impact,
    Incident,
    IncidentSettings,
    IncidentSystem,
    SituationReport,
    Status,
    StepRun,
)
from incidents.services.downtime import down_of
from incidents.services.measuring import gap_of
from lib.days import day_in

SPANS: Mapping[str, tuple[str, str]] = {
    "detect": ("occurred_at", "detected_at"),
    "acknowledge": ("declared_at", "acknowledged_at"),
    "assess": ("declared_at", "assessed_at"),
    "decide": ("grade_effective_at", "level_acknowledged_at"),
    "workaround": ("occurred_at", "workaround_at"),
    "restore": ("occurred_at", "restored_at"),
    "verify": ("restored_at", "verified_at"),
}


@dataclass(frozen=True)
class Wanted:
    """Incidents declared from `since` until before `until`; "" for any grade, system, category."""

    since: datetime
    until: datetime
    grade: str = ""
    system: str = ""
    category: str = ""


@dataclass(frozen=True)
class Metrics:
    """`names` are those of systems, by code."""

    wanted: Wanted
    total: Group
    by_grade: Sequence[Group]
    by_system: Sequence[Group]
    by_month: Sequence[Group]
    grades_by_month: Mapping[tuple[str, str], int]
    availability: Sequence[Availability]
    target: Decimal
    in_vain: int
    merged: int
    open: int
    rows: Sequence[Figures]
    names: Mapping[str, str] = field(default_factory=dict)


def last_year(at: datetime) -> tuple[datetime, datetime]:
    """The twelve months before `at`, from the beginning of a day where the organisation is."""
    zone = ZoneInfo(Organisation.current().timezone)
    day = at.astimezone(zone).date()
    try:
        first = day.replace(year=day.year - 1)
    except ValueError:
        first = day.replace(year=day.year - 1, day=28)
    return start_of(first, zone), at


def start_of(day: date, zone: ZoneInfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone)


def metrics_of(wanted: Wanted, *, user: User, at: datetime) -> Metrics:
    """A constant number of queries, whatever the number of incidents."""
    seen = Incident.objects.real().visible_to(user)
    chosen = _chosen(seen, wanted)
    rows = list(
        chosen.exclude(status__in=NOT_COUNTED)
        .filter(declared_at__gte=wanted.since, declared_at__lt=wanted.until)
        .select_related("grade", "worst_grade", "provisional_grade")
        .order_by("declared_at", "pk")
        .distinct()
    )
    aside = chosen.filter(declared_at__gte=wanted.since, declared_at__lt=wanted.until)
    figures = _figures(rows, at)
    names = dict(System.objects.values_list("code", "name"))
    by_month = grouped(figures, lambda one: [one.month])
    counted: dict[tuple[str, str], int] = defaultdict(int)
    for one in figures:
        counted[one.month, one.grade] += 1
    return Metrics(
        wanted=wanted,
        total=group("", figures),
        by_grade=grouped(figures, lambda one: [one.grade]),
        by_system=grouped(figures, lambda one: one.systems),
        by_month=by_month,
        grades_by_month=dict(counted),
        availability=_availability(seen, wanted, names, at),
        target=IncidentSettings.current().availability_target,
        in_vain=aside.filter(status=Status.CANCELLED).distinct().count(),
        merged=aside.filter(status=Status.MERGED).distinct().count(),
        open=sum(one.is_open for one in rows),
        rows=figures,
        names=names,
    )


def _chosen(rows: Any, wanted: Wanted) -> Any:
    if wanted.grade:
        rows = rows.filter(
            Q(worst_grade__code=wanted.grade)
            | Q(worst_grade=None, grade__code=wanted.grade)
            | Q(worst_grade=None, grade=None, provisional_grade__code=wanted.grade)
        )
    if wanted.system:
        rows = rows.filter(systems__code=wanted.system)
    if wanted.category:
        rows = rows.filter(category=wanted.category)
    return rows


def _figures(rows: Sequence[Incident], at: datetime) -> list[Figures]:
    shares = _shares(rows, at)
    systems = _systems_of(rows)
    down = down_of([one for one in rows if one.reopened_count], at)
    zone = Organisation.current().timezone
    return [
        Figures(
            number=one.number,
            grade=_grade_of(one),
            month=f"{day_in(one.declared_at, zone):%Y-%m}",
            systems=tuple(systems.get(one.pk, ())),
            spans=_spans(one, down.get(one.pk)),
            shares=shares.get(one.pk, {}),
            is_recurrence=one.recurrence_of_id is not None,
        )
        for one in rows
    ]


def _grade_of(one: Incident) -> str:
    """The worst it had (INC-3); "" while nobody has said."""
    grade = one.worst_grade or one.grade or one.provisional_grade
    return grade.code if grade else ""


def _spans(one: Incident, down: Sequence[Interval] | None) -> dict[str, int]:
    """`down`: of one that was reopened, whose restoration is the time it was down, not the days
    between that it worked."""
    found = {}
    for name, (first, last) in SPANS.items():
        begun, ended = getattr(one, first), getattr(one, last)
        if begun is not None and ended is not None:
            found[name] = max(0, int((ended - begun).total_seconds()))
    if down is not None and "restore" in found:
        found["restore"] = length_s(down)
    return found


def _systems_of(rows: Sequence[Incident]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    links = IncidentSystem.objects.filter(incident__in=rows).order_by("system__code")
    for incident, code in links.values_list("incident_id", "system__code"):
        found[incident].append(code)
    return found


def _shares(rows: Sequence[Incident], at: datetime) -> dict[int, dict[str, Share]]:
    found: dict[int, dict[str, Share]] = defaultdict(dict)
    for name, parts in (
        ("reports_on_time", _reports(rows)),
        ("steps_on_time", _steps(rows, at)),
        *_objectives(rows, at).items(),
        ("suggestion_agreed", _agreed(rows)),
        ("actions_on_time", _actions(rows, at)),
    ):
        for incident, is_met in parts:
            share = found[incident].get(name, Share())
            found[incident][name] = share + Share(int(is_met), 1)
    return found


Part = tuple[int, bool]


def _reports(rows: Sequence[Incident]) -> list[Part]:
    """Reports that were due, by when they were given; one that was due and never came is late.
    Where the interval was changed the report is due when the new one says."""
    given = SituationReport.objects.filter(incident__in=rows, due_at__isnull=False)
    parts = [(one.incident_id, one.late_s == 0) for one in given]
    by_number = {one.number: one.pk for one in rows}
    missing = Clock.objects.filter(
        kind="situation_report", subject_kind="incident", subject_code__in=by_number,
        breached_at__isnull=False, met_at__isnull=True,
    ).exclude(state=ClockState.SUPERSEDED)  # fmt: skip
    codes = missing.values_list("subject_code", flat=True)
    return parts + [(by_number[code], False) for code in codes]


def _steps(rows: Sequence[Incident], at: datetime) -> list[Part]:
    """Steps of the card with a limit: late is the deed, never the entry (E34)."""
    steps = StepRun.objects.filter(incident__in=rows, due_at__isnull=False).exclude(
        state=StepRun.State.DROPPED
    )
    parts = []
    for one in steps:
        if one.done_at is not None:
            parts.append((one.incident_id, one.late_s == 0))
        elif one.due_at is not None and one.due_at < at:
            parts.append((one.incident_id, False))
    return parts


def _objectives(rows: Sequence[Incident], at: datetime) -> dict[str, list[Part]]:
    """Per impact with a target: missed once it is passed, met once the impact has ended."""
    parts: dict[str, list[Part]] = {"rto_met": [], "mtd_met": [], "rpo_met": []}
    for one in Impact.objects.filter(incident__in=rows):
        down, ended = one.down_s(at), one.end_at is not None
        taken = one.achieved_rto_s if one.achieved_rto_s is not None else down
        for name, target, value in (
            ("rto_met", one.rto_s, taken),
            ("mtd_met", one.mtd_s, down),
        ):
            if target is not None and (ended or value > target):
                parts[name].append((one.incident_id, value <= target))
        gap = gap_s(one)
        if gap is not None and one.rpo_s is not None:
            parts["rpo_met"].append((one.incident_id, gap <= one.rpo_s))
    return parts


def gap_s(one: Impact) -> int | None:
    """The data gap as it was measured, else as it follows from what was said (INC-7)."""
    measured: int | None = one.achieved_rpo_s
    if measured is not None:
        return measured
    return gap_of(one.start_at, one.last_good_data_at, no_data_lost=one.no_data_lost)


def _agreed(rows: Sequence[Incident]) -> list[Part]:
    """What the rule said when the grade was confirmed, against the grade it has in the end."""
    said: dict[int, str] = {}
    for one in GradeChange.objects.filter(incident__in=rows, kind="confirmed").order_by("at", "pk"):
        said.setdefault(one.incident_id, one.suggested)
    return [
        (one.pk, said[one.pk] == one.grade.code)
        for one in rows
        if one.grade is not None and one.verified_at is not None and said.get(one.pk)
    ]


def _actions(rows: Sequence[Incident], at: datetime) -> list[Part]:
    """Against the date first set; what is not due yet says nothing, what was cancelled neither."""
    by_number = {one.number: one.pk for one in rows}
    zone = Organisation.current().timezone
    today = day_in(at, zone)
    parts = []
    actions = CorrectiveAction.objects.filter(source="incident").exclude(state="cancelled")
    for one in actions.only("source_ref", "due_on", "original_due_on", "done_at"):
        incident = by_number.get(one.source_ref.partition(":")[0])
        due = one.original_due_on or one.due_on
        if incident is None or due is None:
            continue
        if one.done_at is not None:
            parts.append((incident, day_in(one.done_at, zone) <= due))
        elif due < today:
            parts.append((incident, False))
    return parts


def _availability(
    seen: Any, wanted: Wanted, names: Mapping[str, str], at: datetime
) -> list[Availability]:
    """Of every system an incident kept fully down in the period, whenever that was declared."""
    period = (wanted.since, min(wanted.until, at))
    if period[0] >= period[1]:
        return []
    rows = list(
        seen.exclude(status__in=NOT_COUNTED)
        .filter(occurred_at__lt=period[1])
        .filter(Q(restored_at=None) | Q(restored_at__gt=period[0]) | Q(reopened_count__gt=0))
        .only("pk", "occurred_at", "restored_at", "planned_maintenance", "reopened_count")
    )
    down = down_of(rows, period[1])
    outages: dict[str, list[Interval]] = defaultdict(list)
    planned: dict[str, list[Interval]] = defaultdict(list)
    links = IncidentSystem.objects.filter(incident__in=rows, extent=IncidentSystem.Extent.FULL)
    if wanted.system:
        links = links.filter(system__code=wanted.system)
    is_planned = {one.pk: one.planned_maintenance for one in rows}
    for incident, code in links.values_list("incident_id", "system__code"):
        (planned if is_planned[incident] else outages)[code] += down[incident]
    codes = {wanted.system} if wanted.system else {*outages, *planned}
    found = [
        availability(code, outages=outages[code], maintenance=planned[code], period=period)
        for code in codes & names.keys()
    ]
    return sorted(
        found, key=lambda one: (one.percent if one.percent is not None else 0, one.system)
    )


def days_of(wanted: Wanted) -> tuple[date, date]:
    """First and last day of the period where the organisation is."""
    zone = Organisation.current().timezone
    return day_in(wanted.since, zone), day_in(wanted.until - timedelta(microseconds=1), zone)
