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
from bia.gap_rows import gap_rows, worst
from bia.models import Measurement, Process, System
from tests import factories

HOUR = 3600


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
