"""The clocks of a drill stand still with it and go on with it, whatever their policy (DRL-12).

The policy of a clock says what a person may do to a real one (CLK-6); in a drill all of them stop,
those of RTO, MTD and response too, or a pause would be measured as a failure.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import User
from followup import exercises
from followup.domain import marks as arithmetic
from followup.models import TICKING, Clock, ClockEvent, ClockState
from followup.services.clock_rows import pending_marks, record, shift_pending

# In the payload of a pause: the whole drill stood still, not this clock alone.
WITH_DRILL = "with_drill"


@transaction.atomic
def pause_exercise(drill: str, *, reason: str, by: User | None, at: datetime) -> int:
    """Every clock of the drill that ticks stands still; how many."""
    rows = _of_drill(drill, TICKING)
    for row in rows:
        stand_still(row, reason=reason, by=by, at=at)
    return len(rows)


@transaction.atomic
def resume_exercise(drill: str, *, by: User | None, at: datetime) -> int:
    """Deadlines and marks of what stood still move on by the time it stood; how many. What a
    person had paused alone waits for that person."""
    rows = _stopped_with(_of_drill(drill, (ClockState.PAUSED.value,)))
    for row in rows:
        stood_s = max(0, int((at - (row.paused_at or at)).total_seconds()))
        row.due_at += timedelta(seconds=stood_s)
        shift_pending(row, stood_s)
        row.paused_seconds += stood_s
        row.paused_at = None
        running = row.breached_at is None
        row.state = (ClockState.RUNNING if running else ClockState.BREACHED_RUNNING).value
        row.next_fire_at = arithmetic.next_at(pending_marks(row))
        row.save()
        record(row, "resumed", by=by, at=at, payload={"stood_s": stood_s})
    return len(rows)


def stand_still(row: Clock, *, reason: str, by: User | None, at: datetime) -> None:
    """The caller holds the clock."""
    row.state = ClockState.PAUSED.value
    row.paused_at = at
    row.next_fire_at = None
    row.save(update_fields=["state", "paused_at", "next_fire_at"])
    record(row, "paused", by=by, at=at, reason=reason, payload={WITH_DRILL: True})


def born_in_a_pause(clocks: Iterable[Clock], *, by: User | None, at: datetime) -> None:
    """What is started while its drill is paused waits with the rest of it."""
    mine = [one for one in clocks if one.exercise]
    if not mine:
        return
    drills = exercises.drills_of((one.subject_kind, one.subject_code) for one in mine)
    still = exercises.standing_still(set(drills.values()))
    for one in mine:
        if drills.get((one.subject_kind, one.subject_code), "") in still:
            stand_still(one, reason="", by=by, at=at)


def _stopped_with(rows: Sequence[Clock]) -> list[Clock]:
    """Those whose last pause is that of the drill, not one somebody gave this clock alone."""
    pauses = ClockEvent.objects.filter(clock__in=rows, type="paused").order_by("pk")
    last = dict(pauses.values_list("clock", "payload"))
    return [one for one in rows if last.get(one.pk, {}).get(WITH_DRILL)]


def _of_drill(drill: str, states: Sequence[str]) -> list[Clock]:
    rows = Clock.objects.filter(exercise=True, state__in=states)
    keys = set(rows.values_list("subject_kind", "subject_code"))
    mine = {key for key, code in exercises.drills_of(keys).items() if code == drill}
    return [
        one
        for one in rows.select_for_update(of=("self",)).order_by("pk")
        if (one.subject_kind, one.subject_code) in mine
    ]
