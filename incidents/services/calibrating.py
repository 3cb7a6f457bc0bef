"""What outages really cost, held against the curve of the BIA (docs/method.md §37.5)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from bia.analysis.loss_curves import curve_now
from bia.domain.losses.calibration import Calibration, Observation, calibrate
from bia.domain.losses.curve import LossCurve
from bia.models import Process
from incidents.models import Impact, Incident, Status
from incidents.services.loss import cents, course_of

MOST = 20
"""The last incidents of a process; what lies further back was another business."""


@dataclass(frozen=True)
class Outage:
    """One interval with the loss of the books beside that of the curve as it stands now.

    `as_full` is the loss it would have been without workaround and degradation: the actual one
    scaled by the share of the curve that was felt.
    """

    impact: Impact
    down_s: int
    actual: Decimal
    estimate: Decimal
    as_full: Decimal

    @property
    def ratio(self) -> Decimal:
        return self.actual / self.estimate


@dataclass(frozen=True)
class Calibrated:
    """`result` None: nothing says what the process costs, or nothing can be held against it."""

    process: Process
    outages: tuple[Outage, ...]
    result: Calibration | None

    @property
    def asks_for_change(self) -> bool:
        return self.result is not None and self.result.factor not in (None, 1)


def calibrations_of(incident: Incident) -> list[Calibrated]:
    """For each process of the incident whose actual loss was entered."""
    rows = incident.impacts.filter(actual_loss__isnull=False).select_related("process")
    processes = {one.process_id: one.process for one in rows}
    return [calibration_of(one) for one in processes.values()]


def calibration_of(process: Process) -> Calibrated:
    """Real, closed incidents only; planned maintenance is no outage. Three queries."""
    curve = curve_now(process.code)
    if curve is None:
        return Calibrated(process, (), None)
    rows = (
        Impact.objects.filter(
            process=process,
            actual_loss__isnull=False,
            end_at__isnull=False,
            incident__in=Incident.objects.counted().filter(
                status=Status.CLOSED, planned_maintenance=False
            ),
        )
        .select_related("incident", "process")
        .order_by("-start_at", "-id")[:MOST]
    )
    outages = tuple(_outages(rows, curve))
    seen = [Observation(one.down_s, one.as_full) for one in outages]
    return Calibrated(process, outages, calibrate(curve.loss, seen) if seen else None)


def _outages(rows: Iterable[Impact], curve: LossCurve) -> Iterable[Outage]:
    for one in rows:
        assert one.end_at is not None
        assert one.actual_loss is not None
        estimate = curve.loss_over(course_of(one).spans(one.end_at))
        if not estimate:
            continue
        down_s = one.down_s(one.end_at)
        as_full = one.actual_loss * curve.loss(down_s) / estimate
        yield Outage(one, down_s, one.actual_loss, cents(estimate), cents(as_full))
