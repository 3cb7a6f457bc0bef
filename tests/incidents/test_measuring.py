"""What an incident proved of recovery, and what follows when it is corrected."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bia.models import Measurement
from incidents.models import Incident, IncidentSettings
from incidents.services import impacts, measuring
from incidents.services.step import locked
from tests.incidents import world
from tests.incidents.world import clock

pytestmark = pytest.mark.django_db


def measured(**found):
    rows = Measurement.objects.filter(**found).order_by("id")
    return [(one.kind, one.value_s, one.target_s, one.confidence) for one in rows]


@pytest.fixture
def carl():
    return world.people()["carl"]


def over(incident, carl, *, good="09:57"):
    """The rescue of scenario A: back at 10:58, data whole until 09:57."""
    rescue = incident.impacts.get()
    if good:
        impacts.set_last_good_data(
            incident, rescue, last_good_data_at=clock(good), by=carl, at=clock("10:50")
        )
    impacts.end_impact(incident, rescue, by=carl, at=clock("10:58"))
    return rescue


def write(incident, at="12:00"):
    row = locked(incident)
    return measuring.write_measurements(row, clock(at), world.the("mia"))


def test_scenario_a_missed_its_rto_and_met_its_rpo(carl):
    incident = world.declared()
    rescue = over(incident, carl)
    assert len(write(incident)) == 2
    assert measured(process=rescue.process) == [
        ("rto", 3480, 900, "measured"),
        ("rpo", 180, 300, "measured"),
    ]
    rescue.refresh_from_db()
    assert (rescue.achieved_rto_s, rescue.achieved_rpo_s) == (3480, 180)
    assert rescue.estimated_loss == Decimal("48222.22")
    assert write(incident) == []


def test_what_nobody_said_is_not_measured(carl):
    incident = world.declared()
    over(incident, carl, good="")
    write(incident)
    assert measured() == [("rto", 3480, 900, "measured")]


def test_a_beginning_nobody_saw_is_only_estimated(carl):
    incident = world.declared(occurred_at=None, detected_at=clock("10:02"))
    over(incident, carl)
    write(incident)
    assert [(kind, sure) for kind, _value, _target, sure in measured()] == [
        ("rto", "estimated"),
        ("rpo", "estimated"),
    ]


def test_drills_and_planned_maintenance_prove_nothing_here(carl):
    drill = world.declared(mode="drill", drill_code="DRL-1")
    planned = world.declared(title="Planned", planned_maintenance=True)
    for one in (drill, planned):
        over(one, carl)
        assert write(one) == []
    assert measured() == []


def test_where_a_workaround_counts_the_rto_ends_with_the_minimum_capacity(carl):
    IncidentSettings.objects.update_or_create(pk=1, defaults={"workaround_counts": True})
    incident = world.declared()
    rescue = incident.impacts.get()
    impacts.change_impact(incident, rescue, workaround_percent=60, by=carl, at=clock("10:10"))
    impacts.change_impact(incident, rescue, workaround_percent=80, by=carl, at=clock("10:14"))
    over(incident, carl)
    write(incident)
    assert measured(kind="rto") == [("rto", 840, 900, "measured")]


def test_a_corrected_instant_gives_a_better_measurement_beside_the_first(carl):
    incident = world.declared()
    rescue = over(incident, carl)
    [first, _rpo] = write(incident)
    Incident.objects.filter(pk=incident.pk).update(status="closed", closed_at=clock("12:00"))
    impacts.correct_impact(
        incident, rescue, end_at=clock("10:53"), reason="The log says 10:53",
        by=world.the("celia"), at=clock("13:00"),
    )  # fmt: skip
    assert measured(kind="rto") == [
        ("rto", 3480, 900, "measured"),
        ("rto", 3180, 900, "measured"),
    ]
    assert first in Measurement.objects.filter(kind="rto").last().note
    last = rescue.measured.last()
    assert last.superseded_because == "The log says 10:53"
    found = measuring.current_measurements([rescue])[rescue.pk]
    assert (found["rto"].measurement.value_s, found["rpo"].measurement.value_s) == (3180, 180)


def test_a_correction_that_changes_nothing_measures_nothing(carl):
    incident = world.declared()
    over(incident, carl)
    write(incident)
    row = locked(incident)
    assert measuring.supersede(row, clock("13:00"), reason="looked again") == []


def test_every_interval_is_measured_for_itself(carl):
    incident = world.declared()
    over(incident, carl)
    write(incident)
    [again] = impacts.reopen_impacts(locked(incident), at=clock("14:00"), by=carl)
    impacts.end_impact(incident, again, by=carl, at=clock("14:10"))
    write(incident, "15:00")
    assert [value for _kind, value, _target, _sure in measured(kind="rto")] == [3480, 600]
