"""What an incident proved of recovery: achieved RTO and RPO, handed to the BIA (INC-7, §37.4)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from bia.models import MeasurementConfidence
from bia.services.measurement import record_measurement
from incidents.domain.felt import carried_since
from incidents.models import Impact, Incident, IncidentSettings, MeasuredImpact, Mode, Precision
from incidents.services.loss import amount_of, steps_of

RTO, RPO = "rto", "rpo"


def gap_of(
    start_at: datetime, last_good_data_at: datetime | None, *, no_data_lost: bool
) -> int | None:
    """Seconds of data lost: 0 when none were, None while nobody has said."""
    if no_data_lost:
        return 0
    if last_good_data_at is None:
        return None
    return max(0, int((start_at - last_good_data_at).total_seconds()))


def recovery_of(impact: Impact, *, workaround_counts: bool) -> int | None:
    """Seconds from its beginning to its end. Where the organisation says that a sufficient
    workaround counts, to the moment one carried the minimum capacity for good. None: still down.
    """
    until = recovered_at(impact, workaround_counts=workaround_counts)
    return None if until is None else max(0, int((until - impact.start_at).total_seconds()))


def recovered_at(impact: Impact, *, workaround_counts: bool) -> datetime | None:
    """When the process worked again, as `recovery_of` counts it."""
    if impact.end_at is None or not workaround_counts:
        return impact.end_at
    since = carried_since(steps_of(impact), impact.mbco_percent)
    return impact.end_at if since is None else min(impact.end_at, max(since, impact.start_at))


@transaction.atomic
def draft_measurements(incident: Incident, at: datetime) -> None:
    """Work out what was achieved, and the loss estimated; called when the recovery is verified.

    Final with the closing; until then a corrected instant is worked out anew.
    """
    counts = IncidentSettings.current().workaround_counts
    for one in incident.impacts.for_list():
        one.incident = incident
        _achieved(one, at, workaround_counts=counts)


@transaction.atomic
def write_measurements(incident: Incident, at: datetime, by: User | None = None) -> list[str]:
    """Hand every interval to the BIA, once; codes of the new measurements. Called on closing.

    Drills are measured by the drill, planned maintenance proves nothing of recovery, and what is
    not known is not measured.
    """
    draft_measurements(incident, at)
    if incident.mode == Mode.DRILL or incident.planned_maintenance:
        return []
    codes = []
    for one in incident.impacts.for_list():
        one.incident = incident
        if one.measured.exists():
            # Closed before, and reopened: only what was put right since is measured again.
            codes += supersede_impact(one, reason="", at=at, by=by)
        else:
            codes += _record(one, [RTO, RPO], at=at, by=by)
    return codes


@transaction.atomic
def supersede(
    incident: Incident, at: datetime, *, reason: str = "", by: User | None = None
) -> list[str]:
    """Instants were corrected: what was measured otherwise is followed by a better one (E3)."""
    codes = []
    for one in incident.impacts.for_list():
        one.incident = incident
        codes += supersede_impact(one, reason=reason, at=at, by=by)
    return codes


def supersede_impact(
    impact: Impact, *, reason: str, at: datetime, by: User | None = None
) -> list[str]:
    """The caller holds the incident. Nothing is written of what measures the same as before."""
    incident = impact.incident
    _achieved(impact, at, workaround_counts=IncidentSettings.current().workaround_counts)
    last: dict[str, MeasuredImpact] = {}
    for row in impact.measured.select_related("measurement").order_by("id"):
        last[row.measurement.kind] = row
    if not last and incident.closed_at is None:
        return []
    if incident.mode == Mode.DRILL or incident.planned_maintenance:
        return []
    codes = []
    for kind, value_s in _values(impact).items():
        known = last.get(kind)
        same = known is not None and known.measurement.value_s == value_s and (
            known.measurement.confidence == _confidence(impact)
        )  # fmt: skip
        if value_s is not None and not same:
            before = known.measurement.code if known is not None else ""
            codes += _record(impact, [kind], at=at, by=by, before=before, reason=reason)
    return codes


def current_measurements(impacts: Iterable[Impact]) -> dict[int, dict[str, MeasuredImpact]]:
    """Impact id → kind → what is measured of it now, corrections considered. One query."""
    found: dict[int, dict[str, MeasuredImpact]] = {}
    rows = MeasuredImpact.objects.filter(impact__in=list(impacts)).select_related("measurement")
    for row in rows.order_by("id"):
        found.setdefault(row.impact_id, {})[row.measurement.kind] = row
    return found


def _achieved(one: Impact, at: datetime, *, workaround_counts: bool) -> None:
    values: dict[str, Any] = {
        "achieved_rto_s": recovery_of(one, workaround_counts=workaround_counts),
        "achieved_rpo_s": gap_of(
            one.start_at, one.last_good_data_at, no_data_lost=one.no_data_lost
        ),
        "estimated_loss": amount_of(one, at, one.incident.timezone),
    }
    if any(getattr(one, name) != value for name, value in values.items()):
        for name, value in values.items():
            setattr(one, name, value)
        one.save(update_fields=[*values, "updated_at"])


def _values(one: Impact) -> dict[str, int | None]:
    return {RTO: one.achieved_rto_s, RPO: one.achieved_rpo_s}


def _confidence(one: Impact) -> str:
    """Estimated where nobody knows when it began (E2)."""
    estimated = one.incident.occurred_precision == Precision.ESTIMATED
    began_with_it = one.start_at == one.incident.occurred_at
    return (
        MeasurementConfidence.ESTIMATED.value
        if estimated and began_with_it
        else MeasurementConfidence.MEASURED.value
    )


def _record(
    one: Impact,
    kinds: Iterable[str],
    *,
    at: datetime,
    by: User | None,
    before: str = "",
    reason: str = "",
) -> list[str]:
    codes = []
    for kind in kinds:
        value_s = _values(one)[kind]
        if value_s is None or one.end_at is None:
            continue
        words = f"{one.incident.number}: {reason}" if reason else one.incident.number
        measurement = record_measurement(
            subject=one.process,
            kind=kind,
            value_s=value_s,
            source=f"incident {one.incident.number}",
            at=one.end_at,
            by=by,
            target_s=one.rto_s if kind == RTO else one.rpo_s,
            confidence=_confidence(one),
            note=(f"{words} ({before} →)" if before else words)[:500],
            recorded_at=at,
        )
        MeasuredImpact.objects.create(
            impact=one, measurement=measurement, superseded_because=reason[:300]
        )
        codes.append(measurement.code)
    return codes
