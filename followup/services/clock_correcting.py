"""Instants a clock was counted from, or met at, were entered wrongly (TIM-4).

What was told stays told, as events of the clock; whether it was kept is judged anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from accounts.models import User
from followup.domain import marks as arithmetic
from followup.domain.marks import Mark
from followup.models import LIVE, Clock, ClockState
from followup.services.clock_rows import record
from followup.services.clocks import Start, start_together

MET = (ClockState.MET.value, ClockState.MET_LATE.value)
NAMES = ("anchor_at", "due_at", "met_at", "state")


@dataclass(frozen=True)
class Corrected:
    """A clock that was met, judged anew; seconds late before and now, 0 in time."""

    clock: Clock
    was_late_s: int
    late_s: int


@transaction.atomic
def correct_clock(
    *,
    kind: str,
    subject_kind: str,
    subject_code: str,
    moved: Mapping[datetime, datetime],
    at: datetime,
    by: User | None,
    reason: str = "",
) -> Corrected | None:
    """`moved` says of wrong instants which ones are right. The last clock of the subject follows:
    a live one that counts from one of them starts anew from the right one; one that was met has
    its deadline and its lateness worked out anew, and an event keeps what it said before.

    None: no met clock was touched.
    """
    rows = Clock.objects.select_for_update(of=("self",)).filter(
        kind=kind, subject_kind=subject_kind, subject_code=subject_code
    )
    clock = rows.order_by("-generation").first()
    if clock is None:
        return None
    anchor = moved.get(clock.anchor_at, clock.anchor_at)
    shift = anchor - clock.anchor_at
    if clock.state in LIVE:
        if shift:
            _again(clock, anchor, shift, at=at, by=by)
        return None
    if clock.state not in MET or clock.met_at is None:
        return None
    met_at = moved.get(clock.met_at, clock.met_at)
    if not shift and met_at == clock.met_at:
        return None
    return _judged(clock, anchor, met_at, at=at, by=by, reason=reason)


def _again(
    clock: Clock, anchor: datetime, shift: timedelta, *, at: datetime, by: User | None
) -> None:
    asked = Start(
        kind=clock.kind,
        subject_kind=clock.subject_kind,
        subject_code=clock.subject_code,
        title=clock.title,
        anchor_at=anchor,
        due_at=clock.first_due_at + shift,
        zone=clock.zone,
        grade=clock.grade,
        exercise=clock.exercise,
        responsible=clock.responsible,
    )
    start_together([asked], at=at, by=by)


def _judged(
    clock: Clock,
    anchor: datetime,
    met_at: datetime,
    *,
    at: datetime,
    by: User | None,
    reason: str,
) -> Corrected:
    before, was_late_s = _told(clock), _late_s(clock)
    shift = anchor - clock.anchor_at
    marks = [Mark.from_json(row) for row in clock.marks]
    shifted = arithmetic.shifted(marks, shift.total_seconds())
    clock.marks = [row | one.as_json() for row, one in zip(clock.marks, shifted, strict=True)]
    clock.anchor_at, clock.met_at = anchor, met_at
    clock.due_at, clock.first_due_at = clock.due_at + shift, clock.first_due_at + shift
    late_s = _late_s(clock)
    clock.state = (ClockState.MET_LATE if late_s else ClockState.MET).value
    clock.breached_at = clock.due_at if late_s else None
    clock.save(
        update_fields=[
            "marks", "anchor_at", "met_at", "due_at", "first_due_at", "state", "breached_at",
        ]
    )  # fmt: skip
    payload = {"old": before, "new": _told(clock), "was_late_s": was_late_s, "late_s": late_s}
    record(clock, "corrected", at=at, by=by, reason=reason, payload=payload)
    return Corrected(clock, was_late_s, late_s)


def _late_s(clock: Clock) -> int:
    assert clock.met_at is not None  # only clocks that were met are judged
    return max(0, int((clock.met_at - clock.due_at).total_seconds()))


def _told(clock: Clock) -> dict[str, Any]:
    values = {name: getattr(clock, name) for name in NAMES}
    return {
        name: one.isoformat() if isinstance(one, datetime) else one for name, one in values.items()
    }
