"""What must be so before a drill is ready, and before it starts (RESP §4.2)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from drills.models import Criterion, Drill, Objective, SafetyCheck
from drills.services import drills as verbs
from drills.services.guards import unmet
from lib.errors import GuardsUnmet, Refused
from tests.drills import world
from tests.drills.world import clock, person, the
from tests.incidents import world as incidents
from tests.plans.carried_out import draft

pytestmark = pytest.mark.django_db
EVE = clock("09:00", day=1)


def codes(row: Drill, verb: str = "make_ready", reason: str = "") -> list[str]:
    fresh = Drill.objects.get(pk=row.pk)
    return [one.code for one in unmet(fresh, verb, by=the("mia"), at=EVE, reason=reason)]


def test_an_empty_drill_is_told_all_it_lacks() -> None:
    row = world.planned_drill("functional", lead_controller=None, lead_evaluator=None)
    assert codes(row) == [
        "no_objective", "no_plan", "no_player", "no_controller", "no_evaluator",
        *["not_safe"] * 5,
    ]  # fmt: skip


def test_a_prepared_drill_lacks_nothing() -> None:
    assert codes(world.prepared_drill("functional")) == []


def test_every_objective_needs_a_criterion() -> None:
    row = world.prepared_drill()
    Objective.objects.create(script=row.script, key="O2", text_en="Bare")
    assert codes(row) == ["no_criterion"]
    Criterion.objects.filter(script=row.script).delete()
    assert "O1, O2" in str(unmet(row, "make_ready", by=None, at=EVE)[0].message)


def test_a_draft_of_a_plan_must_be_meant() -> None:
    version = draft("other", author=the("mia"))
    row = world.prepared_drill(plan_version=version)
    assert codes(row) == ["plan_not_effective"]
    verbs.change(row, {"tests_draft": True}, read_version=None, by=the("mia"), at=EVE)
    assert codes(row) == []


def test_a_tabletop_may_evaluate_itself_and_says_so() -> None:
    row = world.prepared_drill(lead_evaluator=None)
    row.participants.filter(role="evaluator").delete()
    assert codes(row) == []
    verbs.make_ready(row, by=the("mia"), at=EVE)
    assert row.timeline.get(type="ready").payload == {"self_evaluated": True}


def test_an_evaluator_who_plays_is_none() -> None:
    row = world.prepared_drill("functional")
    verbs.add_participant(row, person("eva"), role="player", by=the("mia"), at=EVE)
    assert codes(row) == ["no_evaluator", "not_invited"]


def test_a_real_emergency_on_its_systems_comes_first() -> None:
    row = world.ready_drill("functional")
    incident = incidents.declared(at=EVE - timedelta(minutes=1))
    incidents.verbs.confirm_grade(
        incident, grade=incidents.grade("I"), reason="As seen", by=the("mia"), at=EVE
    )
    assert codes(row, "start", "Now") == ["real_emergency"]


def test_points_of_the_safety_list_need_words() -> None:
    row = world.planned_drill("functional")
    with pytest.raises(Refused) as refusal:
        verbs.tick_safety(row, "backup", by=the("mia"), at=EVE)
    assert refusal.value.problems[0].field == "note"
    verbs.tick_safety(row, "backup", note="Run 12 of tonight", by=the("mia"), at=EVE)
    verbs.tick_safety(row, "backup", note="Run 12 of tonight", by=the("mia"), at=EVE)
    check = SafetyCheck.objects.get()
    row.refresh_from_db()
    assert (check.done, check.note, row.status, row.seq) == (
        True, "Run 12 of tonight", "preparing", 3,
    )  # fmt: skip


def test_a_point_taken_back_ends_the_readiness() -> None:
    row = world.ready_drill("functional")
    verbs.tick_safety(row, "change_window", done=False, by=the("mia"), at=EVE)
    row.refresh_from_db()
    assert (row.status, row.ready_at) == ("preparing", None)


def test_what_matters_is_agreed_anew() -> None:
    row = world.ready_drill()
    verbs.change(row, {"title": "Other words"}, read_version=None, by=the("mia"), at=EVE)
    row.refresh_from_db()
    assert row.status == "ready"
    verbs.change(
        row, {"planned_end": clock("13:00")}, read_version=row.version, by=the("mia"), at=EVE
    )
    row.refresh_from_db()
    assert row.status == "preparing"


def test_much_too_early_needs_a_reason() -> None:
    row = world.ready_drill(
        planned_start=clock("10:00", day=20), planned_end=clock("12:00", day=20)
    )
    with pytest.raises(GuardsUnmet) as refusal:
        verbs.start(row, by=the("cora"), at=clock("10:00"))
    assert [one.code for one in refusal.value.problems] == ["too_early"]
    assert verbs.start(row, reason="All are here", by=the("cora"), at=clock("10:00")).is_running
