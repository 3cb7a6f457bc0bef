"""REAL EVENT on the screen: the banner over everything of a drill, two taps, and the way back."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
import time_machine
from django.test import Client

from drills.jobs.look import look_now
from drills.models import Drill
from drills.services import drills as verbs
from drills.services.real_event import real_event
from followup.models import Notification
from incidents.models import Incident
from incidents.services import incidents
from tests.drills import world
from tests.drills.world import clock, the

pytestmark = pytest.mark.django_db


def client_of(name: str) -> Client:
    client = Client()
    client.force_login(the(name))
    return client


def page(name: str, address: str, at: datetime) -> str:
    with time_machine.travel(at, tick=False):
        return client_of(name).get(address).content.decode()


def banner(html: str) -> str:
    found = re.search(r'<div class="drill-banner.*?</div>\s*</div>', html, re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found.group())) if found else ""


def test_two_taps_and_nothing_to_fill_in() -> None:
    row = world.running_drill("functional")
    address = f"/drills/{row.code}/real-event/"
    with time_machine.travel(clock("10:07"), tick=False):
        olga = client_of("olga")
        first = olga.get(address)
        second = olga.post(address, {"same_systems": "on"})
    incident = Incident.objects.real().get()
    assert (first.status_code, second.status_code) == (200, 302)
    assert second["Location"] == incident.get_absolute_url()
    assert [one.code for one in incident.systems.all()] == ["dispatch"]
    assert client_of("carl").get(address)["Location"] == incident.get_absolute_url()


@pytest.mark.slow
def test_something_else_may_have_happened() -> None:
    row = world.running_drill("functional")
    with time_machine.travel(clock("10:07"), tick=False):
        client_of("carl").post(f"/drills/{row.code}/real-event/", {"title": "Smoke in hall 2"})
    incident = Incident.objects.real().get()
    assert (incident.title, incident.system_unknown) == ("Smoke in hall 2", True)


@pytest.mark.slow
def test_who_takes_no_part_finds_no_button() -> None:
    row = world.running_drill("functional")
    assert client_of("charlie").get(f"/drills/{row.code}/real-event/").status_code == 403
    assert row.incident is not None
    html = page("charlie", row.incident.get_absolute_url(), clock("10:05"))
    assert row.code in banner(html)
    assert "REAL EVENT" not in banner(html)


def test_war_room_and_card_carry_the_banner_and_the_button() -> None:
    row = world.running_drill("functional")
    assert row.incident is not None
    room = row.incident.get_absolute_url()
    for address in (room, f"{room}card/"):
        words = banner(page("carl", address, clock("10:05")))
        assert f"[DRILL 演练] {row.code}" in words
        assert "REAL EVENT" in words
    verbs.pause(row, reason="Coffee", by=the("cora"), at=clock("10:05"))
    assert "Paused" in banner(page("carl", room, clock("10:06")))
    assert "Coffee" in banner(page("carl", room, clock("10:06")))


@pytest.mark.slow
def test_a_real_incident_carries_none() -> None:
    world.people()
    real = incidents.declare(title="Real", systems=[], by=the("rita"), at=clock("10:01"))
    assert banner(page("carl", real.get_absolute_url(), clock("10:05"))) == ""


@pytest.mark.slow
def test_by_mistake() -> None:
    row = world.running_drill("functional")
    real_event(row, by=the("olga"), at=clock("10:07"))
    address = f"/drills/{row.code}/real-event/mistaken/"
    with time_machine.travel(clock("10:08"), tick=False):
        olga = client_of("olga")
        assert "This field is required" in olga.post(address, {"reason": ""}).content.decode()
        answer = olga.post(address, {"reason": "Wrong button"})
    assert answer["Location"] == row.get_absolute_url()
    assert Incident.objects.real().get().status == "cancelled"


def test_who_controls_hears_at_once_of_an_emergency_on_the_same_systems() -> None:
    row = world.running_drill("functional")
    real = incidents.declare(
        title="Dispatch is down", systems=[(world.system(), "full")], by=the("rita"),
        at=clock("10:10"), occurred_at=clock("10:09"),
    )  # fmt: skip
    told = Notification.objects.filter(kind="drill.real_incident", channel="in_app")
    assert set(told.values_list("user__username", "exercise")) == {("cora", False)}
    look_now(at=clock("10:11"))
    look_now(at=clock("10:12"))
    entries = row.timeline.filter(type="real_incident")
    assert [one.payload["incident"] for one in entries] == [real.number]
    assert told.count() == 1


@pytest.mark.slow
def test_of_another_system_or_a_small_one_nobody_hears() -> None:
    world.running_drill("functional")
    incidents.declare(
        title="Stock is slow", systems=[(world.incidents.stock(), "full")], by=the("rita"),
        at=clock("10:10"),
    )  # fmt: skip
    look_now(at=clock("10:11"))
    assert not Notification.objects.filter(kind="drill.real_incident").exists()
    assert Drill.objects.get().status == "running"


@pytest.mark.slow
def test_their_pages_ask_them_to_decide() -> None:
    row = world.running_drill("functional")
    real = incidents.declare(
        title="Dispatch is down", systems=[(world.system(), "full")], by=the("rita"),
        at=clock("10:10"), occurred_at=clock("10:09"),
    )  # fmt: skip
    words = "A real emergency on what is drilled here"
    for address in (f"/drills/{row.code}/", f"/drills/{row.code}/run/"):
        html = page("cora", address, clock("10:11"))
        assert (words in html, real.number in html) == (True, True)
        assert words not in page("carl", address, clock("10:11"))


def test_one_that_was_declared_already_is_joined_and_let_go_of() -> None:
    row = world.running_drill("functional")
    real = incidents.declare(
        title="Dispatch is down", systems=[(world.system(), "full")], by=the("rita"),
        at=clock("10:10"), occurred_at=clock("10:09"),
    )  # fmt: skip
    address = f"/drills/{row.code}/real-event/"
    with time_machine.travel(clock("10:12"), tick=False):
        cora = client_of("cora")
        assert "Is it one of these?" in cora.get(address).content.decode()
        answer = cora.post(address, {"known": real.number, "same_systems": "on"})
    assert answer["Location"] == real.get_absolute_url()
    assert Incident.objects.real().count() == 1
    assert Drill.objects.get().real_incident == real
    with time_machine.travel(clock("10:13"), tick=False):
        cora.post(f"{address}mistaken/", {"reason": "Another site"})
    real.refresh_from_db()
    assert (real.status, Drill.objects.get().real_incident) == ("reported", None)
    assert Drill.objects.get().status == "interrupted"
