"""`GET /analysis/single-points/` and `/analysis/recovery-order/`, of the stored register."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.access import actor, require
from bia.analysis.recovery_order import Planned, planned
from bia.analysis.register import Named
from bia.analysis.sight import Sight
from bia.analysis.single_points import found_in, pairs_in, rows_in
from bia.analysis.stored import Stored, stored
from bia.api.calculators import refused_at_field
from bia.domain.figures import money_text
from bia.domain.graph.improvement import Objective
from bia.domain.graph.recovery import Recovery
from bia.serializers.recovery import (
    OrderAnswerSerializer,
    OrderQuestionSerializer,
    PointsAnswerSerializer,
)
from lib.api.problems import ProblemsSerializer


class SinglePointsView(APIView):
    """What alone stops each process, pairs that do so together, and where it adds up."""

    @extend_schema(operation_id="analysis_single_points", responses=PointsAnswerSerializer)
    def get(self, request: Request) -> Response:
        require(request.user, "assessment.view")
        of = stored(timezone.now())
        sight = Sight(actor(request), of.named)
        return Response(
            {
                "single_points": list(_by_process(of, sight)),
                "concentration": list(_concentration(of, sight)),
                "currency": of.register.currency,
            }
        )


def _by_process(of: Stored, sight: Sight) -> Iterable[dict[str, Any]]:
    points, pairs = found_in(of).points, pairs_in(of)
    for process, nodes in points.of.items():
        if sight.sees(process):
            bridged = sorted(points.bridged[process])
            yield {
                "process": process,
                **_named(of.named[process]),
                "nodes": [sight.key(key) for key in nodes],
                "bridged": [sight.key(key) for key in bridged],
                "pairs": [[sight.key(a), sight.key(b)] for a, b in pairs[process].shown],
                "pairs_total": pairs[process].total,
            }


def _concentration(of: Stored, sight: Sight) -> Iterable[dict[str, Any]]:
    for row in rows_in(of, sight):
        yield {
            "key": row.named.key,
            **_named(row.named),
            "kind": row.named.kind,
            "place": row.place,
            "processes": [one.key for one in row.processes],
            "hidden_processes": row.hidden,
            "count": row.count,
            "critical_count": row.critical_count,
            "bridged": [one.key for one in row.processes if one.key in row.bridged],
            "bridge": row.bridge,
            "loss_per_hour": _money(row.loss_per_hour),
        }


class RecoveryOrderView(APIView):
    """Everything is down: who restores what when, the plain list and the best order found."""

    @extend_schema(
        operation_id="analysis_recovery_order",
        parameters=[OrderQuestionSerializer],
        responses={200: OrderAnswerSerializer, 400: ProblemsSerializer},
    )
    def get(self, request: Request) -> Response:
        require(request.user, "assessment.view")
        asked = OrderQuestionSerializer(data=_given(request))
        asked.is_valid(raise_exception=True)
        of = stored(timezone.now())
        with refused_at_field():
            plan = planned(of, **asked.validated_data)
        return Response(order_json(plan, Sight(actor(request), of.named)))


def _given(request: Request) -> dict[str, Any]:
    """An empty parameter is not given."""
    return {name: value for name, value in request.query_params.items() if value}


def order_json(plan: Planned, sight: Sight) -> dict[str, Any]:
    improved = plan.improved
    return {
        "teams": plan.teams,
        "decision_s": plan.decision_s,
        "priority": plan.priority,
        "prefer": improved.prefer,
        "schedule": _tasks(plan, improved.plain, sight),
        "scheduled_processes": _processes(plan, improved.plain, sight),
        "makespan_s": improved.plain.makespan_s,
        "lateness_s": improved.plain_objective.lateness_s,
        "objective": _objective(improved.plain_objective),
        "lower_bound_s": plan.bound_s,
        "improved_schedule": _tasks(plan, improved.best, sight),
        "improved_processes": _processes(plan, improved.best, sight),
        "improved_makespan_s": improved.best.makespan_s,
        "improved_lateness_s": improved.objective.lateness_s,
        "improved_objective": _objective(improved.objective),
        "is_better": improved.is_better,
        "tries": improved.tries,
        "currency": plan.of.register.currency,
    }


def _tasks(plan: Planned, recovery: Recovery, sight: Sight) -> list[dict[str, Any]]:
    return [
        {
            "node": task.node,
            **_named(plan.of.named[task.node]),
            "team": task.team,
            "start_s": task.start_s,
            "finish_s": task.finish_s,
            "ready_s": task.ready_s,
            "required_s": plan.required[task.node],
            "because": plan.because(task, recovery, sight),
        }
        for task in recovery.tasks
        if sight.sees(task.node)
    ]


def _processes(plan: Planned, recovery: Recovery, sight: Sight) -> list[dict[str, Any]]:
    return [
        {
            "process": key,
            **_named(plan.of.named[key]),
            "resumes_s": back_s,
            "required_s": plan.required[key],
            "rto_s": plan.of.named[key].rto_s,
            "mtd_s": plan.of.named[key].mtd_s,
            "lateness_s": plan.lateness_s(key, back_s),
            "status": plan.verdict(key, back_s),
        }
        for key, back_s in recovery.resumes_s.items()
        if sight.sees(key)
    ]


def _objective(one: Objective) -> dict[str, Any]:
    return asdict(one) | {"loss": _money(one.loss)}


def _named(one: Named) -> dict[str, str]:
    return {"code": one.code, "name": one.name}


def _money(amount: Decimal | None) -> str | None:
    return None if amount is None else money_text(amount)
