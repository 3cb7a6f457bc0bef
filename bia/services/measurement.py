"""Recording what was really measured. The one verb other apps call on this one."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from bia.models import Measurement, MeasurementConfidence, Process, System
from bia.services.publishing import publish_row
from followup.services.retests import offer_measurement
from lib.durations import MAX_SECONDS
from lib.errors import Refused
from lib.versioning import problems_of

CLOCK_SKEW = timedelta(minutes=5)


@transaction.atomic
def record_measurement(
    *,
    subject: Process | System,
    kind: str,
    value_s: int,
    source: str,
    at: datetime,
    by: User | None,
    target_s: int | None = None,
    confidence: str = MeasurementConfidence.MEASURED.value,
    note: str = "",
    recorded_at: datetime | None = None,
) -> Measurement:
    """A recovery time (`rto`) or data gap (`rpo`) in seconds, measured `at`.

    `target_s` None takes the subject's target of that moment. Raises Refused at the field;
    `recorded_at` (default: no check) is now, so that a measurement of the future is refused.
    In the same transaction the result is offered to the corrective actions that wait for it, and
    other systems are told; a missed target is an event of its own, unless it was only simulated.
    """
    if recorded_at is not None and at > recorded_at + CLOCK_SKEW:
        raise Refused("in_future", _("This lies in the future."), "at")
    for name, value in (("value_s", value_s), ("target_s", target_s)):
        if value is not None and not 0 <= value <= MAX_SECONDS:
            raise Refused("out_of_range", _("This is no real duration."), name)
    if target_s is None:
        target_s = subject.rto_s if kind == "rto" else subject.rpo_s
    number = _next_id()
    measurement = Measurement(
        id=number,
        code=f"M-{number:06d}",
        process=subject if isinstance(subject, Process) else None,
        system=subject if isinstance(subject, System) else None,
        kind=kind,
        value_s=value_s,
        target_s=target_s,
        source=source.strip(),
        at=at,
        confidence=confidence,
        note=note.strip(),
        created_by=by,
    )
    try:
        measurement.full_clean(exclude=["process", "system", "created_by"])
    except ValidationError as error:
        raise Refused.many(problems_of(error)) from error
    measurement.save(force_insert=True)
    _offer(measurement, recorded_at or at)
    publish_row("measurement.recorded", measurement, at=recorded_at or at)
    if _missed(measurement):
        assert target_s is not None
        publish_row("objective.missed", measurement, at=recorded_at or at, gap_s=value_s - target_s)
    return measurement


def _offer(measurement: Measurement, recorded_at: datetime) -> None:
    subject = measurement.subject
    assert subject is not None
    offer_measurement(
        subject_kind=subject._meta.model_name or "",
        subject_code=subject.code,
        measure=measurement.kind,
        value_s=measurement.value_s,
        target_s=measurement.target_s,
        confidence=measurement.confidence,
        source=f"measurement:{measurement.code}",
        at=measurement.at,
        recorded_at=recorded_at,
    )


def _missed(measurement: Measurement) -> bool:
    if measurement.target_s is None or measurement.confidence == MeasurementConfidence.SIMULATED:
        return False
    return bool(measurement.value_s > measurement.target_s)


def _next_id() -> int:
    """The row's number is part of its code, and rows are never updated: ask for it first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('bia_measurement', 'id'))")
        return int(cursor.fetchone()[0])
