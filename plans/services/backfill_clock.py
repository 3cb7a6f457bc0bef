"""Clock K10: from the recovery until a batch is reconciled."""

from __future__ import annotations

from datetime import datetime

from accounts.models import Organisation, User
from followup.services.clock_correcting import correct_clock
from followup.services.clocks import cancel_clock, live_clock, meet_clock, start_clock
from plans.models import ActivationState, Backfill, PlanActivation

KIND = SUBJECT = "backfill"
RUNNING = ("open", "entering", "checking")


def start_for(batch: Backfill, *, at: datetime, by: User | None) -> None:
    """Starts, or follows a recovery whose time was corrected; nothing while it is not restored."""
    restored_at = batch.activation.restored_at
    if restored_at is None or batch.state not in RUNNING:
        return
    if batch.activation.state == ActivationState.CANCELLED:
        return
    clock = start_clock(
        kind=KIND,
        subject_kind=SUBJECT,
        subject_code=batch.code,
        title=f"{batch.form} · {batch.store}",
        anchor_at=restored_at,
        at=at,
        zone=Organisation.current().timezone,
        exercise=batch.activation.exercise or None,
        responsible=batch.lead,
        by=by,
        keep=True,
    )
    if (batch.restored_at, batch.due_at) != (restored_at, clock.due_at):
        batch.restored_at, batch.due_at = restored_at, clock.due_at
        batch.save(update_fields=["restored_at", "due_at", "updated_at"])


def activation_restored(activation: PlanActivation, *, at: datetime, by: User | None) -> None:
    """Called by the verb that restores (or corrects when it was): every batch of it runs."""
    rows = activation.backfills.select_related("form", "store", "activation", "lead__user")
    for batch in rows.filter(state__in=RUNNING).select_for_update(of=("self",)):
        batch.activation = activation
        start_for(batch, at=at, by=by)


def activation_corrected(
    activation: PlanActivation, before: datetime, *, at: datetime, by: User | None
) -> None:
    """It was restored at another instant than `before`: batches that wait count from there, and
    whether the others were entered in time is judged anew."""
    activation_restored(activation, at=at, by=by)
    if activation.restored_at is None:
        return
    for batch in activation.backfills.exclude(state__in=RUNNING).filter(restored_at=before):
        done = correct_clock(
            kind=KIND, subject_kind=SUBJECT, subject_code=batch.code,
            moved={before: activation.restored_at}, at=at, by=by,
        )  # fmt: skip
        batch.restored_at = activation.restored_at
        if done is not None:
            batch.due_at = done.clock.due_at
        batch.save(update_fields=["restored_at", "due_at", "updated_at"])


def activation_down_again(activation: PlanActivation, *, at: datetime, by: User | None) -> None:
    """The recovery did not hold: what is on paper waits for the next one."""
    for batch in activation.backfills.filter(state__in=RUNNING).select_for_update(of=("self",)):
        _stop(batch, at=at, by=by, reason="down_again")
        batch.restored_at = batch.due_at = None
        batch.save(update_fields=["restored_at", "due_at", "updated_at"])


def activation_called_off(activation: PlanActivation, *, at: datetime, by: User | None) -> None:
    """It was a mistake: nothing is due of it any more. What stands on paper may be entered."""
    for batch in activation.backfills.filter(state__in=RUNNING).select_for_update(of=("self",)):
        _stop(batch, at=at, by=by, reason="cancelled")
        batch.due_at = None
        batch.save(update_fields=["due_at", "updated_at"])


def keep_clocks(*, at: datetime) -> int:
    """Batches whose activation was restored past the verb (SQL, an older program); how many."""
    rows = Backfill.objects.filter(
        state__in=RUNNING, restored_at__isnull=True, activation__restored_at__isnull=False
    ).exclude(activation__state=ActivationState.CANCELLED)
    rows = rows.select_related("form", "store", "activation", "lead__user")
    found = 0
    for batch in rows:
        start_for(batch, at=at, by=None)
        found += 1
    return found


def reconciled(batch: Backfill, *, at: datetime, by: User | None) -> None:
    meet_clock(kind=KIND, subject_kind=SUBJECT, subject_code=batch.code, at=at, by=by)


def reopened(batch: Backfill, *, at: datetime, by: User | None) -> None:
    start_for(batch, at=at, by=by)


def dropped(batch: Backfill, *, at: datetime, by: User | None) -> None:
    _stop(batch, at=at, by=by, reason="removed")


def _stop(batch: Backfill, *, at: datetime, by: User | None, reason: str) -> None:
    if live_clock(KIND, SUBJECT, batch.code) is not None:
        cancel_clock(
            kind=KIND, subject_kind=SUBJECT, subject_code=batch.code, at=at, by=by, reason=reason
        )
