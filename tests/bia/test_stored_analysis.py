"""The register as one graph: what is read, when it is read again, and what each person sees."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Organisation, Person, User
from bia.analysis.register import read_register
from bia.analysis.sight import Sight
from bia.analysis.stored import forget, stored, stored_then
from bia.models import Dependency, Measurement, Process, System, Tier
from tests import factories

pytestmark = pytest.mark.django_db

MIN = 60


def need(dependent: Any, needs: Any, **fields: Any) -> Dependency:
    """`dependent` needs `needs`, hard and serial unless told."""
    ends = {
        f"dependent_{dependent._meta.model_name}": dependent,
        f"needs_{needs._meta.model_name}": needs,
    }
    return Dependency.objects.create(code=f"e-{Dependency.objects.count()}", **ends, **fields)


def measured(subject: Process | System, value_s: int, at: datetime, **fields: Any) -> None:
    column = subject._meta.model_name or ""
    Measurement.objects.create(
        code=f"M-{Measurement.objects.count()}", value_s=value_s, source="drill", at=at,
        **{column: subject, "kind": "rto"} | fields,
    )  # fmt: skip


@pytest.fixture
def rescue(db: None) -> Process:
    """rescue (RTO 15 min) → dispatch (10 min) → database (30 min, at dc-a, by acme)."""
    process = factories.process(
        "rescue", department="sales", critical=True, rto_s=15 * MIN, mtd_s=60 * MIN, rpo_s=300
    )
    dispatch = factories.system("dispatch", restore_s=10 * MIN)
    database = factories.system(
        "database", kind="infrastructure", restore_s=30 * MIN,
        site=factories.site("dc-a"), supplier=factories.supplier("acme", contract_rto_s=0),
    )  # fmt: skip
    need(process, dispatch)
    need(dispatch, database)
    return process


def test_places_and_suppliers_of_systems_are_edges_nobody_stated(rescue: Process) -> None:
    register = read_register(timezone.now())
    edges = {(one.dependent, one.needs): one for one in register.graph.edges}
    at_site = edges["system:database", "site:dc-a"]
    by_supplier = edges["system:database", "supplier:acme"]
    assert (at_site.place, at_site.mode) == (True, "parallel")
    assert (by_supplier.place, by_supplier.mode, by_supplier.strength) == (
        False, "parallel", "hard",
    )  # fmt: skip
    implicit = {one.needs for one in register.stated if one.implicit}
    assert implicit == {"site:dc-a", "supplier:acme"}


def test_a_stated_need_of_the_own_supplier_replaces_the_implicit_one(rescue: Process) -> None:
    database = System.objects.get(code="database")
    need(database, database.supplier, strength="optional")
    register = read_register(timezone.now())
    ends = [(one.strength, one.implicit) for one in register.stated if one.needs == "supplier:acme"]
    assert ends == [("optional", False)]


def test_a_measured_duration_stands_before_the_design(rescue: Process) -> None:
    at = timezone.now()
    database = System.objects.get(code="database")
    for days, value_s in enumerate((20 * MIN, 25 * MIN, 22 * MIN, 90 * MIN)):
        measured(database, value_s, at - timedelta(days=days + 1))
    measured(database, 99 * MIN, at, confidence="simulated")
    named = read_register(at).named["system:database"]
    assert (named.measured_s, named.design_s) == (25 * MIN, 30 * MIN)
    assert stored(at).analysis.nodes["process:rescue"].finish_s == 35 * MIN


def test_a_group_that_cannot_be_is_read_as_all_of_its_members(rescue: Process) -> None:
    """Numbers that contradict each other, or ask for more than there are: the most that can be."""
    one, two = factories.system("line-1"), factories.system("line-2")
    need(rescue, one, group="lines", group_needs=1)
    need(rescue, two, group="lines", group_needs=5)
    edges = [edge for edge in read_register(timezone.now()).graph.edges if edge.group]
    assert {edge.group_needs for edge in edges} == {2}


def test_what_states_no_need_and_was_never_measured_is_not_met(rescue: Process) -> None:
    factories.process("lone", rto_s=60)
    assert stored(timezone.now()).analysis.nodes["process:lone"].status == "untested"


def test_the_register_of_another_day(rescue: Process) -> None:
    with connection.cursor() as cursor:  # one transaction has one clock for its triggers
        cursor.execute("SELECT now()")
        before = cursor.fetchone()[0]
    then = stored_then(before)
    assert set(then.named) == set(stored(timezone.now()).named)
    assert "process:rescue" not in stored_then(before - timedelta(seconds=1)).named


# --- when it is computed again -------------------------------------------------------------


def raw(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


WRITES: dict[str, Callable[[], Any]] = {
    "a process, by SQL": lambda: raw("UPDATE bia_process SET rto_s = 60"),
    "a system, by SQL": lambda: raw("UPDATE bia_system SET restore_s = 60 WHERE code='dispatch'"),
    "a need, by SQL": lambda: raw("DELETE FROM bia_dependency"),
    "a supplier, by SQL": lambda: raw("UPDATE bia_supplier SET contract_rto_s = 9"),
    "a site, by a query": lambda: System.objects.update(site=None),
    "a new system": lambda: factories.system("new"),
    "a result": lambda: measured(System.objects.get(code="dispatch"), 5, timezone.now()),
    "the validity": lambda: Organisation.objects.update(measurement_validity_days=9),
    "a tier": lambda: Tier.objects.create(code="t", order=77, name_en="T"),
    "the name of a person": lambda: Person.objects.update(name="Somebody else"),
}


@pytest.mark.parametrize("write", WRITES)
def test_any_writer_ends_what_was_kept(write: str, rescue: Process) -> None:
    Organisation.current()
    need(rescue, factories.person("zhang"))
    at = timezone.now()
    kept = stored(at)
    assert stored(at) is kept
    WRITES[write]()
    assert stored(at) is not kept


def test_what_the_analysis_does_not_read_leaves_it_alone(rescue: Process) -> None:
    Organisation.current()
    at = timezone.now()
    kept = stored(at)
    factories.person("nobody-needs")
    factories.action()
    assert stored(at) is kept


def test_the_next_day_is_another_state(rescue: Process) -> None:
    """Results go out of date at midnight of the organisation's zone, with no writer."""
    factories.organisation(timezone="Asia/Shanghai")
    noon = factories.NOON
    kept = stored(noon)
    assert stored(noon.replace(hour=15, minute=59)) is kept
    assert stored(noon.replace(hour=16)) is not kept


def test_a_number_of_queries_that_does_not_grow(rescue: Process) -> None:
    Organisation.current()

    def queries() -> int:
        forget()
        with CaptureQueriesContext(connection) as captured:
            stored(timezone.now())
        return len(captured)

    with_one = queries()
    for number in range(3):
        more = factories.system(f"s-{number}", site=factories.site(f"site-{number}"))
        need(factories.process(f"p-{number}"), more)
        measured(more, 60, timezone.now())
    assert (with_one, queries()) == (9, 9)


# --- what is handed down ---------------------------------------------------------------------


def test_limits_on_lost_data_pass_through_applications_and_data_sets(rescue: Process) -> None:
    dispatch, database = (System.objects.get(code=code) for code in ("dispatch", "database"))
    records = factories.system("records", kind="data_set", rpo_s=3600)
    unread = factories.system("unread", kind="data_set")
    need(dispatch, records, mode="parallel")
    need(database, unread)
    rpo = stored(timezone.now()).rpo
    assert {key: (one.rpo_s, one.by) for key, one in rpo.items()} == {
        "process:rescue": (300, "process:rescue"),
        "system:dispatch": (300, "process:rescue"),
        "system:records": (300, "process:rescue"),
    }


def test_who_stands_behind_a_node_in_a_circle(rescue: Process) -> None:
    dispatch, database = (System.objects.get(code=code) for code in ("dispatch", "database"))
    need(database, dispatch, mode="parallel")
    other = factories.process("other", critical=True)
    need(other, database)
    behind = stored(timezone.now()).behind
    assert (behind["system:dispatch"].critical, behind["system:database"].critical) == (2, 2)
    assert behind["process:rescue"].loss_per_hour == Decimal(0)


# --- what one person sees ---------------------------------------------------------------------


def test_owners_learn_that_another_process_is_there_not_which(
    rescue: Process, charlie: User
) -> None:
    sight = Sight(charlie, stored(timezone.now()).named)
    assert sight.sees("system:dispatch") is True
    assert sight.sees("process:rescue") is False
    assert (sight.name("process:rescue"), sight.key("process:rescue")) == ("another process", None)
    node = {
        one["key"]: one
        for one in factories.api(charlie).get("/api/v1/analysis/gaps/").json()["nodes"]
    }
    assert "process:rescue" not in node
    assert node["system:database"]["required_chain"] == [None, "system:dispatch", "system:database"]
    assert node["system:database"]["required_because"].startswith(
        "Required: another process 15 min"
    )
    page = factories.login(charlie).get("/systems/database/").content.decode()
    assert "another process 15 min" in page.replace("\xa0", " ")
    assert "1 other process" in page
    assert "Rescue" not in page
    for address in ("/gaps/?kind=system", "/map/?node=system:database", "/map/graph.json"):
        assert "Rescue" not in factories.login(charlie).get(address).content.decode()


def test_owners_see_their_own(rescue: Process, alice: User) -> None:
    nodes = factories.api(alice).get("/api/v1/analysis/gaps/").json()["nodes"]
    assert "process:rescue" in {one["key"] for one in nodes}


def test_a_part_of_the_answer_can_be_asked_for(rescue: Process, manager: User) -> None:
    client = factories.api(manager)
    everything = client.get("/api/v1/analysis/gaps/").json()
    assert [one["key"] for one in everything["nodes"]] == [
        "system:database", "process:rescue", "system:dispatch", "supplier:acme",
    ]  # fmt: skip
    part = client.get("/api/v1/analysis/gaps/?limit=1&offset=1").json()
    assert ([one["key"] for one in part["nodes"]], part["count"]) == (["process:rescue"], 4)
    assert len(client.get("/api/v1/analysis/gaps/?limit=x&offset=-1").json()["nodes"]) == 4
