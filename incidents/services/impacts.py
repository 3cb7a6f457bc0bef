"""Which processes an incident holds down, since when, how far: the verbs (RESP §4.1, §37).

Each locks the incident first; what changes an impact changes the suggested grade with it. The
clocks K5 and K6 follow the row: both stop for the end, or a workaround that carries the minimum
capacity (MBCO).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Unpack

from django.db import transaction
from django.db.models import Min
from django.utils.translation import gettext_lazy as _

from bia.models import Process, System
from followup.services.verb import Call
from incidents.domain.felt import Step, changed
from incidents.domain.regions import reach_of
from incidents.models import IN_RESPONSE, Impact, Incident, Status
from incidents.services.bia_snapshot import snapshots_of
from incidents.services.impact_data import set_last_good_data
from incidents.services.impact_intervals import (
    adopt_objectives,
    correct_impact,
    end_impact,
    follow_beginning,
    reopen_impacts,
    resume_impacts,
)
from incidents.services.impact_prefill import prefill, suspected
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
from incidents.services.step import claimed, locked, require_status, save, written
from lib.errors import GuardsUnmet, Refused
from lib.versioning import change, create

__all__ = [
    "adopt_objectives",
    "change_impact",
    "confirm_impact",
    "correct_impact",
    "drop_impact",
    "end_impact",
    "follow_beginning",
    "open_impact",
    "prefill",
    "reopen_impacts",
    "resume_impacts",
    "set_last_good_data",
    "suspected",
]
ALL, NONE = Decimal(100), Decimal(0)


@transaction.atomic
def open_impact(
    incident: Incident,
    *,
    process: Process,
    system: System | None = None,
    regions: Sequence[str] | None = None,
    kind: str = "full",
    degradation_percent: Decimal = ALL,
    start_at: datetime | None = None,
    confirmed: bool = True,
    **call: Unpack[Call],
) -> Impact:
    """One more process is affected; since `start_at`, None: since the incident began.

    `regions` None takes those of the incident. A process that is open already comes back as it
    is, confirmed if it was only suspected. Raises PermissionDenied, GuardsUnmet, Refused at
    start_at, regions, degradation_percent.
    """
    row = locked(incident)
    require_right(row, call["by"], "respond")
    require_status(row, *IN_RESPONSE)
    when = claimed(call)
    known = row.impacts.open().for_list().filter(process=process).first()
    if known is not None:
        known.incident = row
        return confirm_impact(row, known, **call) if confirmed else known
    began = start_at or row.occurred_at
    if began > when.recorded_at:
        raise Refused("in_future", _("This lies in the future."), "start_at")
    if began < row.occurred_at:
        raise Refused("before_beginning", _("This lies before the incident began."), "start_at")
    fields: dict[str, Any] = snapshots_of([process])[process.pk] | {
        "regions": reach_of(row.regions if regions is None else regions),
        "kind": kind,
        "degradation_percent": degradation_percent,
        "confirmed": confirmed,
        "steps": plain_steps([Step(began, Decimal(degradation_percent), NONE)]),
    }
    one = create(Impact, incident=row, process=process, system=system, start_at=began, **fields)
    written(
        row, "impact_opened", when=when, call=call, payload=told(one) | {"since": began.isoformat()}
    )
    follow_clocks(one, at=when.recorded_at, by=call["by"])
    if row.no_process_affected:
        save(row, no_process_affected=False)
    suggest_anew(row, when)
    return one


@transaction.atomic
def change_impact(
    incident: Incident,
    impact: Impact,
    *,
    degradation_percent: Decimal | None = None,
    workaround_percent: Decimal | None = None,
    kind: str | None = None,
    regions: Sequence[str] | None = None,
    level: str | None = None,
    read_version: int | None = None,
    **call: Unpack[Call],
) -> Impact:
    """From `at` on so much is lost and so much of that the workaround carries; None: as it was.

    A late entry stands from its claimed instant on, up to the next change known. Raises
    PermissionDenied, GuardsUnmet (ended), StaleVersion, Refused at `at` and the shares.
    """
    row = locked(incident)
    require_right(row, call["by"], "respond")
    require_status(row, *IN_RESPONSE)
    one = found(row, impact)
    if one.end_at is not None:
        raise GuardsUnmet.one("ended", _("This impact has ended already."), "impact")
    words = _("This lies before the impact began.")
    when = claimed(call, not_before=one.start_at, words=words)
    shares = {"degradation_percent": degradation_percent, "workaround_percent": workaround_percent}
    for name, value in shares.items():
        if value is not None and not NONE <= value <= ALL:
            raise Refused("no_percentage", _("A share lies between 0 and 100 %."), name)
    steps = steps_of(one)
    before = [step for step in steps if step.at <= when.at][-1:] or [steps[0]]
    asked = Step(
        when.at,
        before[0].degradation if degradation_percent is None else Decimal(degradation_percent),
        before[0].workaround if workaround_percent is None else Decimal(workaround_percent),
    )
    values: dict[str, Any] = {}
    if (asked.degradation, asked.workaround) != (before[0].degradation, before[0].workaround):
        steps = changed(steps, asked)
        values = _of_steps(one, steps)
    for name, given in (("kind", kind), ("regions", regions), ("level", level)):
        if given is not None:
            values[name] = reach_of(given) if name == "regions" else given
    if "regions" in values:
        kept = {name: at for name, at in one.ended_regions.items() if name in values["regions"]}
        values["ended_regions"] = kept
    old = fields_told(one)
    if change(one, read_version=read_version, **values):
        now = fields_told(one)
        payload = told(one) | {
            "changes": {name: [old[name], now[name]] for name in now if old[name] != now[name]}
        }
        written(row, "impact_changed", when=when, call=call, payload=payload)
        follow_clocks(one, at=when.at, by=call["by"])
        _workaround_running(row)
        suggest_anew(row, when)
    return one


@transaction.atomic
def confirm_impact(
    incident: Incident, impact: Impact, *, read_version: int | None = None, **call: Unpack[Call]
) -> Impact:
    """Somebody has looked: the process is affected indeed."""
    row = locked(incident)
    require_right(row, call["by"], "respond")
    one = found(row, impact)
    if one.confirmed:
        return one
    when = claimed(call)
    change(one, read_version=read_version, confirmed=True)
    payload = told(one) | {"changes": {"confirmed": [False, True]}}
    written(row, "impact_changed", when=when, call=call, payload=payload)
    suggest_anew(row, when)
    return one


@transaction.atomic
def drop_impact(
    incident: Incident, impact: Impact, *, reason: str = "", **call: Unpack[Call]
) -> None:
    """The process was not affected after all: nothing of it counts. Its history keeps the row.

    Raises PermissionDenied, GuardsUnmet where something was measured of it already.
    """
    from incidents.services import clocks

    row = locked(incident)
    require_right(row, call["by"], "respond")
    require_status(row, *IN_RESPONSE, Status.REVIEWING)
    one = row.impacts.filter(pk=impact.pk).select_related("process").first()
    if one is None:
        return
    one.incident = row
    when = claimed(call)
    if one.measured.exists() or one.agains.exists():
        words = _("This interval was measured already; it can be corrected, not dropped.")
        raise GuardsUnmet.one("measured", words, "impact")
    clocks.drop_impact(one, at=when.recorded_at, by=call["by"])
    payload = told(one) | {"reason": reason.strip()}
    written(row, "impact_dropped", when=when, call=call, payload=payload, text=reason)
    one.delete()
    _workaround_running(row)
    suggest_anew(row, when)


def _of_steps(one: Impact, steps: tuple[Step, ...]) -> dict[str, Any]:
    """The columns that follow from the steps: what holds now, and since when it is bridged."""
    bridged = [step.at for step in steps if step.workaround > 0]
    return {
        "steps": plain_steps(steps),
        "degradation_percent": steps[-1].degradation,
        "workaround_percent": steps[-1].workaround,
        "workaround_started_at": min(bridged, default=None),
    }


def _workaround_running(row: Incident) -> None:
    """The incident's first workaround: "time to workaround" is measured to here (INC-12)."""
    earliest = row.impacts.aggregate(first=Min("workaround_started_at"))["first"]
    if earliest != row.workaround_at:
        save(row, workaround_at=earliest)
