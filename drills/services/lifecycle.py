"""The course of a drill: started, paused, resumed, ended, archived (RESP §4.2)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Unpack

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from bia.services.publishing import publish_row
from drills.domain.states import (
    CLOSED,
    DEBRIEF,
    INTERRUPTED,
    PAUSED,
    REPORTING,
    RUNNING,
    is_met,
)
from drills.models import Drill, DrillSettings, Participant, Pause
from drills.services import effects, telling
from drills.services.guards import require_met
from drills.services.pacing import move_expectations
from drills.services.rights import require_right
from drills.services.running import cancel_rest, handled
from drills.services.step import claimed, locked, save, written
from followup.services.verb import Call
from lib.claimed_time import Claimed
from lib.errors import Refused


@transaction.atomic
def start(drill: Drill, *, reason: str = "", **call: Unpack[Call]) -> Drill:
    """It begins: the script's clock runs, functional and full ones have their incident, everybody
    who takes part is told. Much earlier than planned it needs a `reason`.

    Everything that made it ready must still be so. Raises PermissionDenied, GuardsUnmet.
    """
    row = locked(drill)
    require_right(row, call["by"], "start")
    if is_met("start", row.status):
        return row
    require_met(row, "start", at=call["at"], reason=reason)
    when = claimed(call, not_before=row.ready_at, words=_("This lies before it was ready."))
    save(row, status=RUNNING, started_at=when.at, script_s=0, script_at=when.at)
    payload = {"planned_start": row.planned_start.isoformat()}
    written(row, "started", when=when, call=call, text=reason, payload=payload)
    _staff_is_here(row, when.at)
    effects.started(row, when, call)
    telling.tell_started(row, at=when.recorded_at, by=call["by"])
    publish_row("drill.started", row, at=when.recorded_at)
    return row


@transaction.atomic
def pause(drill: Drill, *, reason: str, **call: Unpack[Call]) -> Drill:
    """Everything stands still: the script, its injects, the clocks of the incident (DRL-12).
    Raises Refused at "reason"."""
    row = locked(drill)
    require_right(row, call["by"], "control")
    if is_met("pause", row.status):
        return row
    require_met(row, "pause", at=call["at"])
    reason = " ".join(reason.split())
    if not reason:
        raise Refused("required", _("Say why it is paused."), "reason")
    if len(reason) > 300:
        raise Refused("too_long", _("At most 300 characters."), "reason")
    when = claimed(call, not_before=_last_turn(row))
    stand_still(row, status=PAUSED, reason=reason, by=call["by"], when=when)
    written(row, "paused", when=when, call=call, text=reason)
    effects.paused(row, when, call)
    publish_row("drill.paused", row, at=when.recorded_at)
    return row


@transaction.atomic
def resume(drill: Drill, **call: Unpack[Call]) -> Drill:
    """It goes on where it stood: injects and clocks have moved by the pause. After a real event
    only when that is over. Raises GuardsUnmet."""
    row = locked(drill)
    require_right(row, call["by"], "control")
    if is_met("resume", row.status):
        return row
    require_met(row, "resume", at=call["at"])
    when = claimed(call, not_before=_last_turn(row))
    after_real_event = row.status == INTERRUPTED
    paused_s = end_pause(row, when.at)
    save(row, status=RUNNING, script_at=when.at, asked_at=None)
    payload = {"paused_s": paused_s, "after_real_event": after_real_event}
    written(row, "resumed", when=when, call=call, payload=payload)
    effects.resumed(row, when, call)
    publish_row("drill.resumed", row, at=when.recorded_at)
    return row


@transaction.atomic
def end(drill: Drill, *, reason: str = "", **call: Unpack[Call]) -> Drill:
    """The exercise is over and is evaluated. Always said by somebody: a pending inject does not
    keep it, and the last one does not end it. What was not delivered is cancelled.

    It ended early when a real event broke it off or too few injects were handled: what it
    measured is then an estimate.
    """
    row = locked(drill)
    require_right(row, call["by"], "control")
    if is_met("end", row.status):
        return row
    require_met(row, "end", at=call["at"])
    when = claimed(call, not_before=_last_turn(row))
    done = handled(row)
    rules = DrillSettings.current()
    enough = done.percent is None or done.percent >= rules.handled_percent
    early = row.status == INTERRUPTED or not enough
    if row.status == RUNNING:
        save(row, script_s=row.script_time_s(when.at) or 0, script_at=when.at)
    if end_pause(row, when.at):
        move_expectations(row, when.at)
    cancelled = cancel_rest(row, when.at)
    hot_wash = timedelta(seconds=rules.hot_wash_s)
    save(
        row, status=DEBRIEF, ended_at=when.at, ended_early=early,
        hot_wash_until=when.at + hot_wash, asked_at=None,
    )  # fmt: skip
    payload = {"handled": done.done, "of": done.of, "cancelled": cancelled, "early": early}
    written(row, "ended", when=when, call=call, text=reason, payload=payload)
    effects.ended(row, when, call)
    telling.tell_ended(row, at=when.recorded_at, by=call["by"])
    publish_row("drill.ended", row, at=when.recorded_at)
    return row


@transaction.atomic
def finish_evaluation(drill: Drill, **call: Unpack[Call]) -> Drill:
    """Every criterion has its official result and the attendance is locked: the report is
    written. Raises GuardsUnmet with each criterion that is missing."""
    row = locked(drill)
    require_right(row, call["by"], "evaluate")
    if is_met("finish_evaluation", row.status):
        return row
    require_met(row, "finish_evaluation", at=call["at"])
    when = claimed(call, not_before=row.ended_at)
    effects.evaluating(row, when)
    save(row, status=REPORTING, evaluated_at=when.at)
    payload = {"score": str(row.score) if row.score is not None else "", "verdict": row.verdict}
    written(row, "evaluated", when=when, call=call, payload=payload)
    effects.evaluated(row, when, call)
    publish_row("drill.evaluated", row, at=when.recorded_at)
    return row


@transaction.atomic
def close(drill: Drill, **call: Unpack[Call]) -> Drill:
    """Archived: nothing about it changes any more. Raises GuardsUnmet."""
    row = locked(drill)
    require_right(row, call["by"], "close")
    if is_met("close", row.status):
        return row
    require_met(row, "close", at=call["at"])
    when = claimed(call, not_before=row.evaluated_at)
    save(row, status=CLOSED, closed_at=when.at)
    written(row, "closed", when=when, call=call)
    publish_row("drill.closed", row, at=when.recorded_at)
    return row


def stand_still(
    row: Drill,
    *,
    status: str,
    reason: str,
    by: User | None,
    when: Claimed,
    real_event: bool = False,
) -> Pause:
    """The script's clock stops at `when`; the caller holds the row, which runs or is paused. A
    real event in the middle of a pause ends that and begins its own."""
    script_s = row.script_time_s(when.at) or 0
    end_pause(row, when.at)
    save(row, status=status, script_s=script_s, script_at=when.at)
    return Pause.objects.create(
        drill=row, began_at=when.at, reason=reason, real_event=real_event, by=by
    )


def end_pause(row: Drill, at: datetime) -> int:
    """The pause that is still open ends; answers its seconds. The caller holds the row."""
    pause = row.pauses.filter(ended_at=None).first()
    if pause is None:
        return 0
    pause.ended_at = max(at, pause.began_at)
    pause.save(update_fields=["ended_at"])
    save(row, paused_s=sum(_seconds(one) for one in row.pauses.all()))
    return _seconds(pause)


def _seconds(pause: Pause) -> int:
    return int((pause.ended_at - pause.began_at).total_seconds()) if pause.ended_at else 0


def _last_turn(row: Drill) -> datetime | None:
    """Nothing can be claimed before what happened last."""
    pause = row.pauses.order_by("-began_at").first()
    turns = [row.started_at]
    if pause is not None:
        turns.append(pause.ended_at or pause.began_at)
    return max((one for one in turns if one is not None), default=None)


def not_before_turn(row: Drill, when: Claimed) -> Claimed:
    """For what is never refused: claimed earlier, it counts from what happened last, or the same
    minutes would be two pauses."""
    turn = _last_turn(row)
    return when if turn is None or when.at >= turn else replace(when, at=turn)


def _staff_is_here(row: Drill, at: datetime) -> None:
    """Who starts and judges it is there; players are marked as they come."""
    staff = ("controller",)
    Participant.objects.filter(drill=row, role__in=staff, present_from=None).update(present_from=at)
