"""Deadlines and lateness after instants were put right (TIM-4, E3; docs/method.md §38.1).

Called by the corrections, which hold the incident. Each answers what a timeline entry tells:
the clocks that were kept and are late now, or the other way round.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from accounts.models import User
from followup.services.clock_correcting import correct_clock
from incidents.models import Impact, Incident
from incidents.services import clocks
from plans.services.activations import Call as PlanCall
from plans.services.activations import restored_otherwise_for_event

Moved = Mapping[datetime, datetime]
Told = list[dict[str, Any]]
# What counts from, or is met at, an instant that can be corrected.
KINDS = (clocks.NOTIFY, clocks.ASSESS, clocks.VERIFY, clocks.REVIEW, clocks.ETR)
ANCHORS = ("declared_at", "restored_at", "verified_at")
# Steps the engine itself ends, at the instant of the deed.
ENDED_AT = {"handle": "restored_at", "verify": "verified_at"}


def of_impact(
    impact: Impact, moved: Moved, *, at: datetime, by: User | None, reason: str = ""
) -> Told:
    """K5 and K6 of an impact that began or ended at other instants than they said."""
    told: Told = []
    for kind in clocks.OF_IMPACT:
        told += _corrected(kind, clocks.IMPACT, impact.code, moved, at=at, by=by, reason=reason)
    name = impact.process.name
    return [
        one | {"process": impact.process.code, "name_en": name, "name_zh": name} for one in told
    ]


def of_incident(
    incident: Incident, old: Mapping[str, Any], call: PlanCall, *, reason: str = ""
) -> Told:
    """K1, K2, K8, K9, K12 and the steps of the card; K10 of plans that were restored with it.

    `old` maps names of instants to what they were; `incident` has the right ones.
    """
    at, by = call["recorded_at"] or call["at"], call["by"]
    names = [name for name in (*ANCHORS, "occurred_at") if name in old]
    moved = {old[name]: getattr(incident, name) for name in names}
    told: Told = []
    for kind in KINDS:
        told += _corrected(
            kind, clocks.INCIDENT, incident.number, moved, at=at, by=by, reason=reason
        )
    for name in names:
        _move_steps(incident, name, old[name])
    if "restored_at" in old and incident.restored_at is not None:
        restored_otherwise_for_event(
            clocks.INCIDENT, incident.number, before=old["restored_at"],
            after=incident.restored_at, **call,
        )  # fmt: skip
    return told


def _move_steps(incident: Incident, name: str, before: datetime) -> None:
    """Steps that count from it, and those that ended with it."""
    now = getattr(incident, name)
    for step in incident.steps.filter(anchor=name, anchor_at=before):
        step.anchor_at = now
        step.due_at = now + timedelta(seconds=step.limit_s) if step.limit_s is not None else None
        step.save(update_fields=["anchor_at", "due_at"])
    keys = [key for key, ends in ENDED_AT.items() if ends == name]
    for step in incident.steps.filter(key__in=keys, done_at=before):
        step.done_at = now
        step.save(update_fields=["done_at"])


def _corrected(
    kind: str,
    subject_kind: str,
    subject_code: str,
    moved: Moved,
    *,
    at: datetime,
    by: User | None,
    reason: str,
) -> Told:
    done = correct_clock(
        kind=kind, subject_kind=subject_kind, subject_code=subject_code, moved=moved, at=at, by=by,
        reason=reason,
    )  # fmt: skip
    if done is None or done.late_s == done.was_late_s:
        return []
    return [{"clock": kind, "old_late_s": done.was_late_s, "new_late_s": done.late_s}]
