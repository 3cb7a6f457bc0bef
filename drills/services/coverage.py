"""The coverage matrix: processes × scenarios × types, with age and what to drill next (DRL-4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.db.models import F

from accounts.models import User
from bia.models import Process, Tier
from drills.domain.coverage import NEVER, Cell, criticality, priority, state_of
from drills.models import AFTER, Drill, DrillScenario, DrillSettings, DrillType
from drills.services.slot_zones import organisation_zone
from lib.days import day_in

TYPES = (DrillType.TABLETOP.value, DrillType.FUNCTIONAL.value, DrillType.FULL.value)
FREE = 0  # the column of drills without a scenario of the library


@dataclass(frozen=True)
class Spot:
    """One cell as it is shown. `applies`: the scenario is meant for this process."""

    process: Process
    scenario: DrillScenario | None
    type: str
    cell: Cell
    state: str
    age_days: int | None
    priority: Decimal
    applies: bool = True


@dataclass(frozen=True)
class Line:
    """A process, its cells in the order of the scenarios, and its newest drill of all."""

    process: Process
    spots: Sequence[Spot]
    newest: Spot | None
    worst: Spot | None


@dataclass(frozen=True)
class Matrix:
    """`type` "": the newest drill of any type in each cell. `next` are the most urgent cells."""

    today: date
    valid_days: int
    type: str
    scenarios: Sequence[DrillScenario]
    lines: Sequence[Line]
    next: Sequence[Spot]
    counts: dict[str, int] = field(default_factory=dict)
    has_free: bool = False


def coverage(
    user: User, *, at: datetime, type: str = "", processes: Sequence[Process] | None = None,
    most: int = 10,
) -> Matrix:  # fmt: skip
    """What `user` may see of it. Six queries, however many processes there are.

    Drills in preparation and called-off ones prove nothing; those without notice that have not
    begun are in none of them.
    """
    today = day_in(at, organisation_zone())
    valid_days = DrillSettings.current().valid_days
    rows = processes
    if rows is None:
        rows = list(
            Process.objects.visible_to(user)
            .select_related("tier")
            .order_by(F("tier__order").asc(nulls_last=True), "code")
        )
    scenarios = list(
        DrillScenario.objects.filter(is_active=True).prefetch_related("processes").order_by("code")
    )
    cells = _cells(user, {one.pk for one in rows}, type)
    ranks = {pk: place for place, pk in enumerate(_tiers(), start=1)}
    meant = {one.pk: {each.pk for each in one.processes.all()} for one in scenarios}
    has_free = any(scenario == FREE for _process, scenario in cells)
    columns: list[DrillScenario | None] = [*scenarios, *([None] if has_free else [])]
    lines = []
    for process in rows:
        weight = criticality(ranks.get(process.tier_id or 0), len(ranks))
        spots = [
            _spot(process, one, type, cells, meant, weight, today, valid_days) for one in columns
        ]
        lines.append(_line(process, spots))
    return Matrix(
        today=today,
        valid_days=valid_days,
        type=type,
        scenarios=scenarios,
        lines=lines,
        next=_worst([one for line in lines for one in line.spots], most),
        counts=_counts(lines),
        has_free=has_free,
    )


def _tiers() -> list[int]:
    return list(Tier.objects.order_by("order").values_list("pk", flat=True))


def worst_cells(*, at: datetime, type: str = "", by: User, most: int = 5) -> Sequence[Spot]:
    """What the programme proposes to drill next."""
    return coverage(by, at=at, type=type, most=most).next


def _cells(user: User, processes: set[int], type: str) -> dict[tuple[int, int], Cell]:
    """(process, scenario) → its newest drill that was carried to its end."""
    rows = Drill.objects.visible_to(user).filter(status__in=AFTER, started_at__isnull=False)
    if type:
        rows = rows.filter(type=type)
    newest = (
        Drill.processes.through.objects.filter(drill__in=rows.values("pk"), process__in=processes)
        .order_by("process_id", "drill__scenario_id", "-drill__started_at")
        .distinct("process_id", "drill__scenario_id")
    )
    zone = organisation_zone()
    found = {}
    for process, scenario, started, score, code in newest.values_list(
        "process_id", "drill__scenario_id", "drill__started_at", "drill__score", "drill__code"
    ):
        assert started is not None
        found[process, scenario or FREE] = Cell(day_in(started, zone), score, code)
    return found


def _spot(
    process: Process,
    scenario: DrillScenario | None,
    type: str,
    cells: dict[tuple[int, int], Cell],
    meant: dict[int, set[int]],
    weight: Decimal,
    today: date,
    valid_days: int,
) -> Spot:
    cell = cells.get((process.pk, scenario.pk if scenario else FREE), _NEVER)
    for_it = scenario is not None and (not meant[scenario.pk] or process.pk in meant[scenario.pk])
    return Spot(
        process=process,
        scenario=scenario,
        type=type,
        cell=cell,
        state=state_of(cell, today=today, valid_days=valid_days),
        age_days=cell.age_days(today),
        priority=priority(cell, weight=weight, today=today, valid_days=valid_days),
        applies=for_it,
    )


_NEVER = Cell()


def _line(process: Process, spots: Sequence[Spot]) -> Line:
    held = [one for one in spots if one.cell.last is not None]
    return Line(
        process=process,
        spots=spots,
        newest=max(held, key=lambda one: one.cell.last or date.min, default=None),
        worst=next(iter(_worst(spots, 1)), None),
    )


def _worst(spots: Sequence[Spot], most: int) -> list[Spot]:
    wanted = [one for one in spots if one.applies]
    return sorted(wanted, key=lambda one: (-one.priority, one.process.code))[:most]


def _counts(lines: Sequence[Line]) -> dict[str, int]:
    """Processes by the state of their newest drill."""
    found: dict[str, int] = {}
    for line in lines:
        state = NEVER if line.newest is None else line.newest.state
        found[state] = found.get(state, 0) + 1
    return found
