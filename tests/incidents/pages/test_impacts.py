"""The affected processes and the loss on the pages of an incident."""

from __future__ import annotations

from decimal import Decimal
from html import unescape

import pytest
import time_machine
from django.urls import reverse

from bia.models import Process
from incidents.models import Impact, Incident
from incidents.services import impacts
from tests import factories
from tests.incidents import world
from tests.incidents.world import clock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def half_past_ten():
    with time_machine.travel(clock("10:30"), tick=False):
        yield


@pytest.fixture
def incident():
    return world.declared(regions=["north", "south"])


@pytest.fixture
def rescue(incident):
    return incident.impacts.get()


@pytest.fixture
def carl(client):
    carl = world.people()["carl"]
    client.force_login(carl)
    return client


def url(name, incident, *more):
    return reverse(f"incidents:{name}", args=[incident.number, *more])


def room(client, incident):
    return shown(client.get(incident.get_absolute_url()))


def shown(answer):
    return " ".join(unescape(answer.content.decode()).split())


def test_the_room_shows_what_is_down_and_what_it_costs(carl, incident, rescue):
    page = room(carl, incident)
    assert "Road rescue" in page
    assert "Suspected" in page
    assert "CNY 23,333.33" in page
    assert "CNY 26,666.67" in page
    assert "An estimate by the BIA (v1)." in page


def test_unknown_is_a_word_not_0(carl):
    incident = world.declared(systems=[(world.csm(), "full")])
    page = room(carl, incident)
    assert "no loss curve in the BIA" in page
    assert "CNY 0" not in page


def test_beyond_the_horizon_is_said(carl, incident):
    with time_machine.travel(clock("11:00", day=3), tick=False):
        assert "Beyond the BIA's horizon" in room(carl, incident)


def test_a_suspected_process_is_confirmed_by_one_button(carl, incident, rescue):
    answer = carl.post(url("impact_confirm", incident, rescue.pk))
    assert (answer.status_code, answer.url) == (303, f"{incident.get_absolute_url()}#part-impacts")
    rescue.refresh_from_db()
    assert rescue.confirmed


def test_the_room_s_script_is_told_to_look(carl, incident, rescue):
    answer = carl.post(url("impact_confirm", incident, rescue.pk), headers={"hx-request": "true"})
    assert (answer.status_code, answer["HX-Trigger"]) == (204, "room:look")


def test_a_workaround_is_entered_late_from_its_own_page(carl, incident, rescue):
    address = url("impact_change", incident, rescue.pk)
    assert "80 % or more" in carl.get(address).content.decode()
    answer = carl.post(address, {
        "workaround_percent": "60", "degradation_percent": "100", "kind": "full",
        "version": rescue.version, "at": "2026-03-02T10:15", "key": "k1",
    })  # fmt: skip
    assert answer.status_code == 303
    rescue.refresh_from_db()
    assert rescue.workaround_started_at == clock("10:15")
    assert "RTO and MTD run on" in room(carl, incident)


def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(carl, incident, rescue):
    answer = carl.post(url("impact_change", incident, rescue.pk), {
        "workaround_percent": "60", "degradation_percent": "101", "kind": "full",
    })  # fmt: skip
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"degradation_percent"}
    assert 'value="60"' in answer.content.decode()


def test_a_faster_colleague_s_words_stand_beside_mine(carl, incident, rescue):
    impacts.change_impact(
        incident, rescue, workaround_percent=Decimal(30), by=world.the("dan"), at=clock("10:20")
    )
    answer = carl.post(url("impact_change", incident, rescue.pk), {
        "workaround_percent": "60", "degradation_percent": "100", "kind": "full", "version": "1",
    })  # fmt: skip
    assert answer.status_code == 409
    assert "30" in answer.content.decode()


def test_one_region_is_back(carl, incident, rescue):
    answer = carl.post(url("impact_end", incident, rescue.pk), {"region": "north"})
    assert answer.status_code == 303
    rescue.refresh_from_db()
    assert (list(rescue.ended_regions), rescue.end_at) == (["north"], None)


def test_a_process_is_added_and_taken_out(carl, incident):
    other = world.process("hotline")
    carl.post(url("impact_open", incident), {"process": other.pk, "degradation_percent": "50"})
    one = incident.impacts.get(process=other)
    assert (one.degradation_percent, one.start_at) == (50, clock("10:00"))
    carl.post(url("impact_drop", incident, one.pk), {"reason": "It works"})
    assert not incident.impacts.filter(process=other).exists()


def test_data_and_times_left_as_they_are_change_nothing(carl, incident, rescue):
    form = carl.get(url("impact_times", incident, rescue.pk)).content.decode()
    assert 'value="2026-03-02T10:00:00"' in form
    answer = carl.post(
        url("impact_times", incident, rescue.pk),
        {"start_at": "2026-03-02T10:00:00", "reason": "-", "version": rescue.version},
    )
    assert answer.status_code == 303
    assert not incident.timeline.filter(type="impact_changed").exists()
    carl.post(
        url("impact_data", incident, rescue.pk),
        {"last_good_data_at": "2026-03-02T09:57", "version": rescue.version},
    )
    rescue.refresh_from_db()
    assert rescue.achieved_rpo_s == 180


def test_a_bia_approved_meanwhile_is_offered_and_adopted_by_who_commands(client, incident, rescue):
    Process.objects.filter(pk=rescue.process_id).update(rto_s=1800)
    Impact.objects.filter(pk=rescue.pk).update(bia_version="v0")
    client.force_login(world.the("dan"))
    assert "A BIA was approved meanwhile: v1." in room(client, incident)
    assert client.post(url("impact_adopt", incident, rescue.pk)).status_code == 403
    client.force_login(world.the("mia"))
    assert "Let it count" in room(client, incident)
    assert client.post(url("impact_adopt", incident, rescue.pk)).status_code == 303
    rescue.refresh_from_db()
    assert rescue.rto_s == 1800


def test_other_incidents_on_the_process_are_named_unless_they_are_hidden(client, incident):
    second = world.declared(title="Radio down", at=clock("10:20"))
    client.force_login(factories.user("nina", "process_owner"))
    assert f">{second.number}</a>" in room(client, incident)
    Incident.objects.filter(pk=second.pk).update(
        confidentiality="restricted", declared_by=world.the("mia")
    )
    assert second.number not in room(client, incident)


def test_who_reads_only_sees_no_buttons_and_is_refused(client, incident, rescue):
    client.force_login(world.the("charlie"))
    page = room(client, incident)
    assert "Add a process" not in page
    for name in ("impact_change", "impact_end", "impact_drop", "impact_data", "impact_times"):
        assert client.get(url(name, incident, rescue.pk)).status_code == 403
    assert client.post(url("impact_confirm", incident, rescue.pk)).status_code == 403


def test_an_impact_of_another_incident_is_not_found(carl, incident):
    other = world.declared(title="Other", at=clock("10:20"))
    foreign = other.impacts.get()
    assert carl.get(url("impact_change", incident, foreign.pk)).status_code == 404


def test_after_the_closing_losses_are_held_against_the_curve(carl, incident, rescue):
    Impact.objects.update(end_at=clock("11:00"), actual_loss=Decimal(75_000))
    Incident.objects.update(status="closed", closed_at=clock("12:00"))
    assert "Compare with the loss curve of the BIA" in room(carl, incident)
    page = shown(carl.get(url("incident_calibration", incident)))
    assert "by a factor of 1.50" in page
    assert "CNY 75,000" in page
