"""Snoozing, pausing, resuming: by whom, how long, and what moves (CLK-6)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import User
from followup.models import Clock, ClockEvent
from followup.services.clocks import (
    meet_clock,
    pause_clock,
    resume_clock,
    snooze_clock,
    start_clock,
)
from followup.services.ticking import tick
from lib.errors import GuardsUnmet, Refused
from tests.factories import NOON

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


def report(kind: str = "situation_report", **changes: Any) -> Clock:
    """A report due in half an hour; about nothing, so the continuity manager is told."""
    about = {"subject_kind": "", "subject_code": kind}
    return start_clock(kind=kind, title="Report", anchor_at=NOON, at=NOON, **about, **changes)


def instants(clock: Clock) -> list[tuple[str, int]]:
    """Marks as minutes from NOON."""
    from followup.services.clock_rows import pending_marks

    return [
        (mark.name, int((mark.at - NOON).total_seconds() // 60)) for mark in pending_marks(clock)
    ]


def test_a_snooze_moves_deadline_and_marks_and_is_written_down(manager: User) -> None:
    clock = report()
    snooze_clock(clock, for_s=600, reason="on the phone", by=manager, at=NOON + 20 * MINUTE)
    assert clock.due_at == NOON + 40 * MINUTE
    assert clock.first_due_at == NOON + 30 * MINUTE
    assert instants(clock)[:2] == [("minutes_5_before", 35), ("due", 40)]
    assert clock.next_fire_at == NOON + 35 * MINUTE
    event = ClockEvent.objects.get(clock=clock, type="snoozed")
    assert (event.by, event.reason, event.payload["for_s"]) == (manager, "on the phone", 600)


def test_a_snooze_after_the_breach_keeps_the_lateness(manager: User) -> None:
    clock = report()
    tick(at=NOON + 31 * MINUTE)
    clock.refresh_from_db()
    snooze_clock(clock, for_s=1800, reason="writing", by=manager, at=NOON + 32 * MINUTE)
    assert (clock.state, clock.due_at) == ("breached_running", NOON + 30 * MINUTE)
    assert instants(clock)[0] == ("minutes_10_after", 70)
    assert tick(at=NOON + 50 * MINUTE).fired == 0


@pytest.mark.parametrize("for_s", [0, -60, 3601, 10**9])
def test_a_snooze_is_an_hour_at_most(manager: User, for_s: int) -> None:
    with pytest.raises(Refused) as refused:
        snooze_clock(report(), for_s=for_s, reason="because", by=manager, at=NOON)
    assert refused.value.problems[0].field == "for_s"


def test_it_needs_a_reason_a_permission_and_a_running_clock(manager: User, alice: User) -> None:
    clock = report()
    with pytest.raises(Refused) as refused:
        snooze_clock(clock, for_s=60, reason="  ", by=manager, at=NOON)
    assert refused.value.problems[0].field == "reason"
    with pytest.raises(PermissionDenied):
        snooze_clock(clock, for_s=60, reason="because", by=alice, at=NOON)
    about = {"kind": clock.kind, "subject_kind": "", "subject_code": clock.subject_code}
    meet_clock(**about, at=NOON, by=None)
    with pytest.raises(GuardsUnmet):
        snooze_clock(clock, for_s=60, reason="because", by=manager, at=NOON)


@pytest.mark.parametrize(
    "kind", ["notify", "assess", "impact_rto", "impact_mtd", "decision_response"]
)
def test_responses_rtos_and_mtds_stay_whatever_their_snapshot_says(
    manager: User, kind: str
) -> None:
    clock = report(kind, due_at=NOON + 60 * MINUTE)
    clock.policy_snapshot |= {"snooze_max_s": 3600, "pausable": True}
    clock.save()
    for verb in (
        lambda: snooze_clock(clock, for_s=60, reason="because", by=manager, at=NOON),
        lambda: pause_clock(clock, reason="because", by=manager, at=NOON),
    ):
        with pytest.raises(GuardsUnmet):
            verb()


def test_a_pause_stands_still_and_moves_everything_on(manager: User) -> None:
    clock = report()
    pause_clock(clock, reason="drill halted", by=manager, at=NOON + 10 * MINUTE)
    assert (clock.state, clock.next_fire_at) == ("paused", None)
    assert tick(at=NOON + 60 * MINUTE).fired == 0
    resume_clock(clock, by=manager, at=NOON + 70 * MINUTE)
    assert (clock.state, clock.due_at) == ("running", NOON + 90 * MINUTE)
    assert (clock.paused_seconds, clock.first_due_at) == (3600, NOON + 30 * MINUTE)
    assert instants(clock)[:2] == [("minutes_5_before", 85), ("due", 90)]


def test_a_clock_met_while_it_is_paused_is_not_late(manager: User) -> None:
    clock = report()
    pause_clock(clock, reason="drill halted", by=manager, at=NOON + 10 * MINUTE)
    about = {"kind": clock.kind, "subject_kind": "", "subject_code": clock.subject_code}
    met = meet_clock(**about, at=NOON + 60 * MINUTE, by=manager)
    assert met is not None
    assert met.state == "met"


def test_pausing_twice_and_resuming_what_runs_is_refused(manager: User) -> None:
    clock = report()
    with pytest.raises(GuardsUnmet):
        resume_clock(clock, by=manager, at=NOON)
    pause_clock(clock, reason="drill halted", by=manager, at=NOON)
    with pytest.raises(GuardsUnmet):
        pause_clock(clock, reason="drill halted", by=manager, at=NOON)
    with pytest.raises(GuardsUnmet):
        snooze_clock(clock, for_s=60, reason="because", by=manager, at=NOON)
