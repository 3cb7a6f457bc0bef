"""A drill from its plan to its evaluation."""

from __future__ import annotations

import pytest

from drills.models import Drill, Inject
from drills.services import drills as verbs
from tests.drills import world
from tests.drills.world import clock, the

pytestmark = pytest.mark.django_db


def test_a_planned_drill_has_a_number_and_the_script_of_its_scenario() -> None:
    row = world.planned_drill(scenario=world.scenario())
    assert (row.code, row.status, row.seq) == ("DRL-2026-0001", "planned", 1)
    assert list(row.script.injects.values_list("key", flat=True)) == ["1", "2", "3", "4"]


def test_a_tabletop_goes_its_way() -> None:
    row = world.evaluated_drill()
    kinds = list(row.timeline.values_list("type", flat=True))
    assert (row.status, kinds) == (
        "reporting",
        ["planned", "preparing", "invited", "ready", "started", "ended", "attendance_locked",
         "evaluated"],
    )  # fmt: skip


def test_a_functional_one_runs_on_an_incident_and_closes_it() -> None:
    row = world.running_drill("functional")
    assert row.incident is not None
    assert (row.incident.mode, row.incident.drill_code) == ("drill", row.code)
    verbs.end(row, by=the("cora"), at=clock("11:00"))
    row.incident.refresh_from_db()
    assert row.incident.status == "closed"


def test_a_pause_moves_what_is_due() -> None:
    row = world.running_drill()
    verbs.pause(row, reason="Coffee", by=the("cora"), at=clock("10:05"))
    assert not Inject.objects.filter(script__drill=row, due_at__isnull=False).exists()
    row = verbs.resume(row, by=the("cora"), at=clock("10:20"))
    due = Inject.objects.get(script__drill=row, key="2").due_at
    assert (row.paused_s, due) == (900, clock("10:25"))
    assert Drill.objects.get().script_time_s(clock("10:21")) == 360
