"""How an activation goes on as a whole: restored, data verified, ended, cancelled."""

from __future__ import annotations

from typing import Any, Unpack

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from followup.services.verb import Call
from lib.claimed_time import Claimed
from lib.errors import GuardsUnmet, Refused
from plans.domain.task_states import ENDED
from plans.models import (
    ActivationEvent,
    ActivationState,
    PlanActivation,
    Trigger,
)
from plans.services.activation_clocks import stop_all
from plans.services.activation_news import tell_ended
from plans.services.activation_rights import held_roles, is_in_command, require_command
from plans.services.activation_step import claimed, locked, require_active, save_activation, write
from plans.services.activation_turns import called_off, works_again
from plans.services.reviews import raise_change
from plans.services.versions import lock_plan


@transaction.atomic
def restore_activation(activation: PlanActivation, **call: Unpack[Call]) -> PlanActivation:
    """What was lost works again: the backfill clock (K10) counts from `at`.

    Restored already: nothing happens, the first one stands (E13). It may be told afterwards.
    """
    row = locked(activation)
    require_command(call["by"], row)
    if row.state == ActivationState.CANCELLED:
        require_active(row)
    when = claimed(call, not_before=row.activated_at)
    if row.restored_at is not None:
        return _answer(activation, row)
    works_again(row, when, call)
    return _answer(activation, row)


@transaction.atomic
def verify_integrity(
    activation: PlanActivation, *, note: str = "", **call: Unpack[Call]
) -> PlanActivation:
    """数据完整性验证: from now on rows kept on paper may be posted (ruling C7)."""
    row = locked(activation)
    require_command(call["by"], row)
    if row.state == ActivationState.CANCELLED:
        require_active(row)
    when = claimed(call, not_before=row.activated_at)
    if row.integrity_at is not None:
        return _answer(activation, row)
    if row.restored_at is None:
        words = _("Say first when it was restored; data is verified afterwards.")
        raise GuardsUnmet.one("not_restored", words, "restored_at")
    if when.at < row.restored_at:
        raise Refused("before_restored", _("This lies before it was restored."), "at")
    save_activation(row, integrity_at=when.at, integrity_by=call["by"])
    write(row, "integrity_verified", when=when, call=call, text=note)
    return _answer(activation, row)


@transaction.atomic
def end_activation(
    activation: PlanActivation,
    *,
    outcome: str,
    rating: int | None = None,
    **call: Unpack[Call],
) -> PlanActivation:
    """It is over. Tasks that have not ended stay as they are and are named in the timeline.

    Changes made on the spot become change requests of the plan, and having been used asks for a
    review of it (PLN-5, PLN-6); an exercise asks for the changes only.
    """
    lock_plan(activation.plan)
    row = locked(activation)
    require_command(call["by"], row)
    if row.state == ActivationState.ENDED:
        return _answer(activation, row)
    require_active(row)
    when = claimed(call, not_before=row.restored_at or row.activated_at)
    if not outcome.strip():
        raise Refused("required", _("Say how it ended."), "outcome")
    if rating is not None and not 1 <= rating <= 5:
        raise Refused("out_of_range", _("Rate from 1 to 5."), "rating")
    brought_to_end(row, when, call, outcome=outcome, rating=rating)
    return _answer(activation, row)


def brought_to_end(
    row: PlanActivation, when: Claimed, call: Call, *, outcome: str, rating: int | None = None
) -> None:
    """What the end does; the caller holds the plan and the row, and has asked who may."""
    left = row.tasks.exclude(state__in=ENDED).values_list("number", flat=True)
    payload = {"left": list(left), "rating": rating}
    save_activation(
        row,
        state=ActivationState.ENDED.value,
        ended_at=when.at,
        outcome=outcome.strip(),
        rating=rating,
    )
    write(row, "ended", when=when, call=call, text=outcome, payload=payload)
    stop_all(row, at=when.recorded_at, by=call["by"], reason="ended")
    tell_ended(row, by=call["by"], at=when.recorded_at)
    _ask_for_changes(row, when, call)


@transaction.atomic
def cancel_activation(
    activation: PlanActivation, *, reason: str, **call: Unpack[Call]
) -> PlanActivation:
    """It was a mistake: nothing of it counts, and nothing is asked of the plan."""
    row = locked(activation)
    require_command(call["by"], row)
    if row.state == ActivationState.CANCELLED:
        return _answer(activation, row)
    require_active(row)
    when = claimed(call, not_before=row.activated_at)
    if not reason.strip():
        raise Refused("required", _("Say why."), "reason")
    called_off(row, reason, when, call)
    return _answer(activation, row)


@transaction.atomic
def change_commander(
    activation: PlanActivation, commander: Person | None, **call: Unpack[Call]
) -> PlanActivation:
    """Somebody else is in command from now on; None: whoever began it."""
    row = locked(activation)
    require_command(call["by"], row)
    require_active(row)
    when = claimed(call, not_before=row.activated_at)
    if commander is not None and not commander.is_active:
        raise Refused("inactive", _("This person is not active."), "commander")
    if row.commander == commander:
        return _answer(activation, row)
    codes = {
        "old": row.commander.code if row.commander else None,
        "new": commander.code if commander else None,
    }
    save_activation(row, commander=commander)
    write(row, "commander_changed", when=when, call=call, payload=codes)
    return _answer(activation, row)


@transaction.atomic
def add_note(
    activation: PlanActivation, *, text: str, task: int | None = None, **call: Unpack[Call]
) -> ActivationEvent:
    """Anybody with a part in it writes to its timeline, afterwards too."""
    row = locked(activation)
    if not is_in_command(call["by"], row):
        mine = row.tasks.filter(role__in=held_roles(call["by"]))
        if not mine.exists():
            require_command(call["by"], row)
    if not text.strip():
        raise Refused("required", _("Write something."), "text")
    when = claimed(call)
    payload = {} if task is None else {"task": task}
    return write(row, "note", when=when, call=call, text=text, payload=payload)


def _answer(activation: PlanActivation, row: PlanActivation) -> PlanActivation:
    """The caller's object shows what stands now."""
    activation.__dict__.update(row.__dict__)
    return activation


def _ask_for_changes(row: PlanActivation, when: Claimed, call: Call) -> None:
    asked: dict[str, Any] = {"by": call["by"], "at": when.recorded_at}
    for task in row.tasks.order_by("number"):
        if not (task.is_amendment or task.amended):
            continue
        title = {"en": task.title_en or task.title_zh, "zh": task.title_zh or task.title_en}
        params = {
            "activation": row.code,
            "task": task.number,
            "title": title,
            "added": task.is_amendment,
            "changed": sorted(task.amended),
        }
        raise_change(
            row.plan,
            trigger=Trigger.AMENDMENT.value,
            source_ref=f"{row.code}:{task.number}",
            params=params,
            **asked,
        )
    if not row.exercise:
        raise_change(
            row.plan,
            trigger=Trigger.USED.value,
            source_ref=row.code,
            params={"activation": row.code, "rating": row.rating},
            text=row.outcome,
            **asked,
        )
