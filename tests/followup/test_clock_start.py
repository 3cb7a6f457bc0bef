"""Starting, meeting and cancelling clocks (CLK-2, CLK-5, CLK-7)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from accounts.models import User
from followup.models import Clock, ClockEvent, ClockPolicy
from followup.services.clocks import cancel_clock, live_clock, meet_clock, start_clock
from followup.services.policies import change_policy
from lib.errors import Refused
from tests import factories
from tests.factories import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("policies")]

ABOUT = {"kind": "situation_report", "subject_kind": "incident", "subject_code": "INC-2026-0001"}


def started(**changes: Any) -> Clock:
    values: dict[str, Any] = {"title": "Power cut", "anchor_at": NOON, "at": NOON, **ABOUT}
    return start_clock(**(values | changes))


def types(clock: Clock) -> list[str]:
    return list(ClockEvent.objects.filter(clock=clock).values_list("type", flat=True))


def test_a_clock_takes_limit_and_marks_from_its_policy() -> None:
    clock = started()
    assert clock.due_at == NOON + timedelta(minutes=30)
    assert [(row["name"], row["at"]) for row in clock.marks] == [
        ("minutes_5_before", "2026-03-02T12:25:00+00:00"),
        ("due", "2026-03-02T12:30:00+00:00"),
        ("minutes_10_after", "2026-03-02T12:40:00+00:00"),
        ("minutes_20_after", "2026-03-02T12:50:00+00:00"),
    ]
    assert clock.next_fire_at == NOON + timedelta(minutes=25)
    assert types(clock) == ["started"]


def test_starting_it_again_unchanged_changes_nothing() -> None:
    first = started()
    again = started(at=NOON + timedelta(minutes=1), title="Power cut, north")
    assert (again.pk, again.generation, again.title) == (first.pk, 1, "Power cut, north")
    assert types(first) == ["started"]


@pytest.mark.parametrize(
    "change",
    [
        {"anchor_at": NOON + timedelta(minutes=1)},
        {"due_at": NOON + timedelta(minutes=20)},
        {"grade": "I"},
    ],
)
def test_another_anchor_deadline_or_grade_supersedes(change: dict[str, Any]) -> None:
    """CLK-2: the row before keeps its own story; the new one has the next generation."""
    first = started()
    second = started(**change)
    first.refresh_from_db()
    assert (first.state, first.next_fire_at, second.generation) == ("superseded", None, 2)
    assert types(first) == ["started", "superseded"]


def test_an_edited_policy_counts_from_the_next_start(manager: User) -> None:
    """CLK-7: running clocks stay; starting anew takes the policy as it is now (CLK-2)."""
    first = started()
    policy = ClockPolicy.objects.get(code="situation_report")
    change_policy(policy, by=manager, at=NOON, read_version=1, limit_s=1200)
    first.refresh_from_db()
    assert first.due_at == NOON + timedelta(minutes=30)
    assert first.policy_snapshot["limit_s"] == 1800
    assert started(keep=True).pk == first.pk
    second = started()
    assert (second.generation, second.due_at) == (2, NOON + timedelta(minutes=20))


def test_met_in_time_and_met_late_with_its_lateness() -> None:
    started()
    met = meet_clock(at=NOON + timedelta(minutes=30), by=None, **ABOUT)
    assert met is not None
    assert (met.state, met.next_fire_at) == ("met", None)
    late = started(anchor_at=NOON + timedelta(minutes=1))
    done = meet_clock(at=NOON + timedelta(minutes=45), by=None, **ABOUT)
    assert done is not None
    assert (done.pk, done.state) == (late.pk, "met_late")
    event = ClockEvent.objects.get(clock=done, type="met_late")
    assert event.payload == {"late_s": 14 * 60}


def test_cancelled_with_a_reason_and_nothing_to_meet_after() -> None:
    clock = started()
    cancel_clock(at=NOON, by=None, reason="declared by mistake", **ABOUT)
    assert types(clock) == ["started", "cancelled"]
    assert meet_clock(at=NOON, by=None, **ABOUT) is None
    assert cancel_clock(at=NOON, by=None, **ABOUT) is None
    assert live_clock(**{**ABOUT}) is None  # type: ignore[arg-type]


def test_the_zone_is_given_or_that_of_the_responsible_or_of_the_organisation() -> None:
    berlin = factories.user("ben", timezone="Europe/Berlin")
    ben = factories.person("ben", user=berlin)
    assert started().zone == "Asia/Shanghai"
    assert started(subject_code="2", responsible=ben).zone == "Europe/Berlin"
    assert started(subject_code="3", responsible=ben, zone="UTC").zone == "UTC"


def test_the_decision_level_is_limited_by_grade_with_an_alarm_after_five_minutes() -> None:
    """K3, C2: "immediate" is a limit of 0 that is told as missed after five minutes."""
    clock = started(kind="decision_response", grade="I")
    assert clock.due_at == NOON
    due = next(row for row in clock.marks if row["name"] == "due")
    assert due["at"] == "2026-03-02T12:05:00+00:00"
    other = started(kind="decision_response", grade="III", subject_code="2")
    assert other.due_at == NOON + timedelta(minutes=30)


def test_an_approval_waits_working_days_of_the_calendar() -> None:
    """Monday noon in Shanghai is the anchor; the fifth working day is the next Monday."""
    clock = started(kind="assessment_approval")
    assert [row["at"] for row in clock.marks] == [
        "2026-03-04T01:00:00+00:00",
        "2026-03-09T01:00:00+00:00",
        "2026-03-09T15:59:59+00:00",
    ]


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"kind": "unheard_of"}, "no_policy", "kind"),
        ({"kind": "action_due"}, "no_deadline", "due_at"),
        ({"zone": "Mars/Olympus"}, "no_such_zone", "zone"),
    ],
)
def test_what_cannot_start_says_why(change: dict[str, Any], code: str, field: str) -> None:
    with pytest.raises(Refused) as refused:
        started(**change)
    problem = refused.value.problems[0]
    assert (problem.code, problem.field) == (code, field)


def test_instants_are_kept_to_the_second(noon: datetime) -> None:
    assert started().first_due_at == noon + timedelta(seconds=1800)
