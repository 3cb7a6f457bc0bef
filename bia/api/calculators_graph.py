"""The dependency analysis of a graph that a caller sends."""

from __future__ import annotations

from typing import Any

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from bia.api.calculators import TAGS, read, refused_at_field, zero
from bia.domain.graph.analysis import GraphAnalysis, NodeResult, analyse
from bia.domain.graph.because import because
from bia.domain.graph.checks import graph_of
from bia.domain.graph.failure_pairs import failure_pairs
from bia.domain.graph.improvement import improve
from bia.domain.graph.lower_bound import lower_bound
from bia.domain.graph.model import PROCESS, GraphEdge, GraphNode, GraphWorkaround
from bia.domain.graph.recovery import Recovery, verdict
from bia.domain.graph.single_points import single_points
from bia.reasons import explain
from bia.serializers.calculator_graph import GraphAnswerSerializer, GraphQuestionSerializer
from lib.api.problems import ProblemsSerializer
from lib.language import told

MOST_PAIRS = 200
"""Pairs spelled out per process; `pairs_total` counts them all."""
SCHEDULED = (
    *("schedule", "scheduled_processes", "makespan_s", "lower_bound_s"),
    *("improved_schedule", "improved_processes", "improved_makespan_s", "is_better"),
)
"""Named as in the recovery order of the stored register; null without teams."""
PAIRS_UP_TO = 2_000
"""Nodes; in larger graphs pairs are not looked for, they would take longer than all the rest."""


@extend_schema(
    tags=TAGS,
    operation_id="calculate_graph",
    request=GraphQuestionSerializer,
    responses={200: GraphAnswerSerializer, 400: ProblemsSerializer},
)
@api_view(["POST"])
def graph(request: Request) -> Response:
    """Required and achievable times, critical paths, circles, single points and an order.

    Degrading edges are left out of the times and listed as `degraded`; optional ones are not
    looked at.
    """
    asked = read(GraphQuestionSerializer, request)
    decision_s = zero(asked["decision_s"])
    with refused_at_field():
        given = graph_of(
            [node_of(**one) for one in asked["nodes"]], [edge_of(**one) for one in asked["edges"]]
        )
    found = analyse(given, decision_s=decision_s)
    processes = [node.key for node in given.nodes if node.kind == PROCESS]
    answer: dict[str, Any] = {
        "nodes": [node_json(found, found.nodes[node.key]) for node in given.nodes],
        "critical_paths": [
            {"process": key, "path": list(found.critical_path(key))} for key in processes
        ],
        "cycles": [
            {"members": list(one.members), "deadlock": one.deadlock} for one in found.cycles
        ],
        "single_points": single_points_json(found),
    }
    return Response(answer | schedule_json(found, asked["teams"], asked["priority"]))


def node_of(*, mbco: Any, **given: Any) -> GraphNode:
    """What a caller states counts as proven."""
    return GraphNode(**given, **({} if mbco is None else {"mbco": mbco}))


def edge_of(*, workaround: dict[str, Any] | None, group: str | None, **given: Any) -> GraphEdge:
    bridge = None if workaround is None else GraphWorkaround(**workaround)
    return GraphEdge(**given, workaround=bridge, group=group or "")


def node_json(found: GraphAnalysis, one: NodeResult) -> dict[str, Any]:
    return {
        "key": one.key,
        "own_s": one.own_s,
        "required_s": one.required_s,
        "finish_s": one.finish_s,
        "resumes_s": one.resumes_s,
        "slack_s": one.slack_s,
        "gap_s": one.gap_s,
        "target_gap_s": one.target_gap_s,
        "status": one.status,
        "unknown": one.unknown,
        "required_by": one.required_by,
        "held_by": one.held_by,
        "bridged": list(one.bridged),
        "degraded": list(one.degraded),
        "naive_required_s": one.naive_required_s,
        "naive_finish_s": one.naive_finish_s,
        "naive_status": one.naive_status,
        "because": told(explain(reason) for reason in because(found, one.key)),
    }


def single_points_json(found: GraphAnalysis) -> list[dict[str, Any]]:
    required = {key: one.required_s for key, one in found.nodes.items()}
    single = single_points(found.graph, required)
    with_pairs = len(found.graph.nodes) <= PAIRS_UP_TO
    pairs = failure_pairs(single, most=MOST_PAIRS) if with_pairs else {}
    return [
        {
            "process": process,
            "nodes": list(nodes),
            "bridged": sorted(single.bridged[process]),
            "pairs": [list(pair) for pair in pairs[process].shown] if with_pairs else None,
            "pairs_total": pairs[process].total if with_pairs else None,
        }
        for process, nodes in single.of.items()
    ]


def schedule_json(found: GraphAnalysis, teams: int | None, priority: Any) -> dict[str, Any]:
    """The plain list schedule, and the best order a search found; nulls without teams."""
    if teams is None:
        return dict.fromkeys(SCHEDULED)
    required = {key: one.required_s for key, one in found.nodes.items()}
    decision_s = found.decision_s
    searched = improve(found.graph, required, teams=teams, decision_s=decision_s, priority=priority)
    best = searched.best
    return {
        "schedule": tasks_json(searched.plain),
        "scheduled_processes": scheduled_json(found, searched.plain),
        "makespan_s": searched.plain.makespan_s,
        "lower_bound_s": lower_bound(found.graph, teams=teams, decision_s=decision_s),
        "improved_schedule": tasks_json(best),
        "improved_processes": scheduled_json(found, best),
        "improved_makespan_s": best.makespan_s,
        "is_better": searched.is_better,
    }


def tasks_json(plan: Recovery) -> list[dict[str, Any]]:
    return [
        {"node": one.node, "team": one.team, "start_s": one.start_s, "finish_s": one.finish_s}
        for one in plan.tasks
    ]


def scheduled_json(found: GraphAnalysis, plan: Recovery) -> list[dict[str, Any]]:
    """Processes in the caller's order."""
    return [
        {
            "process": node.key,
            "resumes_s": plan.resumes_s[node.key],
            "status": verdict(
                plan.resumes_s[node.key],
                found.nodes[node.key].required_s,
                node.mtd_s,
                unknown=found.nodes[node.key].unknown,
            ),
        }
        for node in found.graph.nodes
        if node.kind == PROCESS
    ]


calculator_urls = [path("graph/", graph, name="calculator_graph")]
