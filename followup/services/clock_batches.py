"""Starting and cancelling many clocks at once, in a constant number of queries per batch.

The same rules as `start_clock` and `cancel_clock`, for those who keep whole tables in step.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Max

from accounts.models import Person, User
from followup.domain import marks as arithmetic
from followup.models import Clock, ClockEvent, ClockState
from followup.models.clock import policy_row
from followup.services.clocks import policy_named

BATCH = 1000

Key = tuple[str, str]  # kind and code of a subject


@dataclass(frozen=True)
class Wanted:
    """A clock as it should run; the deadline is the subject's own."""

    subject_kind: str
    subject_code: str
    title: str
    anchor_at: datetime
    due_at: datetime
    zone: str
    responsible: Person | None = None

    @property
    def key(self) -> Key:
        return (self.subject_kind, self.subject_code)


def start_clocks(kind: str, wanted: Iterable[Wanted], *, at: datetime, by: User | None) -> int:
    """Start what does not run yet; how many were started.

    A live clock with the same deadline stays, whatever its anchor, and only takes the new title
    and responsible person; another deadline supersedes it. Marks in working days count Monday to
    Friday here: such policies start one by one, by `start_clock`.
    """
    return sum(_start(kind, batch, at, by) for batch in _batches(list(wanted)))


def cancel_clocks(
    kind: str, keys: Collection[Key], *, at: datetime, by: User | None, reason: str = ""
) -> int:
    """Cancel the live clocks of these subjects; how many there were."""
    return sum(_cancel(kind, batch, at, by, reason) for batch in _batches(sorted(keys)))


def _batches(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (rows[first : first + BATCH] for first in range(0, len(rows), BATCH))


@transaction.atomic
def _start(kind: str, batch: Sequence[Wanted], at: datetime, by: User | None) -> int:
    _one_at_a_time(kind, [one.key for one in batch])
    live = _live(kind, [one.key for one in batch])
    fresh, kept, old = [], [], []
    for one in batch:
        running = live.get(one.key)
        if running is None or running.first_due_at != one.due_at:
            fresh.append(one)
            old += [running] if running is not None else []
        elif (running.title, running.responsible_id) != _shown(one):
            running.title, running.responsible = one.title[:300], one.responsible
            kept.append(running)
    if kept:
        Clock.objects.bulk_update(kept, ["title", "responsible"])
    _rest(old, ClockState.SUPERSEDED, at, by)
    if fresh:
        _insert(kind, fresh, at, by)
    return len(fresh)


@transaction.atomic
def _cancel(kind: str, keys: Sequence[Key], at: datetime, by: User | None, reason: str) -> int:
    rows = list(_live(kind, keys).values())
    _rest(rows, ClockState.CANCELLED, at, by, reason)
    return len(rows)


def _insert(kind: str, fresh: Sequence[Wanted], at: datetime, by: User | None) -> None:
    policy = policy_named(kind)
    snapshot = policy_row(policy)
    generations = _generations(kind, [one.key for one in fresh])
    clocks = []
    for one in fresh:
        marks = arithmetic.marks_of(snapshot, anchor=one.anchor_at, due=one.due_at, zone=one.zone)
        clocks.append(
            Clock(
                kind=kind,
                subject_kind=one.subject_kind,
                subject_code=one.subject_code,
                generation=generations.get(one.key, 0) + 1,
                title=one.title[:300],
                anchor_at=one.anchor_at,
                first_due_at=one.due_at,
                due_at=one.due_at,
                zone=one.zone,
                policy_snapshot=snapshot,
                policy_version=policy.version,
                marks=[mark.as_json() for mark in marks],
                next_fire_at=arithmetic.next_at(marks),
                responsible=one.responsible,
                created_at=at,
            )
        )
    Clock.objects.bulk_create(clocks)
    _record(clocks, "started", at, by)


def _rest(
    rows: Sequence[Clock], state: ClockState, at: datetime, by: User | None, reason: str = ""
) -> None:
    if not rows:
        return
    ids = [one.pk for one in rows]
    Clock.objects.filter(pk__in=ids).update(state=state.value, next_fire_at=None)
    _record(rows, state.value, at, by, reason)


def _record(
    rows: Sequence[Clock], type: str, at: datetime, by: User | None, reason: str = ""
) -> None:
    ClockEvent.objects.bulk_create(
        ClockEvent(clock=one, type=type, at=at, by=by, reason=reason, payload=_payload(one, type))
        for one in rows
    )


def _payload(clock: Clock, type: str) -> dict[str, Any]:
    return {"due_at": clock.due_at.isoformat()} if type == "started" else {}


def _live(kind: str, keys: Iterable[Key]) -> dict[Key, Clock]:
    wanted = set(keys)
    rows = (
        Clock.objects.live()
        .select_for_update(of=("self",))
        .filter(
            kind=kind,
            subject_kind__in={key[0] for key in wanted},
            subject_code__in={key[1] for key in wanted},
        )
    )
    return dict(_of(rows.order_by("pk"), wanted))


def _of(rows: Iterable[Clock], wanted: set[Key]) -> Iterator[tuple[Key, Clock]]:
    for one in rows:
        key = (one.subject_kind, one.subject_code)
        if key in wanted:
            yield key, one


def _generations(kind: str, keys: Iterable[Key]) -> dict[Key, int]:
    wanted = set(keys)
    rows = (
        Clock.objects.filter(
            kind=kind,
            subject_kind__in={key[0] for key in wanted},
            subject_code__in={key[1] for key in wanted},
        )
        .order_by()
        .values_list("subject_kind", "subject_code")
        .annotate(last=Max("generation"))
    )
    return {(subject, code): last for subject, code, last in rows}


def _shown(one: Wanted) -> tuple[str, int | None]:
    return one.title[:300], one.responsible.pk if one.responsible is not None else None


def _one_at_a_time(kind: str, keys: Iterable[Key]) -> None:
    """The locks `start_clock` takes, in one order, so that two batches never wait in a circle."""
    names = sorted(f"clock:{kind}:{subject}:{code}" for subject, code in keys)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(name, 0)) FROM unnest(%s) AS name",
            [names],
        )
