"""A real event in the middle of a drill (E24, DRL-13)."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from drills.models import Drill, Inject, Pause
from drills.services import drills as verbs
from drills.services.real_event import about, mistaken, real_event
from followup.models import Clock, Notification
from followup.services.wording import DRILL, REAL, marker_of
from incidents.models import Incident
from lib.errors import GuardsUnmet, Refused
from tests.drills import world
from tests.drills.world import clock, the

pytestmark = pytest.mark.django_db


def interrupted(type: str = "functional", by: str = "olga") -> tuple[Drill, Incident]:
    row = world.running_drill(type)
    incident = real_event(row, by=the(by), at=clock("10:07"))
    return Drill.objects.get(pk=row.pk), incident


def test_an_observer_stops_everything_in_one_go() -> None:
    row = world.running_drill("functional")
    waiting = Notification.objects.filter(exercise=True, state="pending")
    assert waiting.exists()
    incident = real_event(row, by=the("olga"), at=clock("10:07"))
    row = Drill.objects.get(pk=row.pk)
    assert (row.status, row.real_incident) == ("interrupted", incident)
    assert list(Pause.objects.values_list("began_at", "ended_at", "real_event")) == [
        (clock("10:07"), None, True)
    ]
    assert not Inject.objects.filter(script__drill=row, due_at__isnull=False).exists()
    ours = Clock.objects.filter(exercise=True)
    assert set(ours.values_list("state", flat=True)) == {"paused"}
    assert not waiting.exists()
    assert set(
        Notification.objects.filter(exercise=True, state="suppressed").values_list(
            "reason", flat=True
        )
    ) == {"real_event"}


def test_the_real_incident_has_its_systems_and_roles_and_none_of_its_times() -> None:
    _row, incident = interrupted()
    assert (incident.mode, incident.drill_code, incident.origin) == ("real", "", "manual")
    assert [one.code for one in incident.systems.all()] == ["dispatch"]
    assert list(incident.impacts.values_list("process__code", flat=True)) == ["road-rescue"]
    held = incident.assignments.values_list("role", "person__code").order_by("id")
    assert list(held) == [("commander", "carl"), ("technical_lead", "iris")]
    assert (incident.detected_at, incident.declared_at) == (clock("10:07"), clock("10:07"))
    assert (incident.occurred_at, incident.occurred_precision) == (clock("10:07"), "estimated")
    assert (incident.acknowledged_at, incident.assessed_at) == (None, None)
    kinds = list(incident.timeline.values_list("type", flat=True))
    assert "from_drill" in kinds
    assert not {"drill_paused", "drill_to_real"} & set(kinds)
    running = Clock.objects.filter(subject_code=incident.number, exercise=False)
    assert set(running.values_list("state", flat=True)) == {"running"}


def test_everybody_is_told_to_stop_and_that_it_is_real() -> None:
    interrupted()
    rows = Notification.objects.filter(kind="drill.real_event", channel="in_app")
    assert set(rows.values_list("user__username", flat=True)) == {
        "cora", "eva", "carl", "iris", "olga"
    }  # fmt: skip
    assert set(rows.values_list("urgent", "held_in_quiet_hours", "exercise")) == {
        (True, False, False)
    }
    assert (marker_of(False), marker_of(True)) == (REAL, DRILL)


def test_two_who_press_make_one_incident() -> None:
    row, incident = interrupted()
    assert real_event(row, by=the("carl"), at=clock("10:08")) == incident
    assert Incident.objects.real().count() == 1


@pytest.mark.slow
def test_who_takes_no_part_cannot_stop_it() -> None:
    row = world.running_drill("functional")
    with pytest.raises(PermissionDenied):
        real_event(row, by=the("charlie"), at=clock("10:07"))


@pytest.mark.slow
def test_a_drill_that_does_not_run_has_nothing_to_stop() -> None:
    row = world.ready_drill("functional")
    with pytest.raises(GuardsUnmet):
        real_event(row, by=the("cora"), at=clock("10:07"))


@pytest.mark.slow
def test_a_tabletop_hands_over_the_roles_of_its_players() -> None:
    row, incident = interrupted("tabletop", by="eva")
    assert row.incident is None
    assert list(incident.assignments.values_list("role", flat=True).order_by("id")) == [
        "commander", "technical_lead"
    ]  # fmt: skip
    assert incident.system_unknown


@pytest.mark.slow
def test_in_a_pause_too() -> None:
    row = world.running_drill("functional")
    verbs.pause(row, reason="Coffee", by=the("cora"), at=clock("10:05"))
    real_event(row, by=the("cora"), at=clock("10:07"))
    assert list(Pause.objects.values_list("ended_at", "real_event")) == [
        (clock("10:07"), False), (None, True)
    ]  # fmt: skip
    assert Drill.objects.get().script_time_s(clock("10:30")) == 300


def test_pressed_by_mistake_it_is_a_false_alarm_and_goes_on() -> None:
    row, incident = interrupted()
    with pytest.raises(GuardsUnmet):
        verbs.resume(row, by=the("cora"), at=clock("10:08"))
    with pytest.raises(Refused):
        mistaken(row, reason="", by=the("olga"), at=clock("10:08"))
    mistaken(row, reason="Wrong button", by=the("olga"), at=clock("10:08"))
    incident.refresh_from_db()
    assert incident.status == "cancelled"
    row = verbs.resume(row, by=the("cora"), at=clock("10:17"))
    assert (row.status, row.paused_s) == ("running", 600)
    assert Inject.objects.get(script__drill=row, key="2").due_at == clock("10:20")
    assert Clock.objects.get(kind="impact_rto", exercise=True).due_at == clock("10:25")


def test_after_a_false_alarm_the_next_one_is_declared() -> None:
    row, first = interrupted("tabletop")
    mistaken(row, reason="Wrong button", by=the("olga"), at=clock("10:08"))
    second = real_event(row, by=the("carl"), at=clock("10:09"))
    assert (second != first, second.is_open) == (True, True)
    assert Drill.objects.get(pk=row.pk).real_incident == second
    told = Notification.objects.filter(kind="drill.real_event", subject_code=second.number)
    assert told.exists()
    assert Pause.objects.count() == 1


def test_pressed_for_an_earlier_minute_no_minute_is_paused_twice() -> None:
    row = world.running_drill("tabletop")
    verbs.pause(row, reason="Coffee", by=the("cora"), at=clock("10:05"))
    verbs.resume(row, by=the("cora"), at=clock("10:10"))
    real_event(row, by=the("olga"), at=clock("10:07"), recorded_at=clock("10:20"))
    assert list(Pause.objects.values_list("began_at", "ended_at")) == [
        (clock("10:05"), clock("10:10")), (clock("10:10"), None)
    ]  # fmt: skip


def test_of_a_restricted_one_only_the_number_is_told() -> None:
    secret = Incident(number="INC-2026-0001", title="Fraud", confidentiality="restricted")
    assert about(secret).title == "INC-2026-0001"


@pytest.mark.slow
def test_a_real_event_is_taken_back_by_the_rules_of_real_ones() -> None:
    """Later than two minutes a player cannot: controllers have no right in real incidents."""
    row, incident = interrupted()
    with pytest.raises(PermissionDenied):
        mistaken(row, reason="Wrong button", by=the("cora"), at=clock("10:30"))
    incident.refresh_from_db()
    assert (incident.status, Drill.objects.get().status) == ("reported", "interrupted")


@pytest.mark.slow
def test_a_drill_that_was_broken_off_is_evaluated_as_far_as_it_came() -> None:
    row, incident = interrupted()
    row = verbs.end(row, by=the("cora"), at=clock("10:20"))
    assert (row.status, row.ended_early) == ("debrief", True)
    assert row.incident is not None
    assert Incident.objects.get(pk=row.incident_id).status == "closed"
    assert Incident.objects.get(pk=incident.pk).is_open
