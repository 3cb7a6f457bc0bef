"""Every golden request of tests/golden/graph.json gives its answer in the domain."""

from typing import Any

import pytest

from bia.domain.graph.analysis import GraphAnalysis, analyse
from bia.domain.graph.recovery import Recovery, recover, verdict
from bia.domain.graph.single_points import single_points
from tests.bia.domain.graph.graphs import GOLDEN, graph_of_request


def answer_of(request: dict[str, Any]) -> dict[str, Any]:
    graph = graph_of_request(request)
    decision_s, teams = request.get("decision_s", 0), request.get("teams")
    found = analyse(graph, decision_s=decision_s)
    required = {key: one.required_s for key, one in found.nodes.items()}
    single = single_points(graph, required)
    answer: dict[str, Any] = {
        "nodes": [one._asdict() for one in found.nodes.values()],
        "critical_paths": [
            {"process": key, "path": list(found.critical_path(key))} for key in single.of
        ],
        "cycles": [
            {"members": list(one.members), "deadlock": one.deadlock} for one in found.cycles
        ],
        "single_points": [
            {"process": key, "nodes": list(nodes), "pairs": []} for key, nodes in single.of.items()
        ],
        "schedule": None,
        "makespan_s": None,
    }
    if teams is not None:
        answer |= planned(found, recover(graph, required, teams=teams, decision_s=decision_s))
    return answer


def planned(found: GraphAnalysis, plan: Recovery) -> dict[str, Any]:
    back, nodes = plan.resumes_s, found.nodes
    return {
        "schedule": [
            {"node": task.node, "start_s": task.start_s, "finish_s": task.finish_s}
            for task in plan.tasks
        ],
        "scheduled_processes": [
            {
                "process": node.key,
                "resumes_s": back[node.key],
                "status": verdict(back[node.key], nodes[node.key].required_s, node.mtd_s),
            }
            for node in found.graph.nodes
            if node.key in back
        ],
        "makespan_s": plan.makespan_s,
    }


def pick(found: Any, like: Any) -> Any:
    """The part of the answer that the golden one speaks of."""
    if isinstance(like, dict):
        return {key: pick(found[key], like[key]) for key in like}
    if isinstance(like, list):
        return [pick(a, b) for a, b in zip(found, like, strict=True)]
    return found


@pytest.mark.parametrize("name", GOLDEN)
def test_golden_answer(name: str) -> None:
    """AT-101, AT-103, AT-105, AT-106, AT-107, AT-109."""
    case = GOLDEN[name]
    assert pick(answer_of(case["request"]), case["answer"]) == case["answer"]
