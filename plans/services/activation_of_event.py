"""What an event does to the activations that belong to it: restored with it, down again, called
off.

The event's own verb has asked who may; whoever carries out the plan is not asked again.
"""

from __future__ import annotations

from datetime import datetime
from typing import Unpack

from django.db import transaction
from django.db.models import QuerySet

from followup.services.verb import Call
from plans.models import ActivationState, PlanActivation, RecoveryLevel
from plans.services.activation_ending import brought_to_end
from plans.services.activation_step import claimed, locked, save_activation, write
from plans.services.activation_turns import called_off, works_again
from plans.services.backfill_clock import activation_corrected, activation_down_again
from plans.services.versions import lock_plan


@transaction.atomic
def restore_for_event(
    subject_kind: str, subject_code: str, **call: Unpack[Call]
) -> list[PlanActivation]:
    """The event is restored: so is what was activated for it, and the backfill clock (K10) counts
    from then. One that was begun later counts from its beginning; one restored stays as it is."""
    found = []
    for one in _active(subject_kind, subject_code).filter(restored_at__isnull=True):
        row = locked(one)
        if row.restored_at is not None or row.state != ActivationState.ACTIVE:
            continue
        when = claimed(call | {"at": max(call["at"], row.activated_at)})
        works_again(row, when, call)
        found.append(row)
    return found


@transaction.atomic
def down_again_for_event(
    subject_kind: str, subject_code: str, *, reason: str, **call: Unpack[Call]
) -> list[PlanActivation]:
    """The event's recovery did not hold: nothing is restored, no data are verified, and what was
    written on paper need not be entered yet."""
    found = []
    for one in _active(subject_kind, subject_code).filter(restored_at__isnull=False):
        row = locked(one)
        if row.restored_at is None or row.state != ActivationState.ACTIVE:
            continue
        when = claimed(call)
        payload = {"restored_at": row.restored_at.isoformat()}
        save_activation(
            row,
            restored_at=None,
            level=RecoveryLevel.NOT.value,
            integrity_at=None,
            integrity_by=None,
        )
        write(row, "down_again", when=when, call=call, text=reason, payload=payload)
        activation_down_again(row, at=when.recorded_at, by=call["by"])
        found.append(row)
    return found


@transaction.atomic
def restored_otherwise_for_event(
    subject_kind: str,
    subject_code: str,
    *,
    before: datetime,
    after: datetime,
    **call: Unpack[Call],
) -> list[PlanActivation]:
    """The event was restored at another instant than was said: so was what was restored with it,
    and K10 counts from there. What was restored by its own verb stays."""
    found = []
    rows = PlanActivation.objects.filter(
        subject_kind=subject_kind, subject_code=subject_code, restored_at=before
    )
    for one in rows.exclude(state=ActivationState.CANCELLED).order_by("pk"):
        row = locked(one)
        if row.restored_at != before:
            continue
        when = claimed(call)
        save_activation(row, restored_at=max(after, row.activated_at))
        payload = {"old": before.isoformat(), "new": row.restored_at.isoformat()}
        write(row, "restored_otherwise", when=when, call=call, payload=payload)
        activation_corrected(row, before, at=when.recorded_at, by=call["by"])
        found.append(row)
    return found


@transaction.atomic
def stand_down_for_event(
    subject_kind: str, subject_code: str, *, reason: str, **call: Unpack[Call]
) -> list[PlanActivation]:
    """The event was a false alarm: so was what is being carried out for it. What has ended stays
    as it ended."""
    found = []
    for one in _active(subject_kind, subject_code):
        row = locked(one)
        if row.state != ActivationState.ACTIVE:
            continue
        when = claimed(call | {"at": max(call["at"], row.activated_at)})
        called_off(row, reason, when, call)
        found.append(row)
    return found


@transaction.atomic
def end_for_event(
    subject_kind: str, subject_code: str, *, outcome: str, **call: Unpack[Call]
) -> list[PlanActivation]:
    """The event is over, and so is what is being carried out for it, as it stands: tasks that were
    not done are named, changes made on the spot are asked of the plan."""
    found = []
    for one in _active(subject_kind, subject_code):
        lock_plan(one.plan)
        row = locked(one)
        if row.state != ActivationState.ACTIVE:
            continue
        begun = row.restored_at or row.activated_at
        when = claimed(call | {"at": max(call["at"], begun)})
        brought_to_end(row, when, call, outcome=outcome)
        found.append(row)
    return found


def _active(subject_kind: str, subject_code: str) -> QuerySet[PlanActivation]:
    return PlanActivation.objects.filter(
        subject_kind=subject_kind, subject_code=subject_code, state=ActivationState.ACTIVE
    ).order_by("pk")
