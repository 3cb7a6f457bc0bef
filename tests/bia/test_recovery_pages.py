"""The pages of single points and of the recovery order."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from bia.analysis.stored import forget
from bia.models import Dependency, Process, System
from tests import factories

HOUR = 3600


def needs(dependent: Any, supplier: Any, **fields: Any) -> Dependency:
    return dependent.needs.create(
        code=f"D-{Dependency.objects.count()}", needs_system=supplier, **fields
    )


def chain(name: str, **fields: Any) -> Process:
    """A process on one system of its own, which stands on the shared database."""
    process = factories.process(name, rto_s=2 * HOUR, mtd_s=4 * HOUR, **fields)
    system = factories.system(f"sys-{name}", name=f"System of {name}", restore_s=HOUR)
    needs(process, system)
    return process


@pytest.fixture
def three(db: None) -> None:
    """Two critical processes and one other; two of them share a database."""
    database = factories.system("db", name="Database", kind="infrastructure", restore_s=HOUR)
    for name, critical, shared in (("a", True, True), ("b", True, True), ("c", False, False)):
        process = chain(name, critical=critical, department="sales")
        if shared:
            needs(process.needs.get().needs_system, database)


def codes(answer: Any) -> list[str]:
    return [row["row"].named.code for row in answer.context["listing"].rows]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["db", "sys-a", "sys-b", "sys-c"]),
        ("?critical=1", ["db", "sys-a", "sys-b"]),
        ("?kind=infrastructure", ["db"]),
        ("?search=system+of+b", ["sys-b"]),
        ("?process=a", ["db", "sys-a"]),
        ("?limit=1&offset=1", ["sys-a"]),
        ("?unbridged=1&kind=nonsense&process=nobody&limit=x&offset=-3",
         ["db", "sys-a", "sys-b", "sys-c"]),
    ],
)  # fmt: skip
def test_the_ranking_filters(query: str, expected: list[str], three: None, manager: User) -> None:
    answer = factories.login(manager).get(f"/single-points/{query}")
    assert answer.status_code == 200
    assert codes(answer) == expected


def test_a_row_leads_on(three: None, manager: User) -> None:
    text = factories.login(manager).get("/single-points/?search=db").content.decode()
    assert "/map/?node=system%3Adb" in text or "/map/?node=system:db" in text
    assert "source_ref=single-point%3Asystem%3Adb" in text
    assert "subject=system%3Adb" in text


def test_an_action_under_way_stands_in_the_row(three: None, manager: User) -> None:
    action = factories.action(source="gap", source_ref="single-point:system:db")
    text = factories.login(manager).get("/single-points/?search=db").content.decode()
    assert action.code in text
    assert "source_ref=single-point" not in text


def test_a_workaround_is_told(three: None, manager: User) -> None:
    Dependency.objects.filter(dependent_process__code="c").update(
        workaround_activation_s=60, workaround_endurance_s=HOUR, workaround_capacity=1
    )
    listing = factories.login(manager).get("/single-points/?process=c").context["listing"]
    assert [row["row"].bridge for row in listing.rows] == ["all"]
    unbridged = factories.login(manager).get("/single-points/?process=c&unbridged=1")
    assert codes(unbridged) == []


def test_a_workaround_of_unknown_capacity_is_not_none(three: None, manager: User) -> None:
    Dependency.objects.filter(dependent_process__code="a").update(workaround_activation_s=60)
    answer = factories.login(manager).get("/single-points/?process=a")
    bridges = {row["row"].named.code: row["row"].bridge for row in answer.context["listing"].rows}
    assert bridges == {"sys-a": "capacity_unknown", "db": "capacity_unknown"}
    assert "stated, but not how much it carries" in answer.content.decode()
    assert answer.content.decode().count("(workaround, capacity not stated)") == 2


def test_a_missing_duration_proves_nothing(three: None, manager: User) -> None:
    System.objects.exclude(code="sys-c").update(restore_s=None)
    answer = factories.login(manager).get("/recovery-order/?teams=2")
    verdicts = {row["named"].code: row["status"] for row in answer.context["processes"]}
    assert verdicts == {"a": "untested", "b": "untested", "c": "met"}
    assert answer.context["unstated"] == 3
    assert "3 systems have no restore duration" in answer.content.decode()


def test_an_owner_sees_names_of_their_own_only(three: None, alice: User, charlie: User) -> None:
    """Alice is head of sales; Charlie sees no process, and still what the rest hangs on."""
    hers = factories.login(alice).get("/single-points/").context["listing"].rows[0]["row"]
    assert ([one.code for one in hers.processes], hers.hidden) == (["a", "b"], 0)
    his = factories.login(charlie).get("/single-points/")
    assert his.status_code == 200
    first = his.context["listing"].rows[0]["row"]
    assert (first.processes, first.hidden, first.count) == ((), 2, 2)
    order = factories.login(charlie).get("/recovery-order/").context
    assert order["processes"] == []
    assert len(order["tasks"]) == 4


def test_pairs_are_found_on_demand(three: None, manager: User) -> None:
    process = Process.objects.get(code="c")
    for name in ("one", "two"):
        needs(process, factories.system(name, name=name.title()), group="g", group_needs=1)
    answer = factories.login(manager).get("/single-points/pairs/?process=c")
    rows = answer.context["listing"].rows
    assert [[node["name"] for node in row["nodes"]] for row in rows] == [["One", "Two"]]
    assert codes(factories.login(manager).get("/single-points/?process=c")) == ["sys-c"]


def test_no_pairs_say_what_the_page_is_for(three: None, manager: User) -> None:
    text = factories.login(manager).get("/single-points/pairs/").content.decode()
    assert "stop a process only together" in text


def test_the_order_opens_with_two_teams(three: None, manager: User) -> None:
    answer = factories.login(manager).get("/recovery-order/")
    assert answer.status_code == 200
    assert answer.context["plan"].teams == 2
    tasks = [row["named"].code for row in answer.context["tasks"]]
    assert sorted(tasks) == ["db", "sys-a", "sys-b", "sys-c"]
    assert "It waits for nothing." in answer.content.decode()


def test_the_picture_and_the_table_say_the_same(three: None, manager: User) -> None:
    answer = factories.login(manager).get("/recovery-order/?teams=1")
    bars = answer.context["spec"]["data"]["values"]
    assert [bar["name"] for bar in bars] == [row["named"].name for row in answer.context["tasks"]]
    assert answer.context["shown"].makespan_s == 4 * HOUR


def test_plain_list_and_improved_order_can_be_looked_at(three: None, manager: User) -> None:
    client = factories.login(manager)
    plain = client.get("/recovery-order/?teams=1&shown=plain").context
    assert plain["shown"] == plain["plan"].improved.plain
    best = client.get("/recovery-order/?teams=1").context
    assert best["shown"] == best["plan"].improved.best


def test_unlimited_teams_and_a_decision(three: None, manager: User) -> None:
    context = factories.login(manager).get("/recovery-order/?teams=&decision_s=30+min").context
    assert context["plan"].teams is None
    assert context["shown"].makespan_s == 2 * HOUR + 1800


@pytest.mark.parametrize(
    "query",
    ["teams=0", "teams=x", "teams=99999", "decision_s=soon", "priority=luck", "prefer=sleep",
     "teams=%00"],
)  # fmt: skip
def test_nonsense_is_said_at_its_field(query: str, three: None, manager: User) -> None:
    answer = factories.login(manager).get(f"/recovery-order/?{query}")
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == [query.partition("=")[0]]
    assert answer.context["plan"] is None


def test_a_page_of_nonsense_is_the_last_or_first(three: None, manager: User) -> None:
    for page in ("0", "-1", "x", "99"):
        answer = factories.login(manager).get(f"/recovery-order/?teams=1&page={page}")
        assert answer.status_code == 200


def test_an_empty_register_says_what_the_pages_are_for(manager: User) -> None:
    client = factories.login(manager)
    assert "Nothing stops a process alone" in client.get("/single-points/").content.decode()
    assert "Nothing to restore" in client.get("/recovery-order/").content.decode()


@pytest.mark.parametrize(
    "address", ["/single-points/", "/single-points/pairs/", "/recovery-order/"]
)
def test_nobody_else_gets_in(address: str, db: None) -> None:
    assert factories.login().get(address).status_code == 302


@pytest.mark.parametrize(
    "address",
    ["/single-points/", "/single-points/pairs/", "/recovery-order/",
     "/api/v1/analysis/single-points/", "/api/v1/analysis/recovery-order/?teams=2"],
)  # fmt: skip
def test_the_number_of_queries_does_not_grow(address: str, manager: User) -> None:
    client = factories.login(manager)

    def queries() -> int:
        forget()
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    chain("one", department="sales")
    queries()
    with_one = queries()
    chain("two", department="sales")
    chain("three", department="sales")
    assert queries() == with_one


@pytest.mark.parametrize(
    ("address", "chinese", "english"),
    [
        (
            "/single-points/",
            ["单点故障", "单项失效", "单独导致中断的流程", "制定措施"],
            ["Single points of failure", "One thing alone", "Act on it", "Workaround"],
        ),
        (
            "/single-points/pairs/",
            ["成对故障", "两项同时失效"],
            ["Pairs of failures", "Two things together"],
        ),
        (
            "/recovery-order/?teams=1",
            ["恢复顺序", "恢复任务", "排在此处的原因", "基准顺序", "无需等待任何对象。"],
            ["Recovery order", "Restores", "Why it comes here", "Plain list", "It waits for"],
        ),
    ],
)
def test_pages_speak_chinese(
    address: str, chinese: list[str], english: list[str], three: None, manager: User
) -> None:
    manager.language = "zh-hans"  # a person's own choice counts, not the browser's
    manager.save()
    told = factories.login(manager).get(address).content.decode()
    assert [words for words in chinese if words not in told] == []
    assert [words for words in english if words in told] == []
