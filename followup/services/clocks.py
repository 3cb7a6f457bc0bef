"""Starting and stopping clocks: the verbs other apps call. The ticker is `ticking`.

All verbs lock the clock's row and write a ClockEvent; none notifies by itself except the tick.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from accounts.models import Person, User
from followup.models import Clock


def start_clock(
    *,
    kind: str,
    subject_kind: str,
    subject_code: str,
    title: str,
    anchor_at: datetime,
    at: datetime,
    due_at: datetime | None = None,
    zone: str = "",
    grade: str = "",
    exercise: bool | None = None,
    responsible: Person | None = None,
    by: User | None = None,
) -> Clock:
    """Start the clock of `kind` for a subject; a live one is superseded (CLK-2).

    `due_at` None takes the policy's limit from `anchor_at`. The policy is snapshotted (CLK-7).
    Marks that lie before `at` count as reached only in so far as the first tick fires the most
    severe one. Starting with the same anchor, deadline and policy again changes nothing.
    """
    raise NotImplementedError


def meet_clock(
    *, kind: str, subject_kind: str, subject_code: str, at: datetime, by: User | None
) -> Clock | None:
    """What was due is done: `met`, or `met_late` with the lateness kept. None: none was live."""
    raise NotImplementedError


def cancel_clock(
    *,
    kind: str,
    subject_kind: str,
    subject_code: str,
    at: datetime,
    by: User | None,
    reason: str = "",
) -> Clock | None:
    """Nothing is due any more."""
    raise NotImplementedError


def snooze_clock(clock: Clock, *, for_s: int, reason: str, by: User, at: datetime) -> Clock:
    """Move the deadline on by at most the policy's `snooze_max_s`, with a reason (CLK-6)."""
    raise NotImplementedError


def pause_clock(clock: Clock, *, reason: str, by: User, at: datetime) -> Clock:
    """Only for policies that allow it (CLK-6)."""
    raise NotImplementedError


def resume_clock(clock: Clock, *, by: User, at: datetime) -> Clock:
    """Deadline and marks move on by the time it was paused."""
    raise NotImplementedError


def live_clock(kind: str, subject_kind: str, subject_code: str) -> Clock | None:
    raise NotImplementedError


Unused = Any
