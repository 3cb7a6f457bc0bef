"""The ticker: what is due now is told, once, by whoever ticks (CLK-1, CLK-3, CLK-4).

One beat entry calls `tick`; any number of processes may. Rows are taken with FOR UPDATE SKIP
LOCKED, and what a batch does is one transaction: state, events, messages. A process that dies in
the middle leaves nothing half done; the next one finds the same rows due.
"""

from __future__ import annotations

import logging
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Min

from followup.domain.firing import Firing, Ticking, fire
from followup.models import Clock, ClockPolicy
from followup.registry import (
    Fired,
    Subject,
    holders,
    load_subjects,
    subject_kinds,
    when_fired,
)
from followup.services.clock_audience import Audience
from followup.services.clock_telling import Words, message_of, publish_breaches
from followup.services.clock_writing import put_aside, rest_all, write_firings
from followup.services.outbox import notify_many
from followup.services.ticker import Outage, database_now, note_tick, outage_at, outages_until

LIMIT = 1000
BUDGET_S = 10.0
# A clock that could not be told is tried again after this.
RETRY = timedelta(minutes=5)

log = logging.getLogger(__name__)


class UnknownSubjectKind(LookupError):
    """No installed app answers for this kind of subject."""


@dataclass
class TickResult:
    """What one tick did; `complete` when nothing that is due was left for the next one."""

    at: datetime
    fired: int = 0
    cancelled: int = 0
    failed: int = 0
    batches: int = 0
    complete: bool = False


@dataclass(frozen=True)
class _Tick:
    """What every batch of a tick shares."""

    names: dict[str, Words]
    outages: list[Outage]
    result: TickResult


def tick(
    at: datetime | None = None, *, limit: int = LIMIT, budget_s: float = BUDGET_S
) -> TickResult:
    """Fire what is due by the database's clock (`at` only in tests), in batches of `limit`.

    Goes on until nothing is due or `budget_s` has passed: the rest is for the next tick.
    """
    began_at = at or database_now()
    result = TickResult(at=began_at)
    shared = _Tick(_names(), outages_until(began_at), result)
    until = time.monotonic() + budget_s
    while True:
        taken = _batch(shared, at, limit)
        result.batches += taken > 0
        if taken < limit:
            result.complete = True
            break
        if time.monotonic() >= until:
            break
    note_tick(began_at, at or database_now())
    return result


def replay(*, until: datetime) -> TickResult:
    """Fire what fell due up to `until`, each at its own time: for a history that is loaded.

    Clocks end up as a ticker that never stopped would have left them. Stops at the first failure.
    """
    shared = _Tick(_names(), [], TickResult(at=until))
    while not shared.result.failed:
        due = Clock.objects.filter(next_fire_at__lte=until).aggregate(at=Min("next_fire_at"))["at"]
        if due is None:
            shared.result.complete = True
            break
        _batch(shared, due, LIMIT)
    return shared.result


def _names() -> dict[str, Words]:
    rows = ClockPolicy.objects.values_list("code", "name_en", "name_zh")
    return {code: {"en": name_en, "zh": name_zh} for code, name_en, name_zh in rows}


def _batch(shared: _Tick, at: datetime | None, limit: int) -> int:
    """One transaction; answers how many clocks it took."""
    with transaction.atomic():
        now = at or database_now()
        due = _take(now, limit)
        kinds: dict[tuple[str, str], list[Clock]] = defaultdict(list)
        for clock in due:
            kinds[clock.kind, clock.subject_kind].append(clock)
        for clocks in kinds.values():
            _fire_all(shared, clocks, now)
        return len(due)


def _take(now: datetime, limit: int) -> list[Clock]:
    """The clocks that are due and in nobody's use, locked.

    Clocks of subjects that are held first come after the others: one whose subject is in use is
    left for the next tick.
    """
    rows = Clock.objects.filter(next_fire_at__lte=now).order_by("next_fire_at")
    first = holders()
    taking = Clock.objects.select_for_update(skip_locked=True, of=("self",)).order_by(
        "next_fire_at"
    )
    free = taking.filter(next_fire_at__lte=now).exclude(subject_kind__in=first)
    due = list(free[:limit])
    if not first or len(due) == limit:
        return due
    asked = rows.filter(subject_kind__in=first).values_list("pk", "subject_kind", "subject_code")
    wanted = list(asked[: limit - len(due)])
    held: set[int] = set()
    for kind, hold in first.items():
        codes = {code: pk for pk, of_kind, code in wanted if of_kind == kind}
        mine = hold(codes) if codes else set()
        held |= {pk for pk, of_kind, code in wanted if of_kind == kind and code in mine}
    if held:
        due += taking.filter(pk__in=held, next_fire_at__lte=now)
    return due


def fire_silently(clocks: Sequence[Clock], now: datetime) -> int:
    """Fire what these live clocks have reached, without a message: their verb tells it in one.

    State, events, hooks and webhooks are those of a tick. The caller holds the subjects and gives
    clocks of one kind of subject; answers how many fired.
    """
    by_kind: dict[str, list[Clock]] = defaultdict(list)
    for clock in clocks:
        by_kind[clock.kind].append(clock)
    count = 0
    for kind, rows in by_kind.items():
        subjects = _subjects_of(rows)
        firings: list[tuple[Clock, Firing, Fired]] = []
        for clock in rows:
            firing = fire(_ticking(clock), now)
            if firing is not None:
                subject = subjects.get((clock.subject_kind, clock.subject_code))
                told = Fired(clock, subject, firing.mark.name, firing.type, now)
                firings.append((clock, firing, told))
        write_firings([clock for clock, _firing, _told in firings], firings, now)
        hook = when_fired(kind)
        if hook is not None and firings:
            hook([told for _clock, _firing, told in firings])
        publish_breaches(told for _clock, _firing, told in firings if told.type == "breached")
        count += len(firings)
    return count


def _fire_all(shared: _Tick, clocks: list[Clock], now: datetime) -> None:
    """All at once; if that fails, one by one, so that one bad clock stops no other."""
    error = _attempt(shared, clocks, now)
    if error is None:
        return
    if len(clocks) == 1:
        log.error("clock %s could not be told", clocks[0].pk, exc_info=error)
        put_aside(clocks[0], error, now=now, until=now + RETRY)
        shared.result.failed += 1
        return
    # What the failed attempt did to these objects was undone in the database only.
    for clock in Clock.objects.filter(pk__in=[one.pk for one in clocks]).order_by("next_fire_at"):
        _fire_all(shared, [clock], now)


def _attempt(shared: _Tick, clocks: list[Clock], now: datetime) -> Exception | None:
    try:
        with transaction.atomic():
            fired, cancelled = _fire(shared, clocks, now)
    except (OperationalError, InterfaceError):
        raise  # the database itself: the whole batch is undone and due again
    except Exception as error:
        return error
    shared.result.fired += fired
    shared.result.cancelled += cancelled
    return None


def _fire(shared: _Tick, clocks: Sequence[Clock], now: datetime) -> tuple[int, int]:
    """(fired, cancelled) of clocks of one kind about subjects of one kind."""
    subjects = _subjects_of(clocks)
    live, gone, closed = _sorted_out(clocks, subjects)
    rest_all(gone, "subject_gone", now)
    rest_all(closed, "subject_closed", now)
    firings: list[tuple[Clock, Firing, Fired]] = []
    for clock in live:
        firing = fire(_ticking(clock), now)
        if firing is not None:
            outage_s = outage_at(shared.outages, firing.mark.at)
            subject = subjects.get((clock.subject_kind, clock.subject_code))
            told = Fired(clock, subject, firing.mark.name, firing.type, now, outage_s)
            firings.append((clock, firing, told))
    write_firings(live, firings, now)
    _tell(shared, firings, subjects, now)
    return len(firings), len(gone) + len(closed)


def _subjects_of(clocks: Sequence[Clock]) -> dict[tuple[str, str], Subject]:
    kind = clocks[0].subject_kind
    if kind and kind not in subject_kinds():
        raise UnknownSubjectKind(f"no app answers for subjects of the kind {kind}")
    return load_subjects((one.subject_kind, one.subject_code) for one in clocks)


def _sorted_out(
    clocks: Sequence[Clock], subjects: dict[tuple[str, str], Subject]
) -> tuple[list[Clock], list[Clock], list[Clock]]:
    """Those to fire, those whose subject is gone, those whose subject is settled."""
    live, gone, closed = [], [], []
    for clock in clocks:
        subject = subjects.get((clock.subject_kind, clock.subject_code))
        if clock.subject_kind and subject is None:
            gone.append(clock)
        elif subject is not None and not subject.is_open:
            closed.append(clock)
        else:
            live.append(clock)
    return live, gone, closed


def _ticking(clock: Clock) -> Ticking:
    return Ticking(
        rows=clock.marks,
        fired=clock.fired_marks,
        policy=clock.policy_snapshot,
        zone=clock.zone,
        grade=clock.grade,
        is_breached=clock.breached_at is not None,
        repeats=clock.repeats,
        muted=clock.muted,
    )


def _tell(
    shared: _Tick,
    firings: Sequence[tuple[Clock, Firing, Fired]],
    subjects: dict[tuple[str, str], Subject],
    now: datetime,
) -> None:
    if not firings:
        return
    audience = Audience(subjects.values())
    notify_many(
        [
            message_of(
                clock,
                firing,
                name=shared.names.get(clock.kind, {"en": clock.kind, "zh": clock.kind}),
                subject=told.subject,
                audience=audience,
                outage_s=told.outage_s,
                at=now,
            )
            for clock, firing, told in firings
        ],
        at=now,
    )
    hook = when_fired(firings[0][0].kind)
    if hook is not None:
        hook([told for _clock, _firing, told in firings])
    publish_breaches(told for _clock, _firing, told in firings if told.type == "breached")
