"""What a drill on the engine measured of recovery, its pauses left out (DRL-12)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from bia.models import MeasurementKind
from drills.models import Drill, MeasuredTime
from incidents.models import Impact, IncidentSettings
from incidents.services.exercise import left_open
from incidents.services.measuring import gap_of, recovered_at
from lib.versioning import change

RTO, RPO = MeasurementKind.RTO.value, MeasurementKind.RPO.value
Stretch = tuple[datetime, datetime | None]


@transaction.atomic
def measured_times(drill: Drill) -> list[MeasuredTime]:
    """The rows of the drill as its incident measures them now; those entered by hand, and those
    that were reviewed, stay as they are. A process that did not recover is not measured."""
    known = {(one.process_id, one.kind): one for one in drill.measured.filter(system=None)}
    if drill.incident is None:
        return list(drill.measured.order_by("id"))
    pauses = list(drill.pauses.order_by("began_at").values_list("began_at", "ended_at"))
    counts = IncidentSettings.current().workaround_counts
    failed = left_open(drill.incident)
    for process_id, impacts in _by_process(drill).items():
        measured: dict[str, tuple[int, int, int | None]] = {}
        for kind, value in (
            (RTO, _recovery(impacts, failed, pauses, workaround_counts=counts)),
            (RPO, _gap(impacts)),
        ):
            if value is not None:
                target = _strictest(impacts, kind)
                measured[kind] = (*value, target)
        for kind in (RTO, RPO):
            _keep(drill, process_id, kind, measured.get(kind), known.get((process_id, kind)),
                  _mtd(impacts))  # fmt: skip
    return list(drill.measured.select_related("process", "system").order_by("id"))


def paused_between(pauses: Iterable[Stretch], start: datetime, end: datetime) -> int:
    """Seconds of [start, end] in which the drill stood still."""
    stood = 0.0
    for began, ended in pauses:
        overlap = min(ended or end, end) - max(began, start)
        stood += max(0.0, overlap.total_seconds())
    return int(stood)


def _by_process(drill: Drill) -> dict[int, list[Impact]]:
    found: dict[int, list[Impact]] = {}
    assert drill.incident is not None
    for one in drill.incident.impacts.for_list().order_by("start_at", "id"):
        one.incident = drill.incident
        found.setdefault(one.process_id, []).append(one)
    return found


def _recovery(
    impacts: list[Impact], failed: set[str], pauses: list[Stretch], *, workaround_counts: bool
) -> tuple[int, int] | None:
    """(seconds, pauses in them) from the first beginning to the last end."""
    ends = [recovered_at(one, workaround_counts=workaround_counts) for one in impacts]
    if any(one.code in failed for one in impacts) or None in ends:
        return None
    start = min(one.start_at for one in impacts)
    end = max(one for one in ends if one is not None)
    stood = paused_between(pauses, start, end)
    return max(0, int((end - start).total_seconds()) - stood), stood


def _gap(impacts: list[Impact]) -> tuple[int, int] | None:
    gaps = [
        gap_of(one.start_at, one.last_good_data_at, no_data_lost=one.no_data_lost)
        for one in impacts
    ]
    known = [one for one in gaps if one is not None]
    return (max(known), 0) if known else None


def _strictest(impacts: list[Impact], kind: str) -> int | None:
    values = [one.rto_s if kind == RTO else one.rpo_s for one in impacts]
    return min((one for one in values if one is not None), default=None)


def _mtd(impacts: list[Impact]) -> int | None:
    return min((one.mtd_s for one in impacts if one.mtd_s is not None), default=None)


def _keep(
    drill: Drill,
    process_id: int,
    kind: str,
    value: tuple[int, int, int | None] | None,
    known: MeasuredTime | None,
    mtd_s: int | None,
) -> None:
    if known is not None and (not known.automatic or known.accepted is not None):
        return
    if value is None:
        if known is not None:
            known.delete()
        return
    value_s, pauses_s, target_s = value
    fields = {
        "value_s": value_s, "pauses_s": pauses_s, "target_s": target_s,
        "mtd_s": mtd_s if kind == RTO else None,
    }  # fmt: skip
    if known is None:
        MeasuredTime.objects.create(drill=drill, process_id=process_id, kind=kind, **fields)
    elif any(getattr(known, name) != fresh for name, fresh in fields.items()):
        change(known, read_version=None, **fields)
