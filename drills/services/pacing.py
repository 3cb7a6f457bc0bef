"""The pace of a script: when injects are due and expectations end, moved on by pauses and speed.

Injects count in seconds of the script (`Drill.script_time_s`); the verbs that start, pause, resume
or interrupt a drill write its status, `script_s` and `script_at` first and then call `reschedule`.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import DateTimeField, DurationField, ExpressionWrapper, F, Func, Q, Value

from drills.models import (
    Drill,
    DrillStatus,
    Expectation,
    ExpectationResult,
    Inject,
    InjectStatus,
)

UNDELIVERED = (InjectStatus.PENDING.value, InjectStatus.DUE.value)


class Seconds(Func):
    """A number of seconds as an interval of the database."""

    template = "make_interval(secs => (%(expressions)s)::double precision)"
    output_field = DurationField()


def reschedule(drill: Drill, at: datetime) -> None:
    """Write when each undelivered inject is due; nothing is due while the drill stands still.

    Two to four queries whatever the number of injects; the caller holds the drill's row. When it
    goes on after a pause, what players still have time for moves on by as much as it stood still.
    """
    rows = Inject.objects.filter(script__drill=drill, status__in=UNDELIVERED)
    if drill.status != DrillStatus.RUNNING or drill.script_at is None:
        rows.filter(due_at__isnull=False).update(due_at=None)
        return
    ahead = Seconds((F("offset_s") - Value(drill.script_s)) / Value(float(drill.speed)))
    rows.update(due_at=_instant(Value(drill.script_at, output_field=DateTimeField()) + ahead))
    move_expectations(drill, at)


def _instant(expression: Any) -> Any:
    return ExpressionWrapper(expression, output_field=DateTimeField())


def move_expectations(drill: Drill, at: datetime) -> None:
    """By how long it stood still, if that ends here; those delivered meanwhile begin now. Also
    those judged meanwhile: nobody was late while the clock stood."""
    began = stood_since(drill, at)
    if began is None:
        return
    open_or_met = Q(result=ExpectationResult.OPEN) | Q(observed_at__gte=began)
    rows = Expectation.objects.filter(open_or_met, script__drill=drill, due_at__gt=began)
    for one in rows.select_related("inject").only("due_at", "inject__delivered_at"):
        assert one.due_at is not None
        since = max(one.inject.delivered_at or began, began)
        due = one.due_at + max(at - since, timedelta(0))
        Expectation.objects.filter(pk=one.pk).update(due_at=due)


def stood_since(drill: Drill, at: datetime) -> datetime | None:
    """When the standstill began that ends at `at`: a real event may have followed on a pause."""
    began = None
    for pause in drill.pauses.order_by("-began_at", "-pk"):
        if began is None and pause.ended_at not in (None, at):
            return None
        if began is not None and pause.ended_at != began:
            return began
        began = pause.began_at
    return began


def late_s_of(drill: Drill, inject: Inject, at: datetime) -> int:
    """Seconds after it was due, pauses left out; negative: before."""
    script_s = drill.script_time_s(at) or 0
    return round((script_s - inject.offset_s) / drill.speed)


def start_expectations(drill: Drill, inject: Inject, at: datetime) -> None:
    """Players have from now as long as each says, at the drill's speed."""
    rows = Expectation.objects.filter(inject=inject, due_after_s__isnull=False)
    after = Seconds(F("due_after_s") / Value(float(drill.speed)))
    rows.update(due_at=_instant(Value(at, output_field=DateTimeField()) + after))


def stretch_expectations(drill: Drill, *, before: int, at: datetime) -> None:
    """What is left of their time at the new speed (`drill.speed`), `before` being the old one."""
    rows = Expectation.objects.filter(
        script__drill=drill, result=ExpectationResult.OPEN, due_at__gt=at
    )
    for one in rows.only("due_at"):
        assert one.due_at is not None
        left = (one.due_at - at) * before / drill.speed
        Expectation.objects.filter(pk=one.pk).update(due_at=at + left)
