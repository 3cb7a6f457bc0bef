"""Naming the failed system after a declaration that knew none (E30)."""

from __future__ import annotations

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from incidents.models import Incident, IncidentEntry
from tests.incidents.world import clock, csm, declared, dispatch, responding, the

pytestmark = pytest.mark.django_db


@pytest.fixture
def carl(client: Client) -> Client:
    client.force_login(the("carl"))
    return client


def systems_url(incident: Incident) -> str:
    return reverse("incidents:incident_systems", args=[incident.number])


def failed(incident: Incident) -> list[tuple[str, str]]:
    rows = incident.failed_systems.order_by("system__code")
    return list(rows.values_list("system__code", "extent"))


def post(client: Client, incident: Incident, **data: object) -> int:
    with time_machine.travel(clock("10:20"), tick=False):
        return client.post(systems_url(incident), data).status_code


def test_the_system_is_named_after_an_unknown_start(carl: Client) -> None:
    dispatch(), csm()
    incident = declared(systems=[])

    status = post(carl, incident, systems=["dispatch"], partly=["csm"], regions=["all"])

    incident.refresh_from_db()
    assert (status, incident.system_unknown, failed(incident)) == (
        303,
        False,
        [("csm", "partial"), ("dispatch", "full")],
    )
    assert incident.suggestion["grade"] == "I"
    assert IncidentEntry.objects.filter(incident=incident, type="systems_changed").count() == 1


def test_none_at_all_is_told_at_the_field(carl: Client) -> None:
    assert post(carl, declared(systems=[]), systems=[]) == 422


def test_a_system_is_not_both_fully_and_partly_down(carl: Client) -> None:
    dispatch()
    incident = declared(systems=[])
    assert post(carl, incident, systems=["dispatch"], partly=["dispatch"]) == 422
    assert failed(incident) == []


def test_a_confirmed_impact_keeps_its_system(carl: Client) -> None:
    incident = responding()
    incident.impacts.update(confirmed=True)
    csm()
    assert post(carl, incident, systems=["csm"]) == 409
    assert failed(incident) == [("dispatch", "full")]


@pytest.mark.parametrize("page", ["incident_detail", "incident_grade"])
def test_room_and_grade_lead_there(carl: Client, page: str) -> None:
    incident = declared(systems=[])
    text = carl.get(reverse(f"incidents:{page}", args=[incident.number])).content.decode()
    assert systems_url(incident) in text


def test_who_only_reads_may_not(client: Client) -> None:
    incident = declared(systems=[])
    client.force_login(the("charlie"))
    assert client.get(systems_url(incident)).status_code == 403
    room = client.get(incident.get_absolute_url()).content.decode()
    assert systems_url(incident) not in room
