"""A drill that is not held as planned: postponed, planned again, cancelled (RESP §4.2).

Its slot stays: postponed it is overdue some day, cancelled it has to be met by another drill.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Unpack

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from bia.services.publishing import publish_row
from drills.domain.states import CANCELLED, PLANNED, POSTPONED, is_met
from drills.models import Answer, Drill
from drills.services import telling
from drills.services.guards import require_met
from drills.services.rights import require_right
from drills.services.step import claimed, locked, save, written
from followup.services.verb import Call
from lib.claimed_time import Claimed
from lib.errors import Refused


@transaction.atomic
def postpone(
    drill: Drill,
    *,
    reason: str,
    planned_start: datetime | None = None,
    planned_end: datetime | None = None,
    **call: Unpack[Call],
) -> Drill:
    """Not on that day. With new dates it is planned again at once; without them it waits for
    them. What was prepared stays; whoever was invited is told, and asked again for the new day.

    Raises Refused at "reason" and at the dates, GuardsUnmet once it has begun.
    """
    row = locked(drill)
    require_right(row, call["by"], "postpone")
    if is_met("postpone", row.status) and planned_start is None:
        return row
    if row.status == POSTPONED:
        return _plan_again(row, planned_start, planned_end, claimed(call), call)
    require_met(row, "postpone", at=call["at"])
    _need(reason)
    when = claimed(call)
    first = row.original_start or row.planned_start
    save(
        row, status=POSTPONED, reason=reason.strip(), original_start=first, ready_at=None,
    )  # fmt: skip
    payload = {"planned_start": row.planned_start.isoformat()}
    written(row, "postponed", when=when, call=call, text=reason, payload=payload)
    if planned_start is not None:
        _plan_again(row, planned_start, planned_end, when, call)
    else:
        telling.tell_postponed(row, at=when.recorded_at, by=call["by"])
    publish_row("drill.postponed", row, at=when.recorded_at)
    return row


@transaction.atomic
def replan(
    drill: Drill,
    *,
    planned_start: datetime,
    planned_end: datetime | None = None,
    **call: Unpack[Call],
) -> Drill:
    """A postponed drill has dates again; it is as long as before where no end is given."""
    row = locked(drill)
    require_right(row, call["by"], "postpone")
    require_met(row, "replan", at=call["at"])
    return _plan_again(row, planned_start, planned_end, claimed(call), call)


@transaction.atomic
def cancel(drill: Drill, *, reason: str, **call: Unpack[Call]) -> Drill:
    """It is not held at all. Raises Refused at "reason", GuardsUnmet once it has begun."""
    row = locked(drill)
    require_right(row, call["by"], "cancel")
    if is_met("cancel", row.status):
        return row
    require_met(row, "cancel", at=call["at"])
    _need(reason)
    when = claimed(call)
    save(row, status=CANCELLED, reason=reason.strip(), closed_at=when.at)
    written(row, "cancelled", when=when, call=call, text=reason)
    telling.tell_cancelled(row, at=when.recorded_at, by=call["by"])
    publish_row("drill.cancelled", row, at=when.recorded_at)
    return row


def moved(row: Drill, before: Mapping[str, Any], *, when: Claimed, call: Call) -> None:
    """Its dates were changed: the first day it was planned for stays known, and whoever was
    invited is asked again. The caller holds the row and has written the new dates."""
    if row.planned_start != before["planned_start"] and row.original_start is None:
        save(row, original_start=before["planned_start"])
    if row.invited_at is None or row.started_at is not None:
        return
    row.participants.filter(invited_at__isnull=False).update(
        answer=Answer.NONE.value, answered_at=None, answer_note=""
    )
    telling.tell_moved(row, before["planned_start"], at=when.recorded_at, by=call["by"])


def _plan_again(
    row: Drill,
    planned_start: datetime | None,
    planned_end: datetime | None,
    when: Claimed,
    call: Call,
) -> Drill:
    if planned_start is None:
        raise Refused("required", _("Give the new day."), "planned_start")
    ends = planned_end or planned_start + (row.planned_end - row.planned_start)
    if ends <= planned_start:
        raise Refused("ends_before", _("It must end after it begins."), "planned_end")
    before = {"planned_start": row.planned_start, "planned_end": row.planned_end}
    save(row, status=PLANNED, planned_start=planned_start, planned_end=ends)
    payload = {
        "before": before["planned_start"].isoformat(),
        "planned_start": planned_start.isoformat(),
        "planned_end": ends.isoformat(),
    }
    written(row, "planned_again", when=when, call=call, payload=payload)
    moved(row, before, when=when, call=call)
    return row


def _need(reason: str) -> None:
    if not reason.strip():
        raise Refused("required", _("Give a reason."), "reason")
