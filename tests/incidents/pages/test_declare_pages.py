"""Declaring in three fields: what is shown first, what happens once, what is refused in words."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from incidents.models import Incident, IncidentEntry
from tests.incidents import world

pytestmark = pytest.mark.django_db

PAGE = "/incidents/declare/"


@pytest.fixture
def rita(client: Client) -> Client:
    client.force_login(world.the("rita"))
    return client


def said(**fields: Any) -> dict[str, Any]:
    return {"title": "Dispatch is silent", "systems": ["dispatch"], "key": "k1"} | fields


def test_three_fields_are_enough_and_the_next_screen_gives_the_grade_with_reasons(
    rita: Client,
) -> None:
    world.dispatch()
    answer = rita.post(PAGE, {"title": "Dispatch is silent", "systems": ["dispatch"]})
    row = Incident.objects.get()
    assert answer.status_code == 302
    assert answer["Location"] == f"/incidents/{row.number}/declared/"
    assert (row.title, row.occurred_precision, row.status) == (
        "Dispatch is silent", "estimated", "reported",
    )  # fmt: skip
    page = rita.get(answer["Location"]).content.decode()
    assert row.number in page
    assert "Road rescue" in page


def test_the_menu_leads_to_a_page_with_three_fields_and_the_rest_folded(rita: Client) -> None:
    world.dispatch()
    page = rita.get(PAGE).content.decode()
    shown, folded = page.split('<details class="declare-more">')
    assert [name in shown for name in ('name="title"', 'name="systems"', 'name="occurred_at"')] == [
        True, True, True,
    ]  # fmt: skip
    assert 'name="summary"' in folded.split("</details>")[0]


def test_unknown_stands_for_a_system(rita: Client) -> None:
    rita.post(PAGE, {"title": "Everything is slow", "unknown": "on"})
    assert Incident.objects.get().system_unknown is True


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"title": "", "systems": ["dispatch"]}, "This field is required."),
        ({"title": "x"}, "Choose a system, or tick that you do not know which."),
        (
            {"title": "x", "systems": ["dispatch"], "unknown": "on"},
            "Either choose systems, or tick that you do not know which.",
        ),
        ({"title": "x", "systems": ["nothing"]}, "There is no “nothing”."),
        (
            {"title": "x", "systems": ["dispatch"], "occurred_at": "2999-01-01T10:00"},
            "This lies in the future.",
        ),
    ],
    ids=["title", "no-system", "both", "wrong-system", "future"],
)
def test_what_is_missing_is_said_and_nothing_is_declared(
    rita: Client, fields: dict[str, Any], words: str
) -> None:
    world.dispatch()
    answer = rita.post(PAGE, fields)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert Incident.objects.count() == 0


def test_a_double_tap_declares_one_incident(rita: Client) -> None:
    """CON-3: the second answer leads to what the first one made."""
    world.dispatch()
    first = rita.post(PAGE, said())
    again = rita.post(PAGE, said(choice="separate"))
    same = rita.post(PAGE, said(choice="separate"))
    assert Incident.objects.count() == 2
    assert again["Location"] == same["Location"] != first["Location"]


def test_the_queue_of_a_phone_may_add_when_it_was_meant(rita: Client) -> None:
    world.stock()
    rita.post(PAGE, said(systems=["stock"]))
    rita.post(PAGE, said(systems=["stock"], at="2026-03-02T02:04:00Z"))
    assert Incident.objects.count() == 1


def test_an_open_incident_on_the_system_is_shown_first(rita: Client) -> None:
    """CON-5: join, link as related, or declare separately."""
    there = world.declared()
    answer = rita.post(PAGE, said())
    assert answer.status_code == 409
    page = answer.content.decode()
    assert [words in page for words in (there.number, "join it", "link the two", "separately")] == [
        True, True, True, True,
    ]  # fmt: skip
    assert Incident.objects.count() == 1


def test_joining_declares_nothing_and_leads_to_what_is_there(rita: Client) -> None:
    there = world.declared()
    answer = rita.post(PAGE, said(choice=f"join:{there.number}"))
    assert answer["Location"] == f"/incidents/{there.number}/"
    assert Incident.objects.count() == 1


def test_what_a_responder_typed_when_joining_becomes_an_entry(client: Client) -> None:
    there = world.declared()
    client.force_login(world.the("dan"))
    client.post(PAGE, said(choice=f"join:{there.number}"))
    notes = IncidentEntry.objects.filter(incident=there, type="note")
    assert [one.text for one in notes] == ["Dispatch is silent"]


def test_a_second_one_is_declared_and_linked(client: Client) -> None:
    there = world.declared()
    client.force_login(world.the("dan"))
    client.post(PAGE, said(choice=f"relate:{there.number}"))
    new = Incident.objects.exclude(pk=there.pk).get()
    assert list(new.related.all()) == [there]


def test_who_may_not_link_says_so_in_words(rita: Client) -> None:
    there = world.declared()
    rita.post(PAGE, said(choice=f"relate:{there.number}"))
    new = Incident.objects.exclude(pk=there.pk).get()
    assert new.summary == f"Said to belong to {there.number}."


def test_a_number_that_is_not_among_the_open_ones_asks_again(rita: Client) -> None:
    world.declared()
    assert rita.post(PAGE, said(choice="join:INC-1999-0001")).status_code == 409
    assert Incident.objects.count() == 1


def test_what_a_system_page_names_is_filled_in(rita: Client) -> None:
    world.dispatch()
    page = rita.get(f"{PAGE}?system=dispatch").content.decode()
    assert 'value="dispatch"' in page
    assert "checked" in page.split('value="dispatch"')[1].split(">")[0]


def test_readers_may_not_declare(client: Client) -> None:
    client.force_login(world.the("charlie"))
    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE, said()).status_code == 403


@pytest.mark.parametrize(("name", "shown"), [("rita", True), ("charlie", False)])
def test_the_bar_on_top_leads_to_declaring(client: Client, name: str, shown: bool) -> None:
    client.force_login(world.the(name))
    page = client.get("/me/").content.decode()
    assert ("topbar-declare" in page) is shown


def test_the_bar_does_not_lead_to_the_page_it_is_on(rita: Client) -> None:
    assert "topbar-declare" not in rita.get(PAGE).content.decode()
