"""AT-105 on the stored register: the sample with all values, through the API."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from accounts.models import User
from tests import factories
from tests.bia.sample_loaded import sample

pytestmark = pytest.mark.django_db

MIN = 60


@pytest.fixture(scope="module", autouse=True)
def _complete(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with sample(django_db_blocker, "aftersales-complete", "en"):
        yield


@pytest.fixture
def answer() -> dict[str, Any]:
    manager = User.objects.get(username="manager")
    found = factories.api(manager).get("/api/v1/analysis/gaps/")
    assert found.status_code == 200
    return found.json()


@pytest.fixture
def nodes(answer: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {one["key"]: one for one in answer["nodes"]}


def minutes(nodes: dict[str, dict[str, Any]], field: str, *codes: str) -> dict[str, Any]:
    table = {one["code"]: one for one in nodes.values()}
    return {
        code: None if table[code][field] is None else table[code][field] / MIN for code in codes
    }


def test_at_105_rescue_misses_its_rto_by_forty_minutes(nodes: dict[str, dict[str, Any]]) -> None:
    rescue = nodes["process:road-rescue"]
    assert {name: rescue[name] for name in ("resumes_s", "required_s", "gap_s", "slack_s")} == {
        "resumes_s": 55 * MIN, "required_s": 15 * MIN, "gap_s": 40 * MIN, "slack_s": -40 * MIN,
    }  # fmt: skip
    assert (rescue["status"], rescue["mtd_margin"]) == ("rto_miss", "0.0833")


def test_at_105_what_is_required_of_the_suppliers(nodes: dict[str, dict[str, Any]]) -> None:
    codes = ("dispatch", "database", "iam", "network")
    assert minutes(nodes, "required_s", *codes) == {
        "dispatch": 15, "database": 5, "iam": 5, "network": -25,
    }  # fmt: skip
    assert minutes(nodes, "slack_s", *codes) == {
        "dispatch": -40, "database": -40, "iam": -25, "network": -40,
    }  # fmt: skip
    assert nodes["system:network"]["status"] == "infeasible"


def test_at_105_when_each_process_is_back(nodes: dict[str, dict[str, Any]]) -> None:
    processes = [one["code"] for one in nodes.values() if one["kind"] == "process"]
    assert minutes(nodes, "finish_s", *processes) == {
        "road-rescue": 55, "booking": 75, "reception": 75, "repair": 105, "parts": 105,
        "settlement": 105, "follow-up": 105, "analytics": 285,
    }  # fmt: skip


def test_at_105_the_critical_path_runs_from_the_network(answer: dict[str, Any]) -> None:
    paths = {one["process"]: one["path"] for one in answer["critical_paths"]}
    assert paths["process:road-rescue"] == [
        "system:network", "system:database", "system:dispatch", "process:road-rescue",
    ]  # fmt: skip
    assert answer["cycles"] == []


def test_the_chain_is_told_as_arithmetic(nodes: dict[str, dict[str, Any]]) -> None:
    network = nodes["system:network"]
    assert network["required_because"] == (
        "Required: Road-rescue dispatch 15 min − Road-rescue dispatch 10 min restore"
        " − Database server 30 min restore = −25 min."
    )
    assert network["required_chain"] == [
        "system:dispatch", "system:database", "system:network",
    ]  # fmt: skip
    assert nodes["process:road-rescue"]["finish_because"] == (
        "Back: Network 15 min + Database server 30 min + Road-rescue dispatch 10 min = 55 min."
    )


def test_a_workaround_without_a_stated_capacity_bridges_nothing(
    nodes: dict[str, dict[str, Any]],
) -> None:
    assert nodes["process:road-rescue"]["bridged"] == []
    assert nodes["process:repair"]["bridged"] == ["system:inventory"]
    assert nodes["process:road-rescue"]["degraded"] == ["system:callcenter"]


def test_the_naive_rule_passes_what_ours_does_not(nodes: dict[str, dict[str, Any]]) -> None:
    """Every system is as quick as the strictest process asks, only not one after the other."""
    iam = nodes["system:iam"]
    assert (iam["naive_required_s"], iam["naive_status"], iam["status"], iam["naive_differs"]) == (
        15 * MIN, "met", "infeasible", True,
    )  # fmt: skip


def test_who_stands_behind_a_node(nodes: dict[str, dict[str, Any]]) -> None:
    assert {code: nodes[f"system:{code}"]["concentration"] for code in ("network", "csm")} == {
        "network": 6, "csm": 2,
    }  # fmt: skip


def test_data_inherits_the_strictest_rpo_of_its_users(nodes: dict[str, dict[str, Any]]) -> None:
    data = nodes["system:service-transactions"]
    assert (data["rpo_required_s"], data["kind"], data["system_kind"]) == (
        300, "system", "data_set",
    )  # fmt: skip


def test_the_worst_comes_first_and_everybody_an_objective_reaches_is_there(
    answer: dict[str, Any],
) -> None:
    kinds = {one["kind"] for one in answer["nodes"]}
    assert kinds == {"process", "system", "supplier"}
    assert answer["nodes"][0]["status"] == "infeasible"


def test_at_106_twenty_minutes_to_decide_breach_the_mtd() -> None:
    api = factories.api(User.objects.get(username="manager"))
    found = api.get("/api/v1/analysis/recovery-order/?decision_s=1200").json()
    rescue = next(
        one for one in found["scheduled_processes"] if one["process"] == "process:road-rescue"
    )
    assert (rescue["resumes_s"], rescue["status"]) == (75 * MIN, "mtd_breach")


def test_at_107_a_workaround_of_known_capacity_gives_dispatch_four_hours() -> None:
    """The system's own RTO is taken away: it would be the stricter one."""
    api = factories.api(User.objects.get(username="manager"))
    (edge,) = api.get(
        "/api/v1/dependencies/?dependent=process:road-rescue&needs=system:dispatch"
    ).json()["results"]
    stated = {"workaround_endurance_s": 240 * MIN, "workaround_capacity": "1"}
    _patch(api, f"/api/v1/dependencies/{edge['code']}/", edge["version"], stated)
    dispatch = api.get("/api/v1/systems/dispatch/").json()
    _patch(api, "/api/v1/systems/dispatch/", dispatch["version"], {"rto_s": None})

    nodes = {one["key"]: one for one in api.get("/api/v1/analysis/gaps/").json()["nodes"]}
    rescue = nodes["process:road-rescue"]
    assert (rescue["resumes_s"], rescue["required_s"]) == (5 * MIN, 15 * MIN)
    codes = ("dispatch", "database", "iam", "network")
    assert minutes(nodes, "required_s", *codes) == {
        "dispatch": 240, "database": 90, "iam": 90, "network": 60,
    }  # fmt: skip


def _patch(api: Any, path: str, version: int, fields: dict[str, Any]) -> None:
    answer = api.patch(path, {"version": version, **fields}, format="json")
    assert answer.status_code == 200, answer.json()
