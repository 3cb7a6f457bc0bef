"""The suggested grade of an incident as it is kept, told and worked out anew."""

from __future__ import annotations

from decimal import Decimal

import pytest

from accounts.models import Department
from followup.models import Notification
from incidents.domain.suggestion import Reason
from incidents.jobs.look import look_now
from incidents.models import Incident
from incidents.services import impacts
from incidents.services import incidents as verbs
from incidents.suggestion_words import say_all
from tests.incidents import world
from tests.incidents.world import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def carl():
    return world.people()["carl"]


def told():
    rows = Notification.objects.filter(kind="incident.suggestion")
    return [(one.params["grade"], one.user.username) for one in rows if one.channel == "in_app"]


def suggested(incident):
    incident.refresh_from_db()
    return incident.suggestion["grade"]


def entries(incident):
    return [
        (one.payload["before"], one.payload["grade"])
        for one in incident.timeline.filter(type="grade_suggested")
    ]


def test_scenario_a_is_critical_with_its_reasons():
    incident = world.declared()
    assert (incident.suggestion["grade"], incident.provisional_grade.code) == ("I", "I")
    assert say_all(
        [Reason.from_json(one) for one in incident.suggestion["reasons"]],
        {"dispatch": "Rescue dispatch", "road-rescue": "Road rescue"},
    )[:3] == [
        "Rescue dispatch, core system, fully down: grade I.",
        "Scope the whole country: grade I.",
        "Lives depend on Road rescue: one grade up and at least II, so I.",
    ]


def test_data_analysis_nationwide_is_minor_until_its_rto_of_a_day(carl):
    incident = world.declared(systems=[(world.bi(), "full")])
    assert incident.suggestion["grade"] == "IV"
    [ahead] = incident.suggestion["forecast"]
    assert (ahead["grade"], ahead["at"]) == ("III", clock("10:00", day=3).isoformat())
    assert incident.suggestion_next_at == clock("10:00", day=3)
    assert look_now(at=clock("09:59", day=3)) == 0
    assert look_now(at=clock("10:00", day=3)) == 1
    assert suggested(incident) == "III"
    assert incident.provisional_grade.code == "III"
    assert entries(incident) == [("IV", "III")]
    assert look_now(at=clock("10:01", day=3)) == 0


def test_customer_service_fully_down_in_one_region_is_critical():
    assert (
        world.declared(systems=[(world.csm(), "full")], regions=["north"]).suggestion["grade"]
        == "I"
    )


def test_a_system_nobody_knows_is_major_at_most():
    assert world.declared(systems=[]).suggestion["grade"] == "II"


def test_of_an_unknown_system_what_the_reporter_s_department_runs_on_is_assumed(carl):
    unit = Department.objects.create(code="bi", name="Analysis")
    world.people()
    person = world.person("rita")
    person.department = unit
    person.save()
    world.process("weekly-figures", world.system("cube", "general"), department=unit)
    incident = world.declared(systems=[], regions=[], by=world.the("rita"))
    assert incident.suggestion["grade"] == "IV"


def test_a_worse_grade_is_told_to_who_commands_once(carl):
    incident = world.responding("III", systems=[(world.stock(), "full")], regions=["north"])
    assert told() == []
    assert look_now(at=clock("14:00")) == 1
    assert suggested(incident) == "II"
    assert told() == [("II", "carl")]
    later = impacts.open_impact(incident, process=world.process("x"), by=carl, at=clock("14:10"))
    impacts.drop_impact(incident, later, by=carl, at=clock("14:11"))
    assert told() == [("II", "carl")]


def test_a_worse_grade_that_was_confirmed_already_is_told_to_nobody(carl):
    incident = world.responding("I", systems=[(world.stock(), "full")], regions=["north"])
    look_now(at=clock("14:00"))
    assert suggested(incident) == "II"
    assert told() == []


def test_a_milder_one_only_shows(carl):
    incident = world.responding("I")
    rescue = incident.impacts.get()
    impacts.drop_impact(incident, rescue, by=carl, at=clock("10:10"))
    verbs.name_systems(
        Incident.objects.get(pk=incident.pk), systems=[(world.bi(), "full")], by=carl,
        at=clock("10:11"),
    )  # fmt: skip
    assert suggested(incident) == "IV"
    assert told() == []
    assert incident.grade.code == "I"


def test_a_loss_to_come_is_forecast_and_comes_true(carl):
    cheap = world.system("cheap", "general")
    world.process("cheap", cheap, rto_s=86400 * 3, curve={3600: "25000"})
    incident = world.declared(systems=[(cheap, "full")], regions=[])
    forecast = [(one["grade"], one["at"], one["reason"]["code"])
                for one in incident.suggestion["forecast"]]  # fmt: skip
    assert forecast == [
        ("III", clock("12:00").isoformat(), "loss"),
        ("II", clock("22:00").isoformat(), "loss"),
        ("I", clock("18:00", day=5).isoformat(), "loss"),
    ]
    impact = incident.impacts.get()
    impacts.change_impact(
        incident, impact, degradation_percent=Decimal(50), by=carl, at=clock("11:00")
    )
    incident.refresh_from_db()
    assert incident.suggestion["forecast"][0]["at"] == clock("13:00").isoformat()


def test_when_the_response_is_over_nothing_is_worked_out_any_more(carl):
    incident = world.reviewing("I")
    incident.refresh_from_db()
    look_now(at=clock("10:00", day=9))
    incident.refresh_from_db()
    assert incident.suggestion_next_at is None
    assert entries(incident) == []
