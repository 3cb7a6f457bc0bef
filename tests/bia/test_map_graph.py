"""The map: whole graph, neighbourhood, panel, edges in place, the table that says the same."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Organisation, User
from bia.analysis.stored import forget
from bia.dependency_map.graph import read_graph
from bia.forms.map import find_node
from bia.models import Dependency, Process, System
from tests import factories


@pytest.fixture
def rescue(db: None) -> Process:
    """rescue → dispatch → database → network; database stands in dc-a."""
    process = factories.process("rescue", department="sales", critical=True)
    dispatch, network = factories.system("dispatch"), factories.system("network")
    database = factories.system("database", site=factories.site("dc-a"))
    other = factories.system("other", site=database.site)
    Dependency.objects.create(code="e1", dependent_process=process, needs_system=dispatch)
    Dependency.objects.create(code="e2", dependent_system=dispatch, needs_system=database)
    Dependency.objects.create(
        code="e3", dependent_system=database, needs_system=network, strength="optional"
    )
    factories.system("crew", kind="team")
    assert other.site_id
    return process


def test_the_graph_holds_every_node_that_says_something(rescue: Process, manager: User) -> None:
    graph = read_graph(manager, timezone.now())
    assert set(graph.nodes) == {
        "process:rescue", "system:dispatch", "system:database", "system:network",
        "system:other", "site:dc-a",
    }  # fmt: skip
    stated = {(e.dependent, e.needs, e.strength) for e in graph.edges if not e.implicit}
    assert stated == {
        ("process:rescue", "system:dispatch", "hard"),
        ("system:dispatch", "system:database", "hard"),
        ("system:database", "system:network", "optional"),
    }
    assert {e.dependent for e in graph.edges if e.implicit} == {"system:database", "system:other"}


def test_a_neighbourhood_does_not_walk_through_places(rescue: Process, manager: User) -> None:
    graph = read_graph(manager, timezone.now())
    assert set(graph.neighbourhood("system:database", 1).nodes) == {
        "system:database", "system:dispatch", "system:network", "site:dc-a",
    }  # fmt: skip
    assert set(graph.neighbourhood("site:dc-a", 1).nodes) == {
        "site:dc-a", "system:database", "system:other",
    }  # fmt: skip


def test_cycles_end(rescue: Process, manager: User) -> None:
    nodes = {one.code: one for one in type(factories.system("loop")).objects.all()}
    Dependency.objects.create(
        code="back", dependent_system=nodes["network"], needs_system=nodes["dispatch"]
    )
    graph = read_graph(manager, timezone.now()).neighbourhood("system:network", 9)
    assert "process:rescue" in graph.nodes


def test_owners_do_not_see_the_processes_of_others(rescue: Process, charlie: User) -> None:
    graph = read_graph(charlie, timezone.now())
    assert "process:rescue" not in graph.nodes
    assert "system:dispatch" in graph.nodes


def test_search_finds_by_key_code_name_and_part(rescue: Process, manager: User) -> None:
    graph = read_graph(manager, timezone.now())
    for text in ("system:dispatch", "dispatch", "Dispatch", "ispat"):
        assert find_node(graph, text) == "system:dispatch"
    assert find_node(graph, "nowhere") is None


def test_the_map_reads_the_register_once_for_all_readers(rescue: Process, manager: User) -> None:
    """A dozen queries after a change, whatever the size; then one, that nothing has changed."""
    Organisation.current()
    forget()
    with CaptureQueriesContext(connection) as cold:
        read_graph(manager, timezone.now())
    with CaptureQueriesContext(connection) as warm:
        read_graph(manager, timezone.now())
    assert (len(cold), len(warm)) == (10, 1)


def test_the_json_shows_a_neighbourhood(rescue: Process, manager: User) -> None:
    client = factories.login(manager)
    answer = client.get("/map/graph.json?node=process:rescue&depth=1").json()
    assert answer["focus"] == "process:rescue"
    assert [one["key"] for one in answer["nodes"]] == ["process:rescue", "system:dispatch"]
    assert answer["edges"][0]["code"] == "e1"


def test_the_critical_path_of_the_chosen_process_is_lit(rescue: Process, manager: User) -> None:
    """However far it runs: two steps away stands the database, which takes an hour."""
    System.objects.filter(code="database").update(restore_s=3600)
    client = factories.login(manager)
    answer = client.get("/map/graph.json?node=process:rescue&depth=1").json()
    assert answer["path"] == ["system:database", "system:dispatch", "process:rescue"]
    assert [edge["code"] for edge in answer["edges"] if edge["lit"]] == ["e1", "e2"]
    page = client.get("/map/?node=process:rescue&depth=1").content.decode()
    assert page.count("On the critical path") == 2


def test_single_points_are_marked(rescue: Process, manager: User) -> None:
    nodes = factories.login(manager).get("/map/graph.json").json()["nodes"]
    assert {one["code"]: one["stops"] for one in nodes} == {
        "rescue": 0, "dispatch": 1, "database": 1, "network": 0, "other": 0, "dc-a": 1,
    }  # fmt: skip


def test_the_panel_does_the_arithmetic(rescue: Process, manager: User) -> None:
    System.objects.filter(code="database").update(restore_s=3600)
    System.objects.filter(code="dispatch").update(restore_s=600)
    Process.objects.filter(code="rescue").update(rto_s=1800, mtd_s=7200)
    page = factories.login(manager).get("/map/panel/?node=system:database").content.decode()
    assert "Required: Rescue 30 min − Dispatch 10 min restore = 20 min." in page.replace(
        "\xa0", " "
    )
    page = factories.login(manager).get("/map/panel/?node=process:rescue").content.decode()
    assert "Database 1 h + Dispatch 10 min = 1 h 10 min." in page.replace("\xa0", " ")


@pytest.mark.parametrize("query", ["", "?node=system:database", "?node=nowhere&depth=x&page=99"])
def test_the_page_says_the_same_as_a_table(query: str, rescue: Process, manager: User) -> None:
    page = factories.login(manager).get(f"/map/{query}").content.decode()
    assert 'id="map-table-title"' in page
    assert "Database" in page


def test_the_panel_names_needs_and_dependents(rescue: Process, manager: User) -> None:
    answer = factories.login(manager).get("/map/panel/?node=system:database")
    assert [row["needs"].code for row in answer.context["needs"]] == ["network", "dc-a"]
    assert [row["dependent"].code for row in answer.context["needed_by"]] == ["dispatch"]
    assert factories.login(manager).get("/map/panel/?node=system:nowhere").status_code == 404


def edge(**changes: str) -> dict[str, str]:
    return {
        "dependent": "process:rescue", "needs": "system:network", "mode": "serial",
        "strength": "hard",
    } | changes  # fmt: skip


def test_an_edge_is_added_in_place(rescue: Process, alice: User) -> None:
    answer = factories.login(alice).post("/map/dependencies/", edge())
    assert answer.status_code == 302
    assert answer["Location"] == "/map/?node=process%3Arescue"
    assert rescue.needs.filter(needs_system__code="network").exists()


@pytest.mark.parametrize("needs", ["process:rescue", "system:nowhere", "", "system:dispatch"])
def test_an_impossible_edge_is_shown_at_the_field(needs: str, rescue: Process, alice: User) -> None:
    answer = factories.login(alice).post("/map/dependencies/", edge(needs=needs))
    assert answer.status_code == 400
    assert answer.context["edge_form"].errors
    assert rescue.needs.count() == 1


def test_who_may_not_change_the_process_adds_nothing(
    rescue: Process, charlie: User, auditor: User, alice: User
) -> None:
    assert factories.login(charlie).post("/map/dependencies/", edge()).status_code == 404
    assert factories.login(auditor).post("/map/dependencies/", edge()).status_code == 403
    system = edge(dependent="system:dispatch")
    assert factories.login(alice).post("/map/dependencies/", system).status_code == 403


def test_an_edge_is_removed_in_place(rescue: Process, alice: User, charlie: User) -> None:
    assert factories.login(charlie).post("/map/dependencies/e1/removal/").status_code == 404
    assert factories.login(alice).get("/map/dependencies/e1/removal/").status_code == 405
    assert factories.login(alice).post("/map/dependencies/e1/removal/").status_code == 302
    assert rescue.needs.count() == 0


def test_an_empty_map_says_what_it_is_for(manager: User) -> None:
    assert "Nothing to draw yet" in factories.login(manager).get("/map/").content.decode()
