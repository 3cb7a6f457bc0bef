"""A drill left running over night (E26), and one planned anew from an old one."""

from __future__ import annotations

import pytest

from drills.models import Drill
from drills.services import drills as verbs
from drills.services.left_running import look
from followup.models import Notification
from tests.drills import world
from tests.drills.world import clock, the

pytestmark = pytest.mark.django_db


def asked(kind: str) -> int:
    return Notification.objects.filter(kind=kind, channel="in_app").count()


def test_the_controller_is_asked_once_and_later_it_pauses_but_never_ends() -> None:
    row = world.running_drill()
    assert [look(clock(time)) for time in ("13:59", "14:00", "14:01")] == [0, 1, 0]
    assert asked("drill.still_running") == 1
    assert look(clock("00:00", day=3)) == 1
    row.refresh_from_db()
    assert (row.status, row.script_s, asked("drill.paused_itself")) == ("paused", 14 * 3600, 1)
    assert look(clock("00:00", day=9)) == 0
    assert row.timeline.get(type="paused").actor is None


def test_resumed_it_is_asked_about_anew() -> None:
    row = world.running_drill()
    look(clock("00:00", day=3))
    verbs.resume(row, by=the("cora"), at=clock("09:00", day=3))
    found = [look(clock(time, day=3)) for time in ("10:59", "11:00", "20:59", "21:00")]
    assert found == [0, 1, 0, 1]


def test_a_later_end_answers_the_question() -> None:
    row = world.running_drill()
    look(clock("14:00"))
    verbs.change(
        row, {"planned_end": clock("18:00")}, read_version=None, by=the("cora"), at=clock("14:05")
    )
    assert [look(clock(time)) for time in ("14:10", "20:00")] == [0, 1]


def test_run_again_copies_what_was_planned_and_nothing_that_happened() -> None:
    row = world.ended_drill("functional")
    again = verbs.clone(row, planned_start=clock("10:00", day=20), by=the("mia"), at=clock("13:00"))
    again = Drill.objects.get(pk=again.pk)
    statuses = set(again.script.injects.values_list("status", flat=True))
    assert (again.status, again.cloned_from, again.incident, again.planned_end, statuses) == (
        "planned", row, None, clock("12:00", day=20), {"pending"},
    )  # fmt: skip
    people = set(again.participants.values_list("person__code", "role", "invited_at"))
    assert people == {(name, part[0], None) for name, part in world.PARTS.items()}
    assert not again.safety.exists()
