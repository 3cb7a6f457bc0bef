"""The gap page and its API: the same rows, what hurts most first, a constant number of queries."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from bia.analysis.stored import forget
from bia.gaps.action import action_links, proposal
from bia.gaps.rows import gap_rows, worst
from bia.models import Dependency, Measurement, Process, System, Tier
from tests import factories

MIN, HOUR = 60, 3600


def measured(subject: Process | System, value_s: int, days_ago: int = 1, **fields: Any) -> None:
    column = "process" if isinstance(subject, Process) else "system"
    Measurement.objects.create(
        code=f"M-{Measurement.objects.count()}",
        kind=fields.pop("kind", "rto"),
        value_s=value_s,
        source="drill",
        at=timezone.now() - timedelta(days=days_ago),
        **{column: subject},
        **fields,
    )


@pytest.fixture
def four(db: None) -> None:
    met = factories.process("met", critical=True, rto_s=HOUR, mtd_s=4 * HOUR)
    measured(met, HOUR)
    missed = factories.process("missed", critical=True, rto_s=HOUR, mtd_s=4 * HOUR)
    measured(missed, 2 * HOUR)
    breach = factories.process("breach", rto_s=HOUR, mtd_s=4 * HOUR)
    measured(breach, 5 * HOUR)
    old = factories.process("old", critical=True, rto_s=HOUR, mtd_s=4 * HOUR)
    measured(old, HOUR, days_ago=400)
    factories.process("open")


def statuses(rows: Any) -> list[tuple[str, str]]:
    return [(row.subject.code, row.status) for row in rows]


def test_what_hurts_most_comes_first(four: None, manager: User) -> None:
    assert statuses(gap_rows(manager, timezone.now())) == [
        ("breach", "mtd_breach"),
        ("missed", "rto_miss"),
        ("old", "untested"),
        ("open", "no_target"),
        ("met", "met"),
    ]


def test_the_api_says_the_same(four: None, manager: User) -> None:
    answer = factories.api(manager).get("/api/v1/analysis/gaps/")
    assert answer.status_code == 200
    first = answer.json()["nodes"][0]
    assert (first["key"], first["status"], first["gap_s"]) == (
        "process:breach", "mtd_breach", 4 * HOUR,
    )  # fmt: skip
    assert first["mtd_margin"] == "-0.2500"
    assert "5 h" in first["because"]


def test_a_zero_target_is_a_target(manager: User) -> None:
    now = factories.process("now", rto_s=0, mtd_s=0)
    measured(now, 0)
    assert statuses(gap_rows(manager, timezone.now())) == [("now", "met")]


def test_simulated_results_prove_nothing(manager: User) -> None:
    measured(factories.process("x", rto_s=HOUR), 60, confidence="simulated")
    assert statuses(gap_rows(manager, timezone.now())) == [("x", "untested")]


def test_a_data_set_is_judged_by_the_data_lost(manager: User) -> None:
    data = factories.system("records", kind="data_set", rpo_s=300)
    measured(data, 600, kind="rpo")
    assert statuses(gap_rows(manager, timezone.now(), ("system",))) == [("records", "rpo_miss")]


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("?status=rto_miss", ["missed"]),
        ("?critical=1", ["missed", "old", "met"]),
        ("?search=bre", ["breach"]),
        ("?kind=system", []),
        ("?status=nonsense&limit=x&offset=99", ["breach", "missed", "old", "open", "met"]),
    ],
)
def test_the_page_filters(query: str, codes: list[str], four: None, manager: User) -> None:
    answer = factories.login(manager).get(f"/gaps/{query}")
    assert answer.status_code == 200
    rows = [row["gap"].subject.code for row in answer.context["listing"].rows]
    assert rows == codes


def needs(dependent: Process | System, needed: Any, **fields: Any) -> None:
    column = "process" if isinstance(dependent, Process) else "system"
    ends = {f"dependent_{column}": dependent, f"needs_{needed._meta.model_name}": needed}
    Dependency.objects.create(code=f"e-{Dependency.objects.count()}", **ends, **fields)


@pytest.fixture
def chain(db: None) -> Process:
    """AT-101: P (RTO 240 min) ← A 60 ← D 90 ← N 30, by a supplier's line."""
    process = factories.process("p", rto_s=240 * MIN, mtd_s=480 * MIN, critical=True)
    a, d, n = (
        factories.system(code, restore_s=minutes * MIN)
        for code, minutes in (("a", 60), ("d", 90), ("n", 30))
    )
    System.objects.filter(code="d").update(rto_s=240 * MIN)
    needs(process, a)
    needs(a, d)
    needs(d, n)
    needs(n, factories.supplier("carrier", contract_rto_s=120 * MIN), mode="parallel")
    return process


def test_at_101_the_naive_rule_passes_a_target_that_is_too_long(
    chain: Process, manager: User
) -> None:
    rows = {row.key: row for row in gap_rows(manager, timezone.now(), ("process", "system"))}
    d = rows["system:d"]
    assert {key: row.result.required_s for key, row in rows.items()} == {
        "process:p": 240 * MIN, "system:a": 240 * MIN, "system:d": 180 * MIN, "system:n": 90 * MIN,
    }  # fmt: skip
    assert (d.result.target_gap_s, d.result.naive_required_s) == (60 * MIN, 240 * MIN)


def test_what_an_objective_reaches_is_listed_whatever_it_is(chain: Process, manager: User) -> None:
    page = factories.login(manager).get("/gaps/?kind=other")
    rows = [row["gap"] for row in page.context["listing"].rows]
    assert [(row.key, row.status, row.gap_s) for row in rows] == [
        ("supplier:carrier", "infeasible", 30 * MIN)
    ]
    text = " ".join(page.content.decode().replace("\xa0", " ").split())
    assert "by contract 2 h" in text
    assert "Required: P 4 h − A 1 h restore − D 1 h 30 min restore = 1 h 30 min." in text


def test_with_the_same_status_the_mtd_then_who_stands_behind_decides(manager: User) -> None:
    tier = Tier.objects.create(code="t1", order=1, name_en="One")
    lesser = Tier.objects.create(code="t2", order=2, name_en="Two")
    for code, place, over_s in (("far", lesser, 9), ("near", lesser, 1), ("first", tier, 2)):
        one = factories.process(code, rto_s=HOUR, mtd_s=HOUR, tier=place)
        measured(one, HOUR + over_s)
    shared, single = (factories.system(code, restore_s=2 * HOUR) for code in ("shared", "a-single"))
    for code, system in (("one", shared), ("two", shared), ("three", single)):
        needs(factories.process(code, rto_s=HOUR, critical=True), system)
    rows = gap_rows(manager, timezone.now(), ("process", "system"))
    assert statuses(rows)[:5] == [
        ("first", "mtd_breach"), ("far", "mtd_breach"), ("near", "mtd_breach"),
        ("shared", "infeasible"), ("a-single", "infeasible"),
    ]  # fmt: skip


def test_what_no_time_is_left_for_asks_for_another_order(chain: Process, manager: User) -> None:
    Process.objects.update(rto_s=60 * MIN)
    System.objects.update(rto_s=None)
    rows = {row.key: row for row in gap_rows(manager, timezone.now(), ("system", "other"))}
    about = proposal(rows["system:n"], "rto")
    assert (about["title"], about["verify_by"], about["subject"]) == (
        "Change what waits for N: no time is left for it", "document", "system:n",
    )  # fmt: skip
    assert "Required: P 1 h" in about["finding"].replace("\xa0", " ")
    carrier = proposal(rows["supplier:carrier"], "rto")
    assert "subject" not in carrier
    address = dict(action_links(rows["supplier:carrier"]))["rto"]
    assert factories.login(manager).get(address).status_code == 200


def test_a_gap_of_a_supplier_knows_its_action(chain: Process, manager: User) -> None:
    client = factories.login(manager)
    assert "Act on the recovery time" in client.get("/gaps/?kind=other").content.decode()
    one = factories.action(
        by=manager, source="gap", source_ref="gap:supplier:carrier:rto", state="open"
    )
    page = client.get("/gaps/?kind=other").content.decode()
    assert one.code in page
    assert "Act on the recovery time" not in page


def test_a_page_is_a_part_of_the_whole(four: None, manager: User) -> None:
    found = worst(manager, timezone.now())
    assert statuses(found.rows(2, 2)) == [("old", "untested"), ("open", "no_target")]


def test_owners_see_their_own(alice: User, charlie: User) -> None:
    factories.process("hers", department="sales")
    assert statuses(gap_rows(alice, timezone.now())) == [("hers", "no_target")]
    assert gap_rows(charlie, timezone.now()) == []


def test_an_empty_register_says_what_the_page_is_for(manager: User) -> None:
    answer = factories.login(manager).get("/gaps/")
    assert "promised against what was measured" in answer.content.decode()


def test_nobody_else_gets_in(db: None) -> None:
    assert factories.login().get("/gaps/").status_code == 302
    assert factories.api().get("/api/v1/analysis/gaps/").status_code == 401


@pytest.mark.parametrize("address", ["/gaps/", "/map/", "/map/graph.json", "/"])
def test_the_number_of_queries_does_not_grow(address: str, manager: User) -> None:
    client = factories.login(manager)

    def queries() -> int:
        forget()
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    def another(name: str) -> None:
        process = factories.process(name, critical=True, rto_s=HOUR, department="sales")
        measured(process, HOUR)
        process.needs.create(code=name, needs_system=factories.system(f"s-{name}"))

    another("one")
    queries()
    with_one = queries()
    another("two")
    another("three")
    assert queries() == with_one


def test_what_nobody_stated_a_duration_for_is_given_none(manager: User) -> None:
    serve = factories.process("serve", rto_s=HOUR, mtd_s=4 * HOUR)
    factories.system("app")
    factories.system("base", restore_s=600)
    factories.system("data", kind="data_set")
    for system in System.objects.all():
        serve.needs.create(code=f"D-{system.code}", needs_system=system)
    rows = gap_rows(manager, timezone.now(), ("process", "system"))
    assert {row.subject.code: (row.told_s, row.told_gap_s) for row in rows} == {
        "app": (None, None),
        "base": (600, 600 - HOUR),
        "data": (None, None),
        "serve": (600, None),
    }


def test_a_reason_names_what_states_no_duration(manager: User) -> None:
    serve = factories.process("serve", rto_s=HOUR, mtd_s=4 * HOUR)
    for code in ("app", "base", "cache", "disk"):
        serve.needs.create(code=f"D-{code}", needs_system=factories.system(code))
    (row,) = gap_rows(manager, timezone.now())
    assert row.because.endswith("missing. No duration is stated for App, Base, Cache, others.")
    assert [one.url for one in row.missing] == [
        "/systems/app/", "/systems/base/", "/systems/cache/", "",
    ]  # fmt: skip
    page = factories.login(manager).get("/gaps/").content.decode()
    assert 'Without a stated duration: <a href="/systems/app/">App</a>' in page
