"""A drill on the run: injects delivered or skipped, the speed, the log (DRL-8, DRL-12)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Unpack

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from drills.domain.conditions import Holds, holds
from drills.models import (
    LIVE,
    Drill,
    DrillEntry,
    DrillStatus,
    DrillType,
    Inject,
    InjectStatus,
)
from drills.services import delivering
from drills.services.expectations import results_of
from drills.services.pacing import UNDELIVERED, late_s_of, reschedule, stretch_expectations
from drills.services.rights import require_right
from drills.services.step import claimed, locked, require_status, save, write, written
from followup.services.verb import Call
from lib.claimed_time import Claimed
from lib.errors import GuardsUnmet, Refused

__all__ = [
    "Handled",
    "cancel_rest",
    "deliver",
    "handled",
    "log",
    "reschedule",
    "run_due",
    "set_speed",
    "skip",
]

GOING = (DrillStatus.RUNNING.value, DrillStatus.PAUSED.value)
MOST_TEXT = 10_000
SPEEDS = (1, 2, 4)


@transaction.atomic
def deliver(drill: Drill, *, inject: Inject, text: str = "", **call: Unpack[Call]) -> Inject:
    """Give an inject to the players now: early, late, in a pause, whatever its condition.

    `text` is what was really said, if it was not what the script says. Delivered already: nothing
    happens. Raises GuardsUnmet while a real event has the floor, and after the end.
    """
    row = locked(drill)
    require_right(row, call["by"], "inject")
    held = _held(row, inject)
    if held.status == InjectStatus.DELIVERED:
        return held
    require_status(row, *GOING)
    _require_alive(held)
    if len(text) > MOST_TEXT:
        raise Refused("too_long", _("Write at most 10,000 characters."), "text")
    when = claimed(call, not_before=row.started_at)
    return delivering.deliver_now(
        row, held, when=when, by=call["by"], via=call.get("via", "ui"), text=text.strip()
    )


@transaction.atomic
def skip(drill: Drill, *, inject: Inject, reason: str, **call: Unpack[Call]) -> Inject:
    """Leave an inject out, with a reason; it may still be delivered later."""
    row = locked(drill)
    require_right(row, call["by"], "inject")
    held = _held(row, inject)
    if held.status == InjectStatus.SKIPPED:
        return held
    require_status(row, *GOING)
    _require_alive(held)
    if held.status == InjectStatus.DELIVERED:
        raise GuardsUnmet.one("delivered", _("This inject was delivered already."), "status")
    reason = reason.strip()
    if not reason:
        raise Refused("required", _("Give a reason."), "reason")
    if len(reason) > 300:
        raise Refused("too_long", _("Write at most 300 characters."), "reason")
    when = claimed(call, not_before=row.started_at)
    held.status, held.skip_reason = InjectStatus.SKIPPED.value, reason
    held.version += 1
    held.save(update_fields=["status", "skip_reason", "version", "updated_at"])
    payload = delivering.named(held)
    written(row, "inject_skipped", when=when, call=call, payload=payload, text=reason)
    return held


def _held(row: Drill, inject: Inject) -> Inject:
    """The inject as it is now; of another script it does not exist here."""
    held = Inject.objects.select_related("script", "controller").get(pk=inject.pk)
    if held.script.drill_id != row.pk:
        raise Refused("not_here", _("This inject belongs to another script."), "inject")
    held.script.drill = row
    return held


def _require_alive(inject: Inject) -> None:
    if inject.status == InjectStatus.CANCELLED:
        words = _("This inject was cancelled: nothing is delivered any more.")
        raise GuardsUnmet.one("cancelled", words, "status")


@transaction.atomic
def set_speed(drill: Drill, *, speed: int, **call: Unpack[Call]) -> Drill:
    """1, 2 or 4 times as fast as the script, from now on; only where nothing real runs along."""
    row = locked(drill)
    require_right(row, call["by"], "control")
    if row.speed == speed:
        return row
    if speed not in SPEEDS:
        raise Refused("not_a_speed", _("The speed is 1, 2 or 4."), "speed")
    if row.type != DrillType.TABLETOP:
        words = _("Only a tabletop exercise can run faster: here real work takes its time.")
        raise Refused("not_a_tabletop", words, "speed")
    require_status(row, "planned", "preparing", "ready", *GOING)
    when = claimed(call)
    before = row.speed
    if row.script_at is None:
        save(row, speed=speed)
    else:
        reached = row.script_time_s(when.at) or 0
        save(row, speed=speed, script_s=reached, script_at=max(when.at, row.script_at))
        reschedule(row, when.at)
        stretch_expectations(row, before=before, at=_stands_at(row, when.at))
    if row.started_at is not None:
        payload = {"old": before, "new": speed}
        written(row, "speed_changed", when=when, call=call, payload=payload)
    return row


def _stands_at(row: Drill, at: datetime) -> datetime:
    """In a pause what is left counts from where it began."""
    pause = row.pauses.filter(ended_at__isnull=True).first()
    return pause.began_at if pause is not None else at


@transaction.atomic
def log(drill: Drill, *, text: str, **call: Unpack[Call]) -> DrillEntry:
    """A line of the discussion, by anybody who takes part; until the report is approved."""
    row = locked(drill)
    require_right(row, call["by"], "log")
    text = text.strip()
    if not text:
        raise Refused("required", _("Write something."), "text")
    if len(text) > MOST_TEXT:
        raise Refused("too_long", _("Write at most 10,000 characters."), "text")
    require_status(row, *LIVE, DrillStatus.DEBRIEF.value, DrillStatus.REPORTING.value)
    return written(row, "note", when=claimed(call), call=call, text=text)


@dataclass(frozen=True)
class Handled:
    """`percent` is None where the script holds nothing that counts."""

    done: int
    of: int

    @property
    def percent(self) -> float | None:
        return self.done * 100 / self.of if self.of else None


def handled(drill: Drill) -> Handled:
    """Injects delivered or skipped, of all but those whose condition never came true."""
    rows = list(
        Inject.objects.filter(script__drill=drill).values_list("status", "condition").iterator()
    )
    return handled_of(rows)


def handled_of(rows: Sequence[tuple[str, Any]]) -> Handled:
    """`rows`: (status, condition) of every inject of one script. One that came due and was left
    lying was not handled, though it had a condition: that has come true."""
    ended = (InjectStatus.DELIVERED, InjectStatus.SKIPPED)
    done = sum(1 for status, _condition in rows if status in ended)
    waited = (InjectStatus.PENDING, InjectStatus.CANCELLED)
    never = sum(1 for status, condition in rows if status in waited and condition)
    return Handled(done, len(rows) - never)


def cancel_rest(drill: Drill, at: datetime) -> int:
    """What was not delivered is not any more: the drill ends. Answers how many."""
    rows = Inject.objects.filter(script__drill=drill, status__in=UNDELIVERED)
    return rows.update(status=InjectStatus.CANCELLED.value, due_at=None)


@transaction.atomic
def run_due(drill: Drill, *, at: datetime) -> int:
    """What is due by now: delivers itself, or asks its controller once. Safe to run twice."""
    row = locked(drill)
    if row.status != DrillStatus.RUNNING:
        return 0
    rows = Inject.objects.filter(
        script__drill=row, status=InjectStatus.PENDING, due_at__lte=at
    ).select_related("controller__user", "script")
    waiting = list(rows)
    if not waiting:
        return 0
    results = results_of(row) if any(one.condition for one in waiting) else {}
    come = [one for one in waiting if holds(one.condition, results) is Holds.YES]
    when = Claimed(at, at)
    asked = []
    for inject in come:
        inject.script.drill = row
        if inject.mode == "auto":
            delivering.deliver_now(row, inject, when=when, by=None, via="system")
        else:
            asked.append(inject)
    Inject.objects.filter(pk__in=[one.pk for one in asked]).update(status=InjectStatus.DUE.value)
    for inject in asked:
        write(row, "inject_due", when=when, by=None, payload=delivering.named(inject))
    delivering.ask_controllers(row, asked, at=at)
    return len(come)


def late_now(drill: Drill, inject: Inject, at: datetime) -> int:
    return late_s_of(drill, inject, at)
