"""A clock's row: reading it under its lock, its marks, putting it to rest, its events."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from followup.domain import marks as arithmetic
from followup.domain.marks import Mark
from followup.models import LIVE, Clock, ClockEvent, ClockState
from lib.errors import GuardsUnmet

Key = tuple[str, str, str]


def one_at_a_time(keys: Iterable[str]) -> None:
    """Two that start the same clock wait for each other, also while there is no row to lock; all
    take their locks in one order, so that they never wait in a circle."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(name, 0)) FROM unnest(%s) AS name",
            [sorted(f"clock:{key}" for key in keys)],
        )


def locked_live(kind: str, subject_kind: str, subject_code: str) -> Clock | None:
    return (
        Clock.objects.live()
        .select_for_update(of=("self",))
        .filter(kind=kind, subject_kind=subject_kind, subject_code=subject_code)
        .first()
    )


def all_locked_live(keys: Collection[Key]) -> dict[Key, Clock]:
    """The live clocks of these (kind, kind of subject, code), locked."""
    rows = Clock.objects.live().select_for_update(of=("self",)).filter(any_of(keys)).order_by("pk")
    return {(one.kind, one.subject_kind, one.subject_code): one for one in rows}


def any_of(keys: Collection[Key]) -> Q:
    """Clocks of one of these (kind, kind of subject, code)."""
    asked = Q(pk__in=[])
    for kind, subject_kind, subject_code in keys:
        asked |= Q(kind=kind, subject_kind=subject_kind, subject_code=subject_code)
    return asked


def locked(clock: Clock) -> Clock:
    """The row as it stands now, locked. Raises GuardsUnmet when it is no longer live."""
    row = Clock.objects.select_for_update(of=("self",)).get(pk=clock.pk)
    if row.state not in LIVE:
        raise GuardsUnmet.one("clock_at_rest", _("This clock has stopped already."))
    return row


def pending_marks(clock: Clock) -> list[Mark]:
    """The marks neither fired nor passed over, as instants."""
    return [
        Mark.from_json(row)
        for row in clock.marks
        if row["name"] not in clock.fired_marks and not row.get("passed_over")
    ]


def shift_pending(clock: Clock, by_s: float) -> None:
    """Move what is not fired yet on; the caller saves."""
    waiting = {mark.name for mark in pending_marks(clock)}
    clock.marks = [
        arithmetic.shifted([Mark.from_json(row)], by_s)[0].as_json()
        if row["name"] in waiting
        else row
        for row in clock.marks
    ]


def rest(clock: Clock, state: ClockState, **fields: Any) -> None:
    clock.state = state.value
    clock.next_fire_at = None
    for name, value in fields.items():
        setattr(clock, name, value)
    clock.save(update_fields=["state", "next_fire_at", *fields])


def record(
    clock: Clock,
    type: str,
    *,
    at: datetime,
    by: User | None,
    reason: str = "",
    payload: dict[str, Any] | None = None,
) -> ClockEvent:
    return ClockEvent.objects.create(
        clock=clock, type=type, at=at, by=by, reason=reason[:500], payload=payload or {}
    )
