"""A functional exercise runs an incident of its own: roles, rights, clocks, pauses, what it
measured (DRL-6, DRL-12)."""

from __future__ import annotations

from datetime import datetime

import pytest

from drills.models import Drill, MeasuredTime
from drills.services import drills as verbs
from drills.services.measuring import measured_times, paused_between
from followup.models import Clock
from followup.services.clock_control import pause_clock
from incidents.models import Impact, Incident
from incidents.services import incidents
from incidents.services.rights import rights_of
from plans.models import Plan
from plans.services.activations import complete_task
from tests import factories
from tests.drills import world
from tests.drills.world import clock, person, the
from tests.plans.carried_out import draft, in_force, task

pytestmark = pytest.mark.django_db


@pytest.fixture
def drill() -> Drill:
    return world.running_drill("functional")


def incident_of(drill: Drill) -> Incident:
    return Incident.objects.get(of_drill=drill)


def plan_with_limits() -> Plan:
    version = draft("failover")
    task(version, 1, limit_s=1800)
    return in_force(version).plan


def due(kind: str, drill: Drill) -> datetime:
    return Clock.objects.get(kind=kind, exercise=True).due_at


def test_it_is_declared_with_the_roles_of_its_players(drill: Drill) -> None:
    incident = incident_of(drill)
    held = list(incident.assignments.values_list("role", "person__code").order_by("id"))
    assert held == [("commander", "carl"), ("technical_lead", "iris")]
    assert [one.process.code for one in incident.impacts.all()] == ["road-rescue"]
    assert (incident.occurred_at, incident.origin) == (clock("10:00"), "drill")
    assert Incident.objects.real().count() == 0


@pytest.mark.slow
def test_its_processes_are_affected_though_no_system_names_them() -> None:
    from bia.models import Process

    world.system()
    other = world.incidents.process("parts", rto_s=7200)
    row = world.running_drill(
        "functional", systems=[], processes=[other, Process.objects.get(code="road-rescue")]
    )
    codes = incident_of(row).impacts.values_list("process__code", flat=True)
    assert sorted(codes) == ["parts", "road-rescue"]


def test_its_controller_may_do_everything_in_it_and_nothing_more_elsewhere(drill: Drill) -> None:
    incident = incident_of(drill)
    cora = the("cora")
    real = incidents.declare(
        title="Real", systems=[], by=the("rita"), at=clock("10:01"), occurred_at=clock("10:01")
    )
    in_drill, elsewhere = rights_of(incident, cora), rights_of(real, cora)
    assert (in_drill.may("agree_lower"), in_drill.may("close")) == (True, True)
    assert (elsewhere.may("agree_lower"), elsewhere.may("close")) == (False, False)
    assert not rights_of(incident, the("eva")).may("restore")


def test_the_call_list_holds_only_its_people(drill: Drill) -> None:
    incident = incident_of(drill)
    called = set(incident.contacts.values_list("person__code", flat=True))
    assert called <= {"carl", "iris", "cora", "eva", "olga"}
    assert "carl" in called or "iris" in called
    contact = incident.contacts.first()
    assert contact is not None
    with pytest.raises(Exception, match="takes no part"):
        incidents.log_attempt(
            contact, result="delegated", delegated_to=person("dan"), by=the("cora"),
            at=clock("10:02"),
        )  # fmt: skip


def test_a_pause_stops_every_clock_and_moves_it_on(drill: Drill) -> None:
    assert due("impact_rto", drill) == clock("10:15")
    verbs.pause(drill, reason="Coffee", by=the("cora"), at=clock("10:05"))
    assert set(Clock.objects.filter(exercise=True).values_list("state", "next_fire_at")) == {
        ("paused", None)
    }
    incident = incident_of(drill)
    incidents.set_expected_recovery(
        incident, expected_at=clock("10:40"), by=the("carl"), at=clock("10:10")
    )
    assert Clock.objects.get(kind="etr_passed").state == "paused"
    verbs.resume(drill, by=the("cora"), at=clock("10:25"))
    assert (due("impact_rto", drill), due("etr_passed", drill)) == (clock("10:35"), clock("10:55"))
    assert not Clock.objects.filter(exercise=True, state="paused").exists()
    kinds = list(incident.timeline.values_list("type", flat=True))
    assert [one for one in kinds if one.startswith("drill_")] == ["drill_paused", "drill_resumed"]


def test_a_clock_somebody_paused_alone_waits_for_them(drill: Drill) -> None:
    incidents.set_expected_recovery(
        incident_of(drill), expected_at=clock("10:40"), by=the("carl"), at=clock("10:02")
    )
    alone = Clock.objects.get(kind="etr_passed")
    alone.policy_snapshot |= {"pausable": True}
    alone.save()
    manager = factories.user("max", "continuity_manager")
    pause_clock(alone, reason="Agreed", by=manager, at=clock("10:03"))
    verbs.pause(drill, reason="Coffee", by=the("cora"), at=clock("10:05"))
    verbs.resume(drill, by=the("cora"), at=clock("10:25"))
    still = Clock.objects.filter(exercise=True, state="paused")
    assert list(still.values_list("pk", "paused_at")) == [(alone.pk, clock("10:03"))]


def test_the_ladder_waits_with_the_drill(drill: Drill) -> None:
    from incidents.services.escalation import run_due

    verbs.pause(drill, reason="Coffee", by=the("cora"), at=clock("10:02"))
    waiting = incident_of(drill).escalation.filter(state="waiting").order_by("due_at")
    before = waiting.values_list("due_at", flat=True)[0]
    assert run_due(clock("11:00")) == 0
    verbs.resume(drill, by=the("cora"), at=clock("11:02"))
    assert (waiting.values_list("due_at", flat=True)[0] - before).total_seconds() == 3600


def test_what_it_measures_leaves_its_pauses_out(drill: Drill) -> None:
    verbs.pause(drill, reason="Coffee", by=the("cora"), at=clock("10:05"))
    verbs.resume(drill, by=the("cora"), at=clock("10:25"))
    incident = incident_of(drill)
    impact = Impact.objects.get(incident=incident)
    incidents.end_impact(incident, impact, by=the("carl"), at=clock("10:32"))
    incidents.set_last_good_data(
        incident, impact, last_good_data_at=clock("09:56"), by=the("carl"), at=clock("10:33")
    )
    verbs.end(drill, by=the("cora"), at=clock("11:00"))
    rows = MeasuredTime.objects.order_by("-kind").values_list(
        "process__code", "kind", "value_s", "pauses_s", "target_s", "mtd_s"
    )
    assert list(rows) == [
        ("road-rescue", "rto", 720, 1200, 900, 3600),
        ("road-rescue", "rpo", 240, 0, 300, None),
    ]


@pytest.mark.slow
def test_what_had_not_recovered_at_the_end_is_not_measured(drill: Drill) -> None:
    verbs.end(drill, by=the("cora"), at=clock("11:00"))
    incident = incident_of(drill)
    impact = Impact.objects.get(incident=incident)
    assert (incident.status, impact.end_at) == ("closed", clock("11:00"))
    assert measured_times(drill) == []
    assert not Clock.objects.live().filter(exercise=True).exists()
    assert not incident.assignments.filter(released_at=None).exists()
    assert not hasattr(incident, "review")


@pytest.mark.slow
def test_what_was_reviewed_or_entered_stays(drill: Drill) -> None:
    incident = incident_of(drill)
    impact = Impact.objects.get(incident=incident)
    incidents.end_impact(incident, impact, by=the("carl"), at=clock("10:10"))
    one = measured_times(Drill.objects.get())[0]
    assert one.value_s == 600
    MeasuredTime.objects.filter(pk=one.pk).update(value_s=660, automatic=False)
    assert [row.value_s for row in measured_times(Drill.objects.get())] == [660]


def test_pauses_count_as_far_as_they_lie_inside() -> None:
    pauses = [
        (clock("09:50"), clock("10:05")),
        (clock("10:10"), clock("10:20")),
        (clock("10:50"), None),
    ]
    assert paused_between(pauses, clock("10:00"), clock("11:00")) == (5 + 10 + 10) * 60


def test_a_plan_carried_out_in_it_ends_with_it(drill: Drill) -> None:
    plan = plan_with_limits()
    incident = incident_of(drill)
    activation = incidents.activate_plan(incident, plan, by=the("carl"), at=clock("10:03"))
    assert (activation.exercise, activation.state) == (True, "active")
    tasks = Clock.objects.filter(subject_kind="task_run")
    count = tasks.count()
    verbs.pause(drill, reason="Coffee", by=the("cora"), at=clock("10:05"))
    assert tasks.filter(state="paused").count() == count > 0
    verbs.resume(drill, by=the("cora"), at=clock("10:10"))
    first = activation.tasks.order_by("number").first()
    assert first is not None
    complete_task(activation, first.number, by=the("carl"), at=clock("10:12"))
    verbs.end(drill, by=the("cora"), at=clock("11:00"))
    activation.refresh_from_db()
    assert (activation.state, activation.ended_at) == ("ended", clock("11:00"))
    assert not tasks.filter(state__in=["running", "paused", "breached_running"]).exists()
