"""What a person may do to a running clock: snooze, pause, resume (CLK-6).

The clocks of an RTO, an MTD and a response never move, whatever a policy says.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.access import require
from accounts.models import User
from followup.domain import marks as arithmetic
from followup.domain.policy import UNMOVABLE
from followup.models import Clock, ClockState
from followup.services.clock_rows import locked, pending_marks, record, shift_pending
from lib.durations import format_duration
from lib.errors import GuardsUnmet, Refused


def snooze_clock(clock: Clock, *, for_s: int, reason: str, by: User, at: datetime) -> Clock:
    """Move the deadline on by at most the policy's `snooze_max_s`, with a reason (CLK-6).

    After the breach the deadline stays, so that the lateness is kept: only what is told next
    waits. Raises PermissionDenied, GuardsUnmet (this kind cannot be snoozed, or it is paused)
    and Refused (no reason, too long).
    """
    require(by, "clock.control")
    with transaction.atomic():
        row = locked(clock)
        longest = 0 if row.kind in UNMOVABLE else row.policy_snapshot["snooze_max_s"]
        if not longest:
            raise GuardsUnmet.one("not_snoozable", _("A clock of this kind cannot be snoozed."))
        if row.state == ClockState.PAUSED:
            raise GuardsUnmet.one("paused", _("This clock is paused: resume it first."))
        _reasoned(reason)
        if not 0 < for_s <= longest:
            text = _("Snooze it by more than 0 and at most %(longest)s.")
            words = {"longest": format_duration(longest, get_language() or "en")}
            raise Refused("snooze_out_of_range", text % words, "for_s")
        if row.breached_at is None:
            row.due_at += timedelta(seconds=for_s)
        shift_pending(row, for_s)
        row.snoozed_until = at + timedelta(seconds=for_s)
        _tick_again(row)
        payload = {"for_s": for_s, "due_at": row.due_at.isoformat()}
        return _done(row, clock, "snoozed", by=by, at=at, reason=reason, payload=payload)


def pause_clock(clock: Clock, *, reason: str, by: User, at: datetime) -> Clock:
    """Stand still until resumed, with a reason; only for policies that allow it (CLK-6).

    Raises PermissionDenied, GuardsUnmet, Refused.
    """
    require(by, "clock.control")
    with transaction.atomic():
        row = locked(clock)
        if row.kind in UNMOVABLE or not row.policy_snapshot["pausable"]:
            raise GuardsUnmet.one("not_pausable", _("A clock of this kind cannot be paused."))
        if row.state == ClockState.PAUSED:
            raise GuardsUnmet.one("paused", _("This clock is paused already."))
        _reasoned(reason)
        row.state = ClockState.PAUSED.value
        row.paused_at = at
        row.next_fire_at = None
        return _done(row, clock, "paused", by=by, at=at, reason=reason)


def resume_clock(clock: Clock, *, by: User, at: datetime) -> Clock:
    """Deadline and marks move on by the time it was paused. Raises as `pause_clock`."""
    require(by, "clock.control")
    with transaction.atomic():
        row = locked(clock)
        if row.state != ClockState.PAUSED or row.paused_at is None:
            raise GuardsUnmet.one("not_paused", _("This clock is not paused."))
        stood_s = max(0, int((at - row.paused_at).total_seconds()))
        row.due_at += timedelta(seconds=stood_s)
        shift_pending(row, stood_s)
        row.paused_seconds += stood_s
        row.paused_at = None
        running = row.breached_at is None
        row.state = (ClockState.RUNNING if running else ClockState.BREACHED_RUNNING).value
        _tick_again(row)
        return _done(row, clock, "resumed", by=by, at=at, payload={"stood_s": stood_s})


def _reasoned(reason: str) -> None:
    if not reason.strip():
        raise Refused("required", _("Give a reason."), "reason")
    if len(reason) > 500:
        raise Refused("too_long", _("At most 500 characters."), "reason")


def _tick_again(row: Clock) -> None:
    row.next_fire_at = arithmetic.next_at(pending_marks(row))


def _done(row: Clock, clock: Clock, type: str, *, at: datetime, **event: Any) -> Clock:
    """Save, write the event, and bring the caller's object up to date."""
    row.save()
    record(row, type, at=at, **event)
    clock.refresh_from_db()
    return row
