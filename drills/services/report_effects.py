"""What the approval of an after-action report brings about (DRL-15): the drill counts."""

from __future__ import annotations

from typing import Any

from accounts.models import User
from bia.models import MeasurementConfidence
from bia.services.measurement import record_measurement
from drills.models import Drill, DrillType
from drills.services.programme import drills_ended
from drills.services.results import Line, lines_of
from followup.models import CorrectiveAction
from followup.services.retests import offer_result
from lib.claimed_time import Claimed
from plans.models import Trigger
from plans.services.reviews import raise_change

# "Mostly achieved" proves an action.
PASSED = 75


def carry_out(row: Drill, *, when: Claimed, by: User) -> dict[str, Any]:
    """The caller holds the drill's row. Answers what was done, for the timeline."""
    measurements = _measurements(row, when, by)
    requests = _plan_changes(row, when, by)
    retests = _retests(row, when, by)
    slots = [one.code for one in drills_ended(row, at=when.recorded_at) or ()]
    return {
        "measurements": measurements,
        "change_requests": requests,
        "retests": retests,
        "slots": slots,
    }


def confidence_of(row: Drill) -> str:
    """What is only talked through is simulated; a draft of a plan, or a drill that ended early,
    gives an estimate."""
    if row.type == DrillType.TABLETOP:
        return MeasurementConfidence.SIMULATED.value
    if row.tests_draft or row.ended_early:
        return MeasurementConfidence.ESTIMATED.value
    return MeasurementConfidence.MEASURED.value


def _measurements(row: Drill, when: Claimed, by: User) -> list[str]:
    codes = []
    rows = row.measured.filter(accepted=True, measurement=None, value_s__isnull=False)
    for one in rows.select_related("process", "system").order_by("pk"):
        subject = one.process or one.system
        assert subject is not None
        assert one.value_s is not None
        one.measurement = record_measurement(
            subject=subject,
            kind=one.kind,
            value_s=one.value_s,
            target_s=one.target_s,
            source=f"drill {row.code}",
            at=row.ended_at or when.at,
            by=by,
            confidence=confidence_of(row),
            note=one.note,
            recorded_at=when.recorded_at,
        )
        one.version += 1
        one.save(update_fields=["measurement", "version", "updated_at"])
        codes.append(one.measurement.code)
    return codes


def _plan_changes(row: Drill, when: Claimed, by: User) -> list[int]:
    """A request for each finding that names a plan; None where the plan is not in force."""
    made = []
    rows = row.findings.filter(plan__isnull=False, change_request=None)
    for one in rows.select_related("plan").order_by("pk"):
        assert one.plan is not None
        request = raise_change(
            one.plan,
            trigger=Trigger.DRILL.value,
            source_ref=f"{row.code}:{one.key}",
            params={"drill": row.code, "finding": one.key},
            text=one.text,
            by=by,
            at=when.recorded_at,
        )
        if request is None:
            continue
        one.change_request = request
        one.version += 1
        one.save(update_fields=["change_request", "version", "updated_at"])
        made.append(request.pk)
    return made


def _retests(row: Drill, when: Claimed, by: User) -> list[str]:
    """Actions whose criteria were judged anew in this drill: passed from 75 points on."""
    told = []
    for line in lines_of(row, when.recorded_at):
        if line.points is None or line.na:
            continue
        codes = line.criterion.retests
        for action in CorrectiveAction.objects.filter(code__in=codes).order_by("pk"):
            if _answered_by_measurement(row, action):
                continue
            made = offer_result(
                action,
                passed=line.points >= PASSED,
                source=f"drill:{row.code}:{line.criterion.key}",
                confidence=confidence_of(row),
                note=_words(row, line),
                at=row.ended_at or when.at,
                recorded_at=when.recorded_at,
            )
            if made is not None:
                told.append(action.code)
    return told


def _answered_by_measurement(row: Drill, action: CorrectiveAction) -> bool:
    """One with a figure is answered by what was measured of its subject, not by points."""
    if not action.criterion_measure:
        return False
    return any(
        (subject := one.process or one.system) is not None
        and one.kind == action.criterion_measure
        and subject.code == action.criterion_subject_code
        for one in row.measured.filter(measurement__isnull=False).select_related(
            "process", "system"
        )
    )


def _words(row: Drill, line: Line) -> str:
    points = f"{line.points.normalize():f}" if line.points is not None else ""
    return f"{row.code} {line.criterion.key}: {points}/100. {line.criterion.text}"[:500]
