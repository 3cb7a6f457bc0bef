"""What incidents show of the BIA: it is missing, or its curve is off; offered, never changed."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bia.finding_rules import rule_of
from incidents.models import Impact, Incident
from incidents.services.calibrating import calibration_of, calibrations_of
from tests.incidents import world
from tests.incidents.world import clock

pytestmark = pytest.mark.django_db


def raised(code):
    rule = rule_of(code)
    return [(one.node, one.severity, rule.words(one.params, str)) for one in rule.check(world=None)]


def closed(incident, actual, *, end="11:00", **steps):
    Impact.objects.filter(incident=incident).update(
        end_at=clock(end), actual_loss=Decimal(actual), **steps
    )
    Incident.objects.filter(pk=incident.pk).update(status="closed", closed_at=clock("15:00"))


def test_a_process_without_a_bia_is_found_once_an_incident_hit_it():
    bare = world.system("bare", "important")
    world.process("bare", bare, critical=True)
    assert raised("incident_without_bia") == []
    world.declared(systems=[(bare, "full")])
    assert raised("incident_without_bia") == [
        (
            "process:bare",
            "high",
            "1 incident held the process down, and no approved BIA describes it. So no recovery"
            " time ran, and what it cost was unknown.",
        )
    ]


def test_drills_and_false_alarms_find_nothing():
    bare = world.system("bare", "important")
    world.process("bare", bare)
    world.declared(systems=[(bare, "full")], mode="drill", drill_code="DRL-1")
    alarm = world.declared(systems=[(bare, "full")])
    Incident.objects.filter(pk=alarm.pk).update(status="cancelled")
    assert raised("incident_without_bia") == []


def test_a_curve_that_is_off_is_offered_with_its_factor():
    incident = world.declared()
    closed(incident, "75000")
    [found] = calibrations_of(incident)
    assert found.result.factor == Decimal("1.5")
    [(node, severity, words)] = raised("loss_curve_off")
    assert (node, severity) == ("process:road-rescue", "medium")
    assert words == (
        "Observed outages: 1. The curve said 50,000, 75,000 were lost: the curve is too low, by a"
        " factor of 1.50."
    )


def test_a_curve_that_fits_is_left_alone():
    closed(world.declared(), "52000")
    assert raised("loss_curve_off") == []


def test_an_outage_that_was_bridged_is_scaled_to_a_full_one():
    incident = world.declared()
    steps = [
        {"at": clock("10:00").isoformat(), "degradation": "100", "workaround": "0"},
        {"at": clock("10:15").isoformat(), "degradation": "100", "workaround": "60"},
    ]
    closed(incident, "50577.78", end="10:58", steps=steps)
    [outage] = calibration_of(incident.impacts.get().process).outages
    assert outage.estimate == Decimal("25288.89")
    assert outage.as_full == Decimal("96444.45")


def test_before_it_is_closed_nothing_is_compared():
    incident = world.declared()
    Impact.objects.update(end_at=clock("11:00"), actual_loss=Decimal(1))
    assert [one.result for one in calibrations_of(incident)] == [None]
