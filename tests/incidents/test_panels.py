"""Where else incidents are seen: on the pages of systems, processes and people, and in exports."""

from __future__ import annotations

import pytest

from accounts.personal_parts import export_parts
from incidents.incident_panel import process_panel, system_panel
from incidents.person_panel import doing
from incidents.plan_panel import carried_out
from incidents.services import incidents as verbs
from tests import factories
from tests.incidents import world
from tests.plans.plan_world import effective, plan_of

pytestmark = pytest.mark.django_db


def test_an_incident_stands_on_the_pages_of_what_failed() -> None:
    row = world.declared()
    client = factories.login(world.the("charlie"))
    assert row.number in client.get("/systems/dispatch/").content.decode()
    assert row.number in client.get("/processes/road-rescue/").content.decode()


def test_drills_and_hidden_ones_stand_on_no_page() -> None:
    world.declared(mode="drill", drill_code="DRL-2026-0001")
    world.declared(confidentiality="restricted")
    found = [
        system_panel(world.the("ida"), world.dispatch()),
        process_panel(world.the("otto"), world.process("road-rescue")),
    ]
    assert [one is not None and one.data["rows"] for one in found] == [[], []]


def test_a_person_s_page_says_what_they_do_now() -> None:
    row = world.assessing()
    panel = doing(world.the("charlie"), world.person("carl"))
    assert panel is not None
    assert [(one.incident, one.role) for one in panel.data["rows"]] == [(row, "commander")]
    assert doing(world.the("charlie"), world.person("mia")) is None


def test_the_export_of_a_person_names_what_they_did() -> None:
    row = world.assessing()
    told = export_parts(world.person("carl"))["incidents"]
    roles = [(one["incident"], one["role"], one["until"]) for one in told["roles"]]
    assert roles == [(row.number, "commander", None)]
    assert {one["incident"] for one in told["entries"]} == {row.number}
    assert export_parts(world.person("rita"))["incidents"]["declared"] == [row.number]


def test_a_plan_s_page_names_the_incidents_it_was_carried_out_in() -> None:
    row = world.responding()
    alice = factories.user("alice", "process_owner")
    factories.person("alice", user=alice)
    plan = plan_of(effective(people={"alice": alice, "mia": world.the("mia")}))
    assert carried_out(world.the("charlie"), plan) is None
    verbs.activate_plan(row, plan, by=world.the("carl"), at=world.clock("10:20"))
    page = factories.login(world.the("charlie")).get(f"/plans/{plan.code}/")
    assert f'href="/incidents/{row.number}/">{row.number}</a>' in page.content.decode()
