"""Alerts over the API: declared once, joined, resolved, told apart, never twice."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from rest_framework.test import APIClient

from accounts.models import User
from followup.models import Notification
from incidents.models import Incident, IncidentEntry, MonitoringAlert, MonitoringSource
from incidents.services import incidents as verbs
from incidents.services.monitoring import create_source
from tests import factories
from tests.incidents import world
from tests.incidents.world import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def monitor(db: None) -> User:
    world.people()
    return factories.user("monitor", "service_account")


def source(user: User, **fields: Any) -> MonitoringSource:
    values: dict[str, Any] = {"code": "prom", "name": "Prometheus", "kind": "alertmanager"}
    by = world.the("dan")
    return create_source(user=user, by=by, at=factories.NOON, **(values | fields))


def alert(name: str = "a1", system: str = "dispatch", **changes: Any) -> dict[str, Any]:
    labels = {"alertname": "Down", "system": system}
    return {"status": "firing", "labels": labels, "fingerprint": name} | changes


def post(user: User, *alerts: dict[str, Any], at: datetime, group: str = "") -> dict[str, Any]:
    payload = {"version": "4", "groupKey": group, "alerts": list(alerts)}
    with time_machine.travel(at, tick=False):
        response = factories.api(user).post("/api/v1/monitoring/prom/", payload)
    assert response.status_code == 200, response.content
    return dict(response.json())


def over(name: str = "a1") -> dict[str, Any]:
    return alert(name, status="resolved")


def test_an_alert_declares_an_incident_on_its_system(monitor: User) -> None:
    source(monitor)
    world.dispatch()
    told = post(monitor, alert(startsAt="2026-03-02T10:00:00+08:00"), at=clock("10:04"))
    row = Incident.objects.get()
    assert (told["declared"], told["received"]) == ([row.number], 1)
    assert (row.origin, row.title, row.occurred_at) == ("monitoring", "Down", clock("10:00"))
    assert [one.code for one in row.systems.all()] == ["dispatch"]
    assert row.provisional_grade is not None


def test_the_same_alert_again_declares_nothing(monitor: User) -> None:
    source(monitor)
    world.dispatch()
    first = post(monitor, alert(), at=clock("10:04"))
    again = post(monitor, alert(), at=clock("10:05"))
    assert (again["declared"], again["joined"]) == ([], first["declared"])
    kept = MonitoringAlert.objects.get()
    assert (kept.count, kept.last_at) == (1, clock("10:05"))
    assert IncidentEntry.objects.filter(type="note").count() == 0


def test_alerts_of_one_group_are_one_incident(monitor: User) -> None:
    source(monitor)
    world.dispatch()
    world.csm()
    both = post(monitor, alert(), alert("a2", "csm"), at=clock("10:04"), group="g")
    later = post(monitor, alert("a3"), at=clock("10:06"), group="g")
    row = Incident.objects.get()
    assert (both["declared"], later["joined"]) == ([row.number], [row.number])
    assert {one.code for one in row.systems.all()} == {"dispatch", "csm"}
    assert row.alerts.count() == 3


def test_a_system_nobody_knows_falls_back_on_the_sources_own(monitor: User) -> None:
    source(monitor, default_systems=[world.dispatch()])
    post(monitor, alert(system="db77"), at=clock("10:04"))
    assert [one.code for one in Incident.objects.get().systems.all()] == ["dispatch"]


def test_without_any_system_it_is_not_known_yet(monitor: User) -> None:
    source(monitor)
    post(monitor, alert(system="db77"), at=clock("10:04"))
    assert Incident.objects.get().system_unknown


def test_names_are_translated_by_the_mapping(monitor: User) -> None:
    world.dispatch()
    source(monitor, mapping={"systems": {"db01": "dispatch"}})
    post(monitor, alert(system="db01"), at=clock("10:04"))
    assert [one.code for one in Incident.objects.get().systems.all()] == ["dispatch"]


def test_what_is_resolved_is_written_down(monitor: User) -> None:
    source(monitor)
    told = post(monitor, alert(), at=clock("10:04"))
    resolved = post(monitor, over(), at=clock("10:09"))
    row = Incident.objects.get()
    assert (resolved["resolved"], row.status) == (told["declared"], "reported")
    note = row.timeline.get(type="note")
    assert note.payload == {"monitoring": "prom", "event": "alert_resolved", "alert": "a1"}


def test_what_nobody_took_in_hand_is_stood_down(monitor: User) -> None:
    source(monitor, when_resolved="cancel")
    told = post(monitor, alert(), alert("a2"), at=clock("10:04"), group="g")
    post(monitor, over(), at=clock("10:09"), group="g")
    assert Incident.objects.get().status == "reported"
    done = post(monitor, over("a2"), at=clock("10:10"), group="g")
    assert (done["cancelled"], Incident.objects.get().status) == (told["declared"], "cancelled")


def test_what_somebody_took_in_hand_goes_on(monitor: User) -> None:
    source(monitor, when_resolved="cancel")
    post(monitor, alert(), at=clock("10:04"))
    verbs.acknowledge(Incident.objects.get(), by=world.the("carl"), at=clock("10:05"))
    done = post(monitor, over(), at=clock("10:10"))
    assert (done["cancelled"], Incident.objects.get().status) == ([], "assessing")


def test_the_recovery_is_proposed(monitor: User) -> None:
    source(monitor, when_resolved="restore")
    post(monitor, alert(), at=clock("10:04"))
    post(monitor, over(), at=clock("10:10"))
    row = Incident.objects.get()
    events = [one.payload["event"] for one in row.timeline.filter(type="note")]
    assert (row.status, events) == ("reported", ["alert_resolved", "all_resolved"])


def test_the_commander_hears_that_it_may_be_over(monitor: User) -> None:
    source(monitor, when_resolved="restore")
    post(monitor, alert(), at=clock("10:04"))
    row = Incident.objects.get()
    verbs.acknowledge(row, by=world.the("carl"), at=clock("10:05"))
    post(monitor, over(), at=clock("10:10"))
    told = Notification.objects.filter(kind="incident.recovery_proposed")
    assert {one.person.user.username for one in told} == {"carl"}


def test_a_flapping_alert_stands_nothing_down_any_more(monitor: User) -> None:
    source(monitor, when_resolved="cancel")
    at = clock("10:00")
    for n in range(3):
        post(monitor, alert(), at=at + timedelta(minutes=10 * n))
        post(monitor, over(), at=at + timedelta(minutes=10 * n + 5))
    statuses = Incident.objects.order_by("id").values_list("status", flat=True)
    assert list(statuses) == ["cancelled", "cancelled", "reported"]
    assert MonitoringAlert.objects.get().count == 3


def test_after_an_hour_of_rest_it_counts_anew(monitor: User) -> None:
    source(monitor, when_resolved="cancel")
    for minutes in (0, 10, 120):
        at = clock("10:00") + timedelta(minutes=minutes)
        post(monitor, alert(), at=at)
        post(monitor, over(), at=at + timedelta(minutes=5))
    assert MonitoringAlert.objects.get().count == 1
    assert set(Incident.objects.values_list("status", flat=True)) == {"cancelled"}


def test_what_is_over_and_unknown_is_ignored(monitor: User) -> None:
    source(monitor)
    assert post(monitor, over(), at=clock("10:04"))["ignored"] == 1
    assert not Incident.objects.exists()


def test_many_new_groups_at_once_are_one_trouble(monitor: User) -> None:
    source(monitor)
    world.dispatch()
    told = post(monitor, *(alert(f"a{n}") for n in range(25)), at=clock("10:04"))
    assert (len(told["declared"]), MonitoringAlert.objects.count()) == (1, 25)
    assert Incident.objects.get().title == "Down (and 24 more)"


def test_only_the_sources_user_posts(monitor: User) -> None:
    row = source(monitor)
    for who in ("mia", "dan", "charlie", "carl"):
        response = factories.api(world.the(who)).post(f"/api/v1/monitoring/{row.code}/", {})
        assert response.status_code == 403, who
    assert APIClient().post(f"/api/v1/monitoring/{row.code}/", {}).status_code == 401


def test_a_source_that_is_switched_off_refuses(monitor: User) -> None:
    source(monitor, is_active=False)
    response = factories.api(monitor).post("/api/v1/monitoring/prom/", {"alerts": []})
    assert (response.status_code, response.json()["errors"][0]["code"]) == (409, "inactive")


@pytest.mark.parametrize("body", ["[]", "{}", '{"alerts": 1}', '{"alerts": [1]}', "null", "3"])
def test_nonsense_is_refused(monitor: User, body: str) -> None:
    source(monitor)
    client = factories.api(monitor)
    response = client.generic("POST", "/api/v1/monitoring/prom/", body, "application/json")
    assert (response.status_code, Incident.objects.exists()) == (400, False)


def test_hostile_texts_do_no_harm(monitor: User) -> None:
    source(monitor)
    nasty = "x\x00\ud800<script>" * 300
    labels = {"alertname": nasty, "system": nasty}
    one = alert(labels=labels, fingerprint=nasty, annotations={"description": nasty})
    # ASCII with escapes, as another language's JSON would write half a pair.
    body = json.dumps({"groupKey": nasty, "alerts": [one]})
    client = factories.api(monitor)
    response = client.generic("POST", "/api/v1/monitoring/prom/", body, "application/json")
    assert (response.status_code, len(response.json()["declared"])) == (200, 1)


def test_a_user_who_may_not_declare_is_no_service_user(monitor: User) -> None:
    body = {"name": "X", "kind": "alertmanager", "user": "charlie"}
    response = factories.api(world.the("dan")).post("/api/v1/monitoring-sources/", body)
    told = response.json()["errors"][0]
    assert (response.status_code, told["code"], told["attr"]) == (400, "may_not_report", "user")
