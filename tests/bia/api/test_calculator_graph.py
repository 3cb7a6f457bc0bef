"""The graph calculator: golden answers, refusals at the field, both languages."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from bia.serializers.calculator_graph import GraphAnswerSerializer, GraphNodeAnswerSerializer
from tests.bia.api.test_calculators import ask, pick, refusals
from tests.bia.domain.graph.graphs import GOLDEN

P = {"key": "P", "kind": "process", "rto_s": 3600}
A = {"key": "A", "kind": "system", "restore_s": 600}
B = {"key": "B", "kind": "system", "restore_s": 1200}
PA = {"dependent": "P", "needs": "A"}
PB = {"dependent": "P", "needs": "B"}


def asked(*edges: dict[str, Any], nodes: Any = (P, A, B), **more: Any) -> dict[str, Any]:
    return {"nodes": list(nodes), "edges": list(edges), **more}


@pytest.mark.parametrize("name", GOLDEN)
def test_golden_answer(manager: User, name: str) -> None:
    """AT-101, AT-103, AT-105, AT-106, AT-107, AT-109."""
    case = GOLDEN[name]
    answer = ask(manager, "graph", case["request"])
    assert answer.status_code == 200, answer.json()
    assert pick(answer.json(), case["answer"]) == case["answer"]


def test_an_answer_has_what_the_schema_says(manager: User) -> None:
    body = ask(manager, "graph", GOLDEN["at_109_two_teams"]["request"]).json()
    assert set(body) == set(GraphAnswerSerializer().fields)
    assert set(body["nodes"][0]) == set(GraphNodeAnswerSerializer().fields)
    assert GraphAnswerSerializer(body).data == body


def test_every_node_says_why(auditor: User) -> None:
    nodes = ask(auditor, "graph", GOLDEN["at_105_after_sales"]["request"]).json()["nodes"]
    because = {node["key"]: node["because"] for node in nodes}
    assert because["DB"] == (
        "Required within 5 min, and its own restoring alone takes 30 min."
        " Required: rescue 15 min − Dispatch 10 min restore = 5 min."
        " Back: NET 15 min + DB 30 min = 45 min."
    )


def test_teams_bring_a_schedule_and_a_better_one(manager: User) -> None:
    """AT-109's list schedule ends after 355 min; the search keeps the lateness of 40 min."""
    body = ask(manager, "graph", GOLDEN["at_109_two_teams"]["request"]).json()
    back = {one["process"]: one for one in body["improved_processes"]}
    assert (body["is_better"], body["makespan_s"]) == (True, 355 * 60)
    assert max(one["finish_s"] for one in body["improved_schedule"]) == 295 * 60
    assert (back["rescue"]["resumes_s"], back["rescue"]["status"]) == (3300, "rto_miss")
    assert (body["lower_bound_s"], body["improved_makespan_s"]) == (285 * 60, 295 * 60)


def test_without_teams_there_is_no_schedule(manager: User) -> None:
    body = ask(manager, "graph", asked(PA)).json()
    keys = (
        *("schedule", "scheduled_processes", "makespan_s", "lower_bound_s"),
        *("improved_schedule", "improved_processes", "improved_makespan_s", "is_better"),
    )
    assert [body[key] for key in keys] == [None] * 8


def test_single_points_and_pairs(manager: User) -> None:
    lines = [PA | {"group": "g"}, PB | {"group": "g"}]
    assert ask(manager, "graph", asked(*lines)).json()["single_points"] == [
        {"process": "P", "nodes": [], "bridged": [], "pairs": [["A", "B"]], "pairs_total": 1}
    ]


def test_degraded_edges_are_listed_with_their_dependent(manager: User) -> None:
    body = ask(manager, "graph", asked(PA | {"strength": "degrading"})).json()
    assert [node["degraded"] for node in body["nodes"]] == [["A"], [], []]


def test_decimals_may_be_numbers_or_strings(manager: User) -> None:
    def answer(capacity: Any, mbco: Any) -> Any:
        way = {"activation_s": 60, "endurance_s": None, "capacity": capacity}
        nodes = [P | {"mbco": mbco}, A]
        return ask(manager, "graph", asked(PA | {"workaround": way}, nodes=nodes)).json()

    assert answer("0.5", "0.5") == answer(0.5, 0.5)
    assert answer(0.5, 0.5)["nodes"][0]["resumes_s"] == 60


def test_an_empty_graph_is_answered(manager: User) -> None:
    body = ask(manager, "graph", {"nodes": [], "teams": 2}).json()
    assert (body["nodes"], body["schedule"], body["makespan_s"]) == ([], [], 0)


@pytest.mark.slow
def test_a_chain_ten_thousand_deep_is_answered(manager: User) -> None:
    nodes = [P | {"rto_s": 10_000}, *({"key": f"s{n}", "restore_s": 1} for n in range(9_999))]
    edges = [
        {"dependent": a["key"], "needs": b["key"]} for a, b in zip(nodes, nodes[1:], strict=False)
    ]
    body = ask(manager, "graph", {"nodes": nodes, "edges": edges}).json()
    assert (body["nodes"][0]["finish_s"], len(body["critical_paths"][0]["path"])) == (9_999, 10_000)
    assert body["single_points"][0]["pairs"] is None


@pytest.mark.parametrize(
    ("question", "attr", "code"),
    [
        ({}, "nodes", "required"),
        ({"nodes": {}}, "nodes", "not_a_list"),
        ({"nodes": [3]}, "nodes.0.non_field_errors", "invalid"),
        (asked(PA, extra=1), "extra", "invalid"),
        (asked(nodes=[A | {"rta_s": 1}]), "nodes.0.rta_s", "invalid"),
        (asked(PA | {"weight": 1}), "edges.0.weight", "invalid"),
        (
            asked(PA | {"workaround": {"activation_s": 1, "end_s": 2}}),
            "edges.0.workaround.end_s",
            "invalid",
        ),
        (asked(nodes=[{"kind": "system"}]), "nodes.0.key", "required"),
        (asked(nodes=[A | {"key": ""}]), "nodes.0.key", "blank"),
        (asked(nodes=[A | {"key": 3}]), "nodes.0.key", "invalid"),
        (asked(nodes=[A | {"kind": "planet"}]), "nodes.0.kind", "invalid_choice"),
        (asked(nodes=[A | {"restore_s": -1}]), "nodes.0.restore_s", "min_value"),
        (asked(nodes=[A | {"restore_s": True}]), "nodes.0.restore_s", "invalid"),
        (asked(nodes=[A | {"restore_s": 1.5}]), "nodes.0.restore_s", "invalid"),
        (asked(nodes=[A | {"mtd_s": 10**13}]), "nodes.0.mtd_s", "max_value"),
        (asked(nodes=[A | {"mbco": "1.1"}]), "nodes.0.mbco", "max_value"),
        (asked(nodes=[A | {"automatic": "yes"}]), "nodes.0.automatic", "invalid"),
        (asked(nodes=[A, A]), "nodes.1.key", "duplicate_key"),
        (asked(PA | {"needs": "X"}), "edges.0.needs", "unknown_key"),
        (asked(PA | {"dependent": "X"}), "edges.0.dependent", "unknown_key"),
        (asked(PA, {"dependent": "A", "needs": "A"}), "edges.1.needs", "self_edge"),
        (asked(PA, PA), "edges.1.needs", "duplicate_edge"),
        (asked(PA | {"mode": "both"}), "edges.0.mode", "invalid_choice"),
        (asked(PA | {"strength": None}), "edges.0.strength", "null"),
        (asked(PA | {"workaround": 5}), "edges.0.workaround.non_field_errors", "invalid"),
        (asked(PA | {"workaround": {}}), "edges.0.workaround.activation_s", "required"),
        (
            asked(PA | {"workaround": {"activation_s": 9, "endurance_s": 8}}),
            "edges.0.workaround.endurance_s",
            "ends_before_start",
        ),
        (
            asked(PA | {"workaround": {"activation_s": 9, "capacity": "2"}}),
            "edges.0.workaround.capacity",
            "max_value",
        ),
        (asked(PA | {"group_needs": 1}), "edges.0.group_needs", "no_group"),
        (asked(PA | {"group": "g", "group_needs": 0}), "edges.0.group_needs", "min_value"),
        (asked(PA | {"group": "g", "group_needs": 2}), "edges.0.group_needs", "group_too_small"),
        (
            asked(PA | {"group": "g"}, PB | {"group": "g", "group_needs": 2}),
            "edges.1.group_needs",
            "contradictory_group",
        ),
        (asked(PA, decision_s=-1), "decision_s", "min_value"),
        (asked(PA, teams=0), "teams", "min_value"),
        (asked(PA, teams=10**9), "teams", "max_value"),
        (asked(PA, teams="2"), "teams", "invalid"),
        (asked(PA, priority="cost"), "priority", "invalid_choice"),
        (asked(nodes=[{"key": str(n)} for n in range(10_001)]), "nodes", "max_length"),
        (
            asked(nodes=[{"key": str(n), "kind": "process"} for n in range(2_001)]),
            "nodes",
            "max_length",
        ),
    ],
)
def test_an_impossible_graph_is_400_at_its_field(
    manager: User, question: Any, attr: str, code: str
) -> None:
    assert refusals(manager, "graph", question) == [(attr, code)]


def test_a_stranger_without_login_is_refused(db: None) -> None:
    assert APIClient().post("/api/v1/calculators/graph/", {}, format="json").status_code == 401


def test_a_chinese_caller_gets_chinese_units(manager: User) -> None:
    client = APIClient(headers={"accept-language": "zh-hans"})
    client.force_authenticate(manager)
    answer = client.post("/api/v1/calculators/graph/", asked(PA), format="json")
    assert "10 分钟" in answer.json()["nodes"][1]["because"]
