"""Ends of impacts and their beginnings anew: by region, failed checks, reopening (E15, E16)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Unpack

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from followup.services.verb import Call
from incidents.domain.felt import Step
from incidents.models import IN_RESPONSE, Impact, Incident, IncidentSettings, Status
from incidents.services.bia_snapshot import snapshots_of
from incidents.services.corrected_clocks import of_impact
from incidents.services.impact_step import (
    fields_told,
    follow_clocks,
    found,
    plain_steps,
    suggest_anew,
    told,
)
from incidents.services.loss import steps_of
from incidents.services.rights import require_right
from incidents.services.step import claimed, locked, require_status, write, written
from lib.claimed_time import Claimed
from lib.errors import Refused
from lib.versioning import change
from plans.models import RecoveryLevel


@transaction.atomic
def end_impact(
    incident: Incident,
    impact: Impact,
    *,
    region: str | None = None,
    read_version: int | None = None,
    **call: Unpack[Call],
) -> Impact:
    """The process works again at `at`, or in one `region`; with the last region it works again.

    What has ended already is left as it is. Raises PermissionDenied, GuardsUnmet, StaleVersion,
    Refused at `at` and `region`.
    """
    row = locked(incident)
    require_right(row, call["by"], "respond")
    require_status(row, *IN_RESPONSE)
    one = found(row, impact)
    if one.end_at is not None or (region is not None and region in one.ended_regions):
        return one
    words = _("This lies before the impact began.")
    when = claimed(call, not_before=one.start_at, words=words)
    values = _ended(when.at) if region is None else _ended_in(one, region, when.at)
    change(one, read_version=read_version, **values)
    payload = told(one) | ({"region": region} if region is not None else {})
    kind = "impact_ended" if one.end_at is not None else "impact_changed"
    written(row, kind, when=when, call=call, payload=payload)
    if one.end_at is not None:
        follow_clocks(one, at=one.end_at, by=call["by"])
    suggest_anew(row, when)
    return one


@transaction.atomic
def resume_impacts(
    incident: Incident,
    impacts: Iterable[Impact] | None = None,
    *,
    at: datetime,
    by: User | None = None,
    recorded_at: datetime | None = None,
) -> list[Impact]:
    """The verification failed: they never were back. The end is taken away and the clocks run
    from the first beginning (E15). `impacts` None: every last interval of a process.

    Called by the verb that failed the verification, which holds the incident.
    """
    wanted = None if impacts is None else {one.pk for one in impacts}
    when = Claimed(at, recorded_at or at)
    resumed = []
    for one in _last_ended(incident):
        if wanted is not None and one.pk not in wanted:
            continue
        change(
            one, read_version=None, end_at=None, ended_regions={}, achieved_rto_s=None,
            level=RecoveryLevel.NOT.value,
        )  # fmt: skip
        write(
            incident, "impact_changed", when=when, by=by, payload=told(one) | {"resumed": True},
        )  # fmt: skip
        follow_clocks(one, at=at, by=by)
        resumed.append(one)
    if resumed:
        suggest_anew(incident, when)
    return resumed


@transaction.atomic
def reopen_impacts(
    incident: Incident,
    impacts: Iterable[Impact] | None = None,
    *,
    at: datetime,
    by: User | None = None,
    recorded_at: datetime | None = None,
) -> list[Impact]:
    """It came back after it had been verified: a new interval each, with the BIA of now.

    The earlier ones stay with what was measured of them. Called by the verb that reopens.
    """
    wanted = None if impacts is None else {one.pk for one in impacts}
    again = [one for one in _last_ended(incident) if wanted is None or one.pk in wanted]
    when = Claimed(at, recorded_at or at)
    snapshots = snapshots_of([one.process for one in again])
    rows = []
    for earlier in again:
        one = Impact(
            incident=incident,
            process=earlier.process,
            system=earlier.system,
            regions=list(earlier.regions),
            kind=earlier.kind,
            start_at=at,
            steps=plain_steps([Step(at)]),
            confirmed=earlier.confirmed,
            again_of=earlier,
            **snapshots[earlier.process_id],
        )
        one.save(force_insert=True)
        write(
            incident, "impact_opened", when=when, by=by, payload=told(one) | {"again": True},
        )  # fmt: skip
        follow_clocks(one, at=at, by=by)
        rows.append(one)
    if rows:
        suggest_anew(incident, when)
    return rows


@transaction.atomic
def adopt_objectives(incident: Incident, impact: Impact, **call: Unpack[Call]) -> Impact:
    """The BIA approved meanwhile holds from now on, for deadlines and losses (E28).

    Until somebody adopts it the snapshot of the opening stays. Raises PermissionDenied,
    GuardsUnmet.
    """
    row = locked(incident)
    require_right(row, call["by"], "command")
    require_status(row, *IN_RESPONSE)
    one = found(row, impact)
    when = claimed(call)
    names = ("bia_version", "rto_s", "mtd_s", "rpo_s", "mbco_percent", "life_safety")
    before = {name: _plain(getattr(one, name)) for name in names}
    if not change(one, read_version=None, **snapshots_of([one.process])[one.process_id]):
        return one
    now = {name: _plain(getattr(one, name)) for name in names}
    payload = told(one) | {
        "adopted": {n: [before[n], now[n]] for n in names if before[n] != now[n]}
    }
    written(row, "impact_changed", when=when, call=call, payload=payload)
    if one.end_at is None:
        follow_clocks(one, at=when.recorded_at, by=call["by"])
    suggest_anew(row, when)
    return one


@transaction.atomic
def correct_impact(
    incident: Incident,
    impact: Impact,
    *,
    start_at: datetime | None = None,
    end_at: datetime | None = None,
    reason: str,
    read_version: int | None = None,
    **call: Unpack[Call],
) -> Impact:
    """An instant was entered wrongly (TIM-4, E3). None leaves it; an open impact stays open.

    After the closing the measurements are followed by better ones. Raises PermissionDenied,
    GuardsUnmet, StaleVersion, Refused at start_at, end_at, reason.
    """
    from incidents.services.measuring import supersede_impact

    row = locked(incident)
    is_closed = row.status == Status.CLOSED
    require_right(row, call["by"], "approve_review" if is_closed else "respond")
    require_status(row, *IN_RESPONSE, Status.REVIEWING, Status.CLOSED)
    one = found(row, impact)
    when = claimed(call)
    if not reason.strip():
        raise Refused("required", _("Say why."), "reason")
    begin, end = start_at or one.start_at, end_at or one.end_at
    _check_instants(row, one, begin, end if one.end_at is not None else end_at, when)
    old = fields_told(one)
    moved = {one.start_at: begin} | ({one.end_at: end} if one.end_at is not None and end else {})
    values = _moved(one, begin) | ({"end_at": end} if one.end_at is not None else {})
    if not change(one, read_version=read_version, **values):
        return one
    now = fields_told(one)
    changes = {name: [old[name], now[name]] for name in now if old[name] != now[name]}
    payload = told(one) | {"changes": changes, "reason": reason.strip()}
    judged = of_impact(one, moved, at=when.recorded_at, by=call["by"], reason=reason.strip())
    if judged:
        payload["clocks"] = judged
    written(row, "impact_changed", when=when, call=call, payload=payload)
    if row.status in IN_RESPONSE and one.end_at is None:
        follow_clocks(one, at=when.recorded_at, by=call["by"])
    supersede_impact(one, reason=reason.strip(), at=when.recorded_at, by=call["by"])
    if row.is_in_response:
        suggest_anew(row, when)
    return one


def follow_beginning(
    incident: Incident, before: datetime, *, at: datetime, by: User | None = None
) -> list[Impact]:
    """The incident began at another time than `before`: so did what began with it.

    Called by the correction of its instants, which holds the incident (TIM-4, E3).
    """
    moved = []
    for one in incident.impacts.for_list().filter(start_at=before):
        if one.end_at is not None and one.end_at < incident.occurred_at:
            continue
        one.incident = incident
        change(one, read_version=None, **_moved(one, incident.occurred_at))
        if incident.is_in_response and one.end_at is None:
            follow_clocks(one, at=at, by=by)
        moved.append(one)
    return moved


def _ended(at: datetime) -> dict[str, Any]:
    return {"end_at": at, "level": RecoveryLevel.FULLY.value}


def _ended_in(one: Impact, region: str, at: datetime) -> dict[str, Any]:
    regions = list(one.regions)
    if regions == ["all"]:
        regions = list(IncidentSettings.current().regions)
    if region not in regions:
        raise Refused("unknown_region", _("This region is not named as affected."), "region")
    ended = dict(one.ended_regions) | {region: at.isoformat()}
    values: dict[str, Any] = {"regions": regions, "ended_regions": ended}
    if all(name in ended for name in regions):
        last = max(datetime.fromisoformat(text) for text in ended.values())
        return values | _ended(last)
    return values | {"level": RecoveryLevel.PARTLY.value}


def _last_ended(incident: Incident) -> list[Impact]:
    """Of every process the last interval, where that has ended."""
    last: dict[int, Impact] = {}
    for one in incident.impacts.for_list().order_by("start_at", "id"):
        one.incident = incident
        last[one.process_id] = one
    return [one for one in last.values() if one.end_at is not None]


def _moved(one: Impact, begin: datetime) -> dict[str, Any]:
    """What follows from another beginning: the first step, and the gap to the last good data."""
    from incidents.services.measuring import gap_of

    first, *rest = steps_of(one)
    steps = [Step(begin, first.degradation, first.workaround)]
    steps += [step for step in rest if step.at > begin]
    gap_s = gap_of(begin, one.last_good_data_at, no_data_lost=one.no_data_lost)
    return {"start_at": begin, "steps": plain_steps(steps), "achieved_rpo_s": gap_s}


def _check_instants(
    row: Incident, one: Impact, begin: datetime, end: datetime | None, when: Claimed
) -> None:
    if begin < row.occurred_at:
        raise Refused("before_beginning", _("This lies before the incident began."), "start_at")
    if begin > when.recorded_at:
        raise Refused("in_future", _("This lies in the future."), "start_at")
    if end is None:
        return
    if one.end_at is None:
        raise Refused("still_open", _("This impact has not ended yet."), "end_at")
    if end < begin:
        raise Refused("end_before_start", _("It cannot end before it began."), "end_at")
    if end > when.recorded_at:
        raise Refused("in_future", _("This lies in the future."), "end_at")


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, (bool, int, str)) else str(value)
