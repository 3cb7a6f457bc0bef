"""A tick with 1,000 clocks due: what it takes, and that what is not due costs nothing (CLK-1)."""

from __future__ import annotations

import statistics
from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

from bench import generate
from bench.measure import Result, clocked, page, signed_in
from followup.models import Clock
from followup.services.clock_batches import Wanted, start_clocks
from followup.services.ticking import tick

DUE = 1_000
ROUNDS = 5
MANY = 100_000


def clocks() -> list[Result]:
    """Reviews of 10,000 processes; the clocks beyond are of things nobody looks at.

    First nothing runs but what is due, then a hundred times as much.
    """
    user = generate.start()
    generate.processes(2 * ROUNDS * DUE)
    now = timezone.now()
    few = statistics.median(_alone(number, now) for number in range(ROUNDS))
    _reviews(range(ROUNDS * DUE, 2 * ROUNDS * DUE), now)
    _running_until(MANY, now)
    generate.analyse()
    later = now + timedelta(hours=1)
    many = statistics.median(_tick_of_the_next(later) for _ in range(ROUNDS))
    idle = statistics.median(clocked(lambda: tick(at=now)) for _ in range(ROUNDS))
    client, limited = signed_in(user), signed_in(generate.owner(departments=10))
    return [
        Result("Tick: 1,000 due of 1,000 running", few, 2, "s"),
        Result("Tick: 1,000 due of 100,000 running", many, 2, "s"),
        Result("… compared with 1,000 running", many / few, 1.5, "×"),
        Result("Tick: nothing due of 100,000 running", idle * 1000, 50, "ms"),
        page("List of 50 of 100,000 clocks", client, "/clocks/", 300, 12),
        page("The same list for an owner of 10 departments", limited, "/clocks/", 300, 15),
        page("The last 50 of 100,000 clocks", client, "/clocks/?offset=99950", 300, 12),
    ]


def _reviews(numbers: range, now: datetime) -> None:
    """A clock for each of these processes, due in two months."""
    start_clocks(
        "assessment_review",
        (
            Wanted(
                subject_kind="process",
                subject_code=f"proc-{number + 1:05}",
                title=f"Process {number + 1}",
                anchor_at=now - timedelta(days=300),
                due_at=now + timedelta(days=60, seconds=number),
                zone="Asia/Shanghai",
            )
            for number in numbers
        ),
        at=now,
        by=None,
    )


def _alone(round_number: int, now: datetime) -> float:
    """Seconds of a tick that fires 1,000 clocks while no other runs."""
    Clock.objects.live().update(state="cancelled", next_fire_at=None)
    _reviews(range(round_number * DUE, (round_number + 1) * DUE), now)
    assert Clock.objects.live().count() == DUE
    generate.analyse()
    return _tick_of_the_next(now)


def _tick_of_the_next(now: datetime) -> float:
    """Seconds of a tick that fires the next 1,000 clocks."""
    fresh = Clock.objects.live().filter(kind="assessment_review", subject_code__startswith="proc-")
    ids = list(fresh.filter(fired_marks=[]).order_by("pk").values_list("pk", flat=True)[:DUE])
    assert len(ids) == DUE
    _due_now(ids, now)
    return clocked(lambda: _fired(now))


def _fired(now: datetime) -> None:
    result = tick(at=now)
    assert (result.fired, result.complete) == (DUE, True), result


def _due_now(ids: list[int], now: datetime) -> None:
    """Their first mark was a second ago."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE followup_clock SET next_fire_at = %s,"
            " marks = jsonb_set(marks, '{0,at}', to_jsonb(%s::text)) WHERE id = ANY(%s)",
            [now, (now - timedelta(seconds=1)).isoformat(), ids],
        )


def _running_until(count: int, now: datetime) -> None:
    """Clocks of any kind that are due some other day, so that there are `count` in all."""
    have = Clock.objects.live().count()
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO followup_clock (subject_kind, subject_code, kind, generation, title,
                anchor_at, first_due_at, due_at, zone, state, paused_seconds, policy_snapshot,
                policy_version, marks, next_fire_at, fired_marks, repeats, muted, failure, grade,
                created_at)
            SELECT 'process', 'far-' || n, kind, 1, 'Far ' || n, anchor_at, first_due_at,
                due_at + n * interval '1 minute', zone, 'running', 0, policy_snapshot,
                policy_version, marks, %s + interval '1 day' + n * interval '1 minute', '{}', 0,
                false, '', '', created_at
            FROM generate_series(1, %s) n,
                (SELECT * FROM followup_clock ORDER BY id DESC LIMIT 1) one
            """,
            [now, count - have],
        )
