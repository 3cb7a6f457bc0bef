"""Preparing a drill: the safety list, and saying that it is ready (RESP §4.2)."""

from __future__ import annotations

from typing import Unpack

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from bia.services.publishing import publish_row
from drills.domain.states import BEFORE, PLANNED, PREPARING, READY, is_met
from drills.models import Drill, SafetyCheck
from drills.safety_words import SAFETY, safety_of
from drills.services.guards import require_met
from drills.services.readiness_guards import self_evaluated
from drills.services.rights import require_right
from drills.services.step import claimed, locked, require_status, save, written
from followup.services.verb import Call
from lib.claimed_time import Claimed
from lib.errors import Refused


@transaction.atomic
def begin_preparing(drill: Drill, **call: Unpack[Call]) -> Drill:
    row = locked(drill)
    require_right(row, call["by"], "prepare")
    if is_met("begin_preparing", row.status):
        return row
    require_met(row, "begin_preparing", at=call["at"])
    prepared(row, when=claimed(call), call=call)
    return row


def prepared(row: Drill, *, when: Claimed, call: Call) -> None:
    """Something is being prepared: a planned drill is in preparation from now on. The caller
    holds the row; every verb that prepares anything calls it."""
    if row.status != PLANNED:
        return
    save(row, status=PREPARING)
    written(row, "preparing", when=when, call=call)


@transaction.atomic
def tick_safety(
    drill: Drill, key: str, *, done: bool = True, note: str = "", **call: Unpack[Call]
) -> SafetyCheck:
    """A point of the safety list is confirmed, or not any more. Doing it twice is one tick.

    Raises Refused at "key", and at "note" without one: which backup, which change, who.
    """
    row = locked(drill)
    require_right(row, call["by"], "prepare")
    require_status(row, *BEFORE)
    point = safety_of(key)
    if point is None:
        raise Refused("invalid_choice", _("There is no such point."), "key")
    note = " ".join(note.split())
    if done and not note:
        raise Refused("required", point.note_asks, "note")
    if len(note) > 500:
        raise Refused("too_long", _("At most 500 characters."), "note")
    check, _new = SafetyCheck.objects.get_or_create(drill=row, key=key)
    if (check.done, check.note) == (done, note or check.note):
        return check
    when = claimed(call)
    check.done, check.at, check.by = done, when.at, call["by"]
    check.note = note or check.note
    check.save()
    prepared(row, when=when, call=call)
    written(row, "safety", when=when, call=call, text=note, payload={"key": key, "done": done})
    if not done and row.status == READY and row.on_engine:
        words = _("“%(label)s” is not confirmed any more.") % {"label": point.label}
        back_to_preparing(row, when=when, call=call, text=words)
    return check


@transaction.atomic
def make_ready(drill: Drill, **call: Unpack[Call]) -> Drill:
    """Everything of the list is so: the drill may start. Raises GuardsUnmet with what is not."""
    row = locked(drill)
    require_right(row, call["by"], "prepare")
    if is_met("make_ready", row.status):
        return row
    require_met(row, "make_ready", at=call["at"])
    when = claimed(call)
    prepared(row, when=when, call=call)
    save(row, status=READY, ready_at=when.at)
    flags = {"self_evaluated": self_evaluated(row), "tests_draft": row.tests_draft}
    payload = {name: True for name, so in flags.items() if so}
    written(row, "ready", when=when, call=call, payload=payload)
    publish_row("drill.ready", row, at=when.recorded_at)
    return row


@transaction.atomic
def withdraw_readiness(drill: Drill, *, reason: str = "", **call: Unpack[Call]) -> Drill:
    """It is not ready after all."""
    row = locked(drill)
    require_right(row, call["by"], "prepare")
    if is_met("withdraw_readiness", row.status):
        return row
    require_met(row, "withdraw_readiness", at=call["at"])
    back_to_preparing(row, when=claimed(call), call=call, text=reason)
    return row


def back_to_preparing(row: Drill, *, when: Claimed, call: Call, text: str = "") -> None:
    """The caller holds the row, which was ready."""
    save(row, status=PREPARING, ready_at=None)
    written(row, "not_ready", when=when, call=call, text=text)


def safety_list(drill: Drill) -> list[tuple[object, SafetyCheck | None]]:
    """Every point of the list, with what was ticked of it (one query)."""
    ticked = {one.key: one for one in drill.safety.select_related("by")}
    return [(point, ticked.get(point.key)) for point in SAFETY]
