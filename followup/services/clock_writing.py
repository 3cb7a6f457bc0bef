"""Writing what a tick did to many clocks: one UPDATE and one INSERT, whatever their number."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from followup.domain.firing import Firing
from followup.domain.marks import next_at
from followup.models import Clock, ClockEvent, ClockState
from followup.registry import Fired
from followup.services.clock_rows import pending_marks
from lib.bulk import insert_rows

UPDATE = """
    UPDATE followup_clock AS clock
    SET state = fresh.state, marks = fresh.marks, fired_marks = fresh.fired_marks,
        next_fire_at = fresh.next_fire_at, repeats = fresh.repeats, muted = fresh.muted,
        breached_at = fresh.breached_at, failure = ''
    FROM jsonb_to_recordset(%s::jsonb) AS fresh(
        id bigint, state text, marks jsonb, fired_marks text[], next_fire_at timestamptz,
        repeats integer, muted boolean, breached_at timestamptz)
    WHERE clock.id = fresh.id
"""


def write_firings(
    clocks: Sequence[Clock], firings: Sequence[tuple[Clock, Firing, Fired]], now: datetime
) -> None:
    """The clocks after their marks, and an event for each. The objects are brought up to date.

    A clock of `clocks` without a firing had nothing left that was due: it waits for its next mark.
    A breach counts from the deadline, whenever it was noticed.
    """
    for clock, firing, _told in firings:
        if firing.type != "warned" and clock.breached_at is None:
            clock.breached_at = clock.due_at
            clock.state = ClockState.BREACHED_RUNNING.value
        clock.marks = firing.rows
        clock.fired_marks = firing.fired
        clock.next_fire_at = firing.next_fire_at
        clock.repeats = firing.repeats
        clock.muted = firing.muted
        clock.failure = ""
    fired = {clock.pk for clock, _firing, _told in firings}
    for clock in clocks:
        if clock.pk not in fired:
            clock.next_fire_at = next_at(pending_marks(clock))
    if clocks:
        with connection.cursor() as cursor:
            cursor.execute(UPDATE, [json.dumps([_row(clock) for clock in clocks])])
    insert_rows(
        ClockEvent,
        (
            {
                "clock_id": clock.pk,
                "type": firing.type,
                "at": now.isoformat(),
                "mark": firing.mark.name,
                "reason": "",
                "payload": _payload(firing, told),
            }
            for clock, firing, told in firings
        ),
    )


def rest_all(clocks: Sequence[Clock], reason: str, now: datetime) -> None:
    """Cancel clocks nobody waits for any more; the reason is written down."""
    if not clocks:
        return
    ids = [clock.pk for clock in clocks]
    Clock.objects.filter(pk__in=ids).update(
        state=ClockState.CANCELLED.value, next_fire_at=None, failure=""
    )
    ClockEvent.objects.bulk_create(
        ClockEvent(clock=clock, type="cancelled", at=now, reason=reason) for clock in clocks
    )


def put_aside(clock: Clock, error: Exception, *, now: datetime, until: datetime) -> None:
    """Its mark could not be told: that shows on the clock, and it is tried again at `until`.

    The same failure is written among the events once, not at every try.
    """
    words = f"{type(error).__name__}: {error}"[:500]
    before = Clock.objects.filter(pk=clock.pk).values_list("failure", flat=True).first()
    Clock.objects.filter(pk=clock.pk).update(failure=words, next_fire_at=until)
    if before != words:
        ClockEvent.objects.create(clock=clock, type="failed", at=now, reason=words)


def _row(clock: Clock) -> dict[str, object]:
    return {
        "id": clock.pk,
        "state": clock.state,
        "marks": clock.marks,
        "fired_marks": clock.fired_marks,
        "next_fire_at": _text(clock.next_fire_at),
        "repeats": clock.repeats,
        "muted": clock.muted,
        "breached_at": _text(clock.breached_at),
    }


def _text(instant: datetime | None) -> str | None:
    return None if instant is None else instant.isoformat()


def _payload(firing: Firing, told: Fired) -> dict[str, object]:
    """When the mark was, what it stands for, and how long nobody looked."""
    payload: dict[str, object] = {"mark_at": firing.mark.at.isoformat(), "to": list(firing.to)}
    if firing.missed:
        payload["missed"] = list(firing.missed)
    if told.outage_s:
        payload["outage_s"] = told.outage_s
    return payload
