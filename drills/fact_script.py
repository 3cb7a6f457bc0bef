"""The script of a drill as facts: objectives, criteria with every rating, injects planned against
actual, expectations. A constant number of queries."""

from __future__ import annotations

from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from drills.domain.scoring import LEVELS, POINTS
from drills.models import Drill, Expectation, Inject, Objective
from drills.services.results import Line
from incidents.fact_values import iso, seconds, who

Json = dict[str, Any]


def objective_facts(drill: Drill, lines: list[Line]) -> list[Json]:
    """Points of an objective: the mean of its rated criteria, by their weight in the whole."""
    weights = drill.outcome.get("weights", {})
    found = []
    for one in Objective.objects.filter(script__drill=drill).order_by("position", "pk"):
        mine = [line for line in lines if line.criterion.objective_id == one.pk]
        points = _mean(mine, weights)
        found.append(
            {
                "key": one.key,
                "text_en": one.text_en or one.text_zh,
                "text_zh": one.text_zh or one.text_en,
                "criteria": [line.criterion.key for line in mine],
                "points": None if points is None else str(points),
                "level": level_of(points),
            }
        )
    return found


def level_of(points: Decimal | None) -> str:
    """The level it reached; "" where nothing was evaluated."""
    if points is None:
        return ""
    return next((name for name in LEVELS if points >= POINTS[name]), "not")


def criterion_facts(drill: Drill, lines: list[Line]) -> list[Json]:
    weights, used = drill.outcome.get("weights", {}), drill.outcome.get("used", {})
    failed = drill.outcome.get("failed_gates", [])
    return [
        {
            "key": line.criterion.key,
            "objective": line.criterion.objective.key,
            "group": line.criterion.group,
            "rule": line.criterion.rule,
            "text_en": line.criterion.text_en or line.criterion.text_zh,
            "text_zh": line.criterion.text_zh or line.criterion.text_en,
            "weight": weights.get(line.criterion.key),
            "used": used.get(line.criterion.key),
            "gate": line.criterion.gate,
            "gate_failed": line.criterion.key in failed,
            "source": line.source if line.is_evaluated else "",
            "points": None if line.points is None else f"{line.points:f}",
            "level": line.level,
            "na": line.na,
            "spread": line.spread,
            "reason": line.reason,
            "settled_by": who(line.row.by) if line.row is not None and line.is_settled else "",
            "figures": line.facts,
            "retests": list(line.criterion.retests),
            "ratings": [
                {"evaluator": who(one.evaluator), "level": one.level, "reason": one.reason}
                for one in line.ratings
            ],
        }
        for line in lines
    ]


def inject_facts(drill: Drill) -> list[Json]:
    """`offset_s` is when it was planned, `actual_s` the scripted time at which it came."""
    rows = Inject.objects.filter(script__drill=drill).select_related("delivered_by")
    return [
        {
            "key": one.key,
            "title_en": one.title_en or one.title_zh,
            "title_zh": one.title_zh or one.title_en,
            "channel": one.channel,
            "conditional": bool(one.condition),
            "status": one.status,
            "offset_s": one.offset_s,
            "actual_s": None
            if one.late_s is None
            else max(0, one.offset_s + one.late_s * drill.speed),
            "late_s": one.late_s,
            "delivered_at": iso(one.delivered_at),
            "by": who(one.delivered_by),
            "reason": one.skip_reason,
        }
        for one in rows.order_by("offset_s", "position", "pk")
    ]


def expectation_facts(drill: Drill) -> list[Json]:
    rows = Expectation.objects.filter(inject__script__drill=drill).select_related(
        "inject", "criterion", "evaluator"
    )
    return [
        {
            "key": one.key,
            "inject": one.inject.key,
            "inject_status": one.inject.status,
            "criterion": one.criterion.key if one.criterion else "",
            "text_en": one.text_en or one.text_zh,
            "text_zh": one.text_zh or one.text_en,
            "role": one.role,
            "result": one.result,
            "due_at": iso(one.due_at),
            "observed_at": iso(one.observed_at),
            "late_s": _late_s(one.due_at, one.observed_at),
            "by": who(one.evaluator),
            "comment": one.comment,
            "evidence": one.evidence,
        }
        for one in rows.order_by("inject__offset_s", "inject__position", "position", "pk")
    ]


def _late_s(due_at: datetime | None, observed_at: datetime | None) -> int | None:
    if due_at is None or observed_at is None:
        return None
    return max(0, seconds(due_at, observed_at))


def _mean(lines: list[Line], weights: Json) -> Decimal | None:
    rated = [
        (line.points, Decimal(weights.get(line.criterion.key, 0)))
        for line in lines
        if line.points is not None and not line.na
    ]
    if not rated:
        return None
    whole = sum((weight for _points, weight in rated), Decimal(0))
    if whole <= 0:
        rated, whole = [(points, Decimal(1)) for points, _weight in rated], Decimal(len(rated))
    total = sum((points * weight for points, weight in rated), Decimal(0))
    return (total / whole).quantize(Decimal("0.01"), ROUND_HALF_UP)
