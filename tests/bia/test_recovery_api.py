"""Single points and recovery order of the stored register, through the API."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from accounts.models import User
from bia.analysis.stored import forget
from tests import factories
from tests.bia.sample_loaded import sample

pytestmark = pytest.mark.django_db

MIN = 60
ORDER = "/api/v1/analysis/recovery-order/"
POINTS = "/api/v1/analysis/single-points/"


@pytest.fixture(scope="module", autouse=True)
def _complete(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with sample(django_db_blocker, "aftersales-complete", "en"):
        forget()
        yield
    forget()


def asked(address: str, username: str = "manager", language: str | None = None) -> Any:
    return factories.api(User.objects.get(username=username), language).get(address)


@pytest.fixture
def order() -> dict[str, Any]:
    found = asked(f"{ORDER}?teams=2")
    assert found.status_code == 200, found.content
    return found.json()


@pytest.fixture
def points() -> dict[str, Any]:
    found = asked(POINTS)
    assert found.status_code == 200, found.content
    return found.json()


def test_at_109_two_teams_restore_in_the_stated_order(order: dict[str, Any]) -> None:
    tasks = [(t["code"], t["start_s"] // MIN, t["finish_s"] // MIN) for t in order["schedule"]]
    assert sorted(tasks, key=lambda task: (task[1], task[0])) == [
        ("callcenter", 0, 10), ("network", 0, 15), ("database", 15, 45), ("iam", 15, 30),
        ("csm", 45, 75), ("dispatch", 45, 55), ("inventory", 55, 115), ("workorder", 75, 105),
        ("finance", 105, 165), ("bi", 115, 355), ("crm", 165, 225),
    ]  # fmt: skip
    assert {task["team"] for task in order["schedule"]} == {1, 2}
    assert (order["makespan_s"], order["lower_bound_s"]) == (355 * MIN, 285 * MIN)


def test_at_109_only_rescue_misses_its_rto(order: dict[str, Any]) -> None:
    assert {one["code"]: one["status"] for one in order["scheduled_processes"]} == {
        "road-rescue": "rto_miss", "booking": "met", "reception": "met", "repair": "met",
        "parts": "met", "settlement": "met", "follow-up": "met", "analytics": "met",
    }  # fmt: skip
    assert order["lateness_s"] == 40 * MIN
    assert order["objective"]["breaches"] == 0


def test_at_112_processes_are_back_at_the_stated_times(order: dict[str, Any]) -> None:
    assert {one["code"]: one["resumes_s"] // MIN for one in order["scheduled_processes"]} == {
        "road-rescue": 55, "booking": 75, "reception": 75, "repair": 105, "parts": 115,
        "settlement": 165, "follow-up": 225, "analytics": 355,
    }  # fmt: skip


def test_the_improved_order_stands_beside_the_plain_one(order: dict[str, Any]) -> None:
    assert order["is_better"] is True
    assert (order["improved_makespan_s"], order["improved_lateness_s"]) == (295 * MIN, 40 * MIN)
    assert {task["node"] for task in order["improved_schedule"]} == {
        task["node"] for task in order["schedule"]
    }
    rescue = next(o for o in order["improved_processes"] if o["code"] == "road-rescue")
    assert (rescue["resumes_s"], rescue["lateness_s"]) == (55 * MIN, 40 * MIN)


def test_who_prefers_less_loss_gets_it(order: dict[str, Any]) -> None:
    found = asked(f"{ORDER}?teams=2&prefer=loss").json()
    assert found["schedule"] == order["schedule"]
    assert found["improved_lateness_s"] == 40 * MIN
    plain, best = (float(found[name]["loss"]) for name in ("objective", "improved_objective"))
    assert best < plain


def test_each_restore_says_why_it_comes_there(order: dict[str, Any]) -> None:
    because = {task["code"]: task["because"] for task in order["schedule"]}
    assert because["network"] == (
        "It waits for nothing. Database server would have needed it 25 min before the disruption."
    )
    assert because["inventory"] == (
        "It may start at 45 min, when Database server is up. It must be back by 4 h, its own"
        " objective. Both its turn and a team come 10 min later, at 55 min."
    )


def test_without_a_number_teams_are_no_limit() -> None:
    found = asked(ORDER).json()
    assert (found["teams"], found["makespan_s"], found["tries"]) == (None, 285 * MIN, 0)
    assert found["lower_bound_s"] == 285 * MIN


def test_the_decision_delays_everything() -> None:
    """AT-106's twenty minutes, with teams: rescue breaks its MTD."""
    found = asked(f"{ORDER}?teams=2&decision_s=1200").json()
    rescue = next(one for one in found["scheduled_processes"] if one["code"] == "road-rescue")
    assert (rescue["resumes_s"], rescue["status"]) == (75 * MIN, "mtd_breach")
    assert found["makespan_s"] == 375 * MIN


def test_by_code_the_smallest_code_goes_first() -> None:
    found = asked(f"{ORDER}?teams=1&priority=code").json()
    assert [task["code"] for task in found["schedule"]][:4] == [
        "callcenter", "network", "database", "bi",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("query", "attr"),
    [
        ("teams=0", "teams"),
        ("teams=-1", "teams"),
        ("teams=10001", "teams"),
        ("teams=two", "teams"),
        ("teams=1.5", "teams"),
        ("teams=%00", "teams"),
        ("teams=" + "9" * 400, "teams"),
        ("decision_s=-1", "decision_s"),
        ("decision_s=1000000000001", "decision_s"),
        ("priority=luck", "priority"),
        ("prefer=sleep", "prefer"),
    ],
)
def test_what_cannot_be_asked_is_refused_at_its_parameter(query: str, attr: str) -> None:
    found = asked(f"{ORDER}?{query}")
    assert found.status_code == 400
    assert [error["attr"] for error in found.json()["errors"]] == [attr]


def test_the_sample_hangs_on_its_computer_room(points: dict[str, Any]) -> None:
    first = [
        (one["key"], one["count"], one["critical_count"]) for one in points["concentration"][:4]
    ]
    assert first == [
        ("site:dc-a", 8, 6), ("system:database", 8, 6), ("system:network", 8, 6),
        ("system:iam", 7, 6),
    ]  # fmt: skip
    assert points["concentration"][0]["loss_per_hour"] == "215333.33"
    assert points["concentration"][0]["code"] == "dc-a"


def test_each_process_names_what_alone_stops_it(points: dict[str, Any]) -> None:
    repair = next(one for one in points["single_points"] if one["code"] == "repair")
    assert repair["nodes"] == [
        "site:dc-a", "system:database", "system:iam", "system:inventory", "system:network",
        "system:parts-data", "system:workorder",
    ]  # fmt: skip
    assert repair["bridged"] == ["system:inventory", "system:parts-data"]
    assert (repair["pairs"], repair["pairs_total"]) == ([], 0)


def test_two_carriers_are_a_pair(points: dict[str, Any]) -> None:
    assert {one["code"]: one["pairs"] for one in points["single_points"] if one["pairs_total"]} == {
        "booking": [["supplier:carrier-a", "supplier:carrier-b"]],
        "follow-up": [["supplier:carrier-a", "supplier:carrier-b"]],
    }


def test_an_owner_sees_their_processes_and_how_many_others_there_are() -> None:
    found = asked(POINTS, "owner").json()
    mine = {one["process"] for one in found["single_points"]}
    everything = {one["process"] for one in asked(POINTS).json()["single_points"]}
    assert mine
    assert mine < everything
    room = next(one for one in found["concentration"] if one["key"] == "site:dc-a")
    assert set(room["processes"]) == mine
    assert (room["count"], room["hidden_processes"]) == (8, 8 - len(mine))
    order = asked(f"{ORDER}?teams=2", "owner").json()
    assert {one["process"] for one in order["scheduled_processes"]} == mine
    assert len(order["schedule"]) == 11


def test_reasons_never_name_a_process_that_is_hidden() -> None:
    hidden = {"Parts allocation", "Settlement", "Analytics", "Repair"}
    order = asked(f"{ORDER}?teams=2", "owner").json()
    names = {one["name"] for one in order["scheduled_processes"]}
    said = " ".join(task["because"] for task in order["schedule"])
    assert not {name for name in hidden - names if name in said}


def test_nobody_gets_in_without_a_login() -> None:
    for address in (ORDER, POINTS):
        assert factories.api().get(address).status_code == 401


def test_reasons_and_refusals_speak_chinese() -> None:
    found = asked(f"{ORDER}?teams=0", language="zh-hans")
    assert found.status_code == 400
    (error,) = found.json()["errors"]
    assert (error["attr"], error["detail"]) == ("teams", "请确保该值大于或者等于 1。")
    tasks = asked(f"{ORDER}?teams=2", language="zh-hans").json()["schedule"]
    because = {task["code"]: task["because"] for task in tasks}
    assert because["network"] == (
        "无需等待任何对象。Database server需要它在中断发生前25 分钟就已恢复。"
    )
    assert because["dispatch"] == (
        "中断后45 分钟可以开始，届时Database server已恢复运行。"
        "须在15 分钟内恢复，这是其自身的目标。"
    )
