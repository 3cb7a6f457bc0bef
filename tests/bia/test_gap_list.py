"""The gap page and its API: the same rows, what hurts most first, a constant number of queries."""

from __future__ import annotations

import itertools
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from bia.gap_rows import gap_rows, worst
from bia.models import Measurement, Process, System, Tier
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


def _all_sorts() -> None:
    """Every combination of target, MTD, tier and results, so that the two orders may differ."""
    tiers = list(Tier.objects.all()[:2])
    results = [(), (HOUR,), (2 * HOUR,), (5 * HOUR,), (60, 60, 60, 9 * HOUR), (0,)]
    targets = [(None, None), (HOUR, 4 * HOUR), (HOUR, None), (0, 0)]
    for number, ((rto_s, mtd_s), values) in enumerate(itertools.product(targets, results)):
        one = factories.process(
            f"p-{number:03}",
            critical=number % 2 == 0,
            rto_s=rto_s,
            mtd_s=mtd_s,
            tier=(None, *tiers)[number % (len(tiers) + 1)],
        )
        two = factories.system(
            f"s-{number:03}",
            kind="data_set" if number % 3 else "application",
            importance="core" if number % 2 else "general",
            rto_s=rto_s,
            rpo_s=rto_s if rto_s is not None else 60,
        )
        for days, value_s in enumerate(values, 1):
            simulated = {"confidence": "simulated"} if number % 5 == 0 else {}
            measured(one, value_s, days, **simulated)
            measured(two, value_s, days, kind="rto" if number % 4 else "rpo")
            measured(two, value_s + 60, days, kind="rpo" if number % 4 else "rto")


@pytest.mark.parametrize("kind", ["process", "system"])
def test_the_database_orders_as_the_domain_does(kind: str, manager: User) -> None:
    _all_sorts()
    at = timezone.now()
    wanted = gap_rows(manager, at, (kind,))
    found = worst(manager, at, kind)
    assert statuses(found.rows(0, 100)) == statuses(wanted)
    assert found.counts() == Counter(row.status for row in wanted)
    assert statuses(found.of_status("met").rows(0, 100)) == [
        one for one in statuses(wanted) if one[1] == "met"
    ]


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
        with CaptureQueriesContext(
            connection,
        ) as captured:
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
