"""`GET /analysis/gaps/`: what is required, possible and proven of everything an objective reaches.

Plain dicts: a thousand nodes with their evidence are answered in a quarter of a second, most of
which a serializer would add again. The serializers of bia/serializers/gap.py describe them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.access import actor, require
from bia.analysis.levels_in_use import levels_in_use, levels_of
from bia.analysis.sight import Sight
from bia.analysis.stored import Stored
from bia.domain.dr_level import Needed
from bia.domain.evidence import Evidence
from bia.gaps.order import KINDS
from bia.gaps.row import GapRow
from bia.gaps.rows import worst
from bia.reasons import explain
from bia.serializers.gap import GapAnswerSerializer

CHAIN = 100
"""Links of a chain in an answer, the nearest; `required_by` and `held_by` lead on."""


class GapView(APIView):
    """The shape of the calculator `graph/`, with `code` beside `key`."""

    @extend_schema(
        operation_id="analysis_gaps",
        parameters=[
            OpenApiParameter("limit", int, description="Without it: everything"),
            OpenApiParameter("offset", int),
        ],
        responses=GapAnswerSerializer,
    )
    def get(self, request: Request) -> Response:
        require(request.user, "assessment.view")
        found = worst(actor(request), timezone.now(), KINDS)
        rows = found.rows(*_part(request))
        levels = levels_of(found.of, levels_in_use())
        return Response(
            {
                "count": len(found.found),
                "nodes": [_node(row, levels) for row in rows],
                "critical_paths": [_path(row) for row in rows if row.kind == "process"],
                "cycles": list(_cycles(found.of, found.sight)),
                "currency": found.of.register.currency,
            }
        )


def _node(row: GapRow, levels: Mapping[str, Needed]) -> dict[str, Any]:
    return _named(row, levels) | _times(row) | _chains(row) | _data(row) | _evidence_of(row)


def _part(request: Request) -> tuple[int, int | None]:
    """The first row and how many; nonsense falls back, as in every list."""
    return _number(request, "offset") or 0, _number(request, "limit")


def _number(request: Request, name: str) -> int | None:
    text = request.query_params.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _named(row: GapRow, levels: Mapping[str, Needed]) -> dict[str, Any]:
    one, behind = row.subject, row.of.behind_of(row.key)
    level = levels.get(one.key)
    return {
        "key": one.key,
        "code": one.code,
        "kind": one.table,
        "system_kind": one.kind if one.table == "system" else None,
        "name": one.name,
        "critical": one.critical,
        "tier": one.tier_code,
        "dr_level": one.dr_level,
        "recommended_level": level.level if level else None,
        "recommended_because": explain(level.because) if level else "",
        "concentration": behind.critical,
        "loss_per_hour": _plain(behind.loss_per_hour),
    }


def _times(row: GapRow) -> dict[str, Any]:
    one, found = row.subject, row.result
    return {
        "rto_s": one.rto_s,
        "mtd_s": one.mtd_s,
        "capability_s": one.design_s,
        "tested_s": one.measured_s,
        "required_s": found.required_s,
        "finish_s": row.finish_s,
        "resumes_s": row.resumes_s,
        "counted_s": row.counted_s,
        "slack_s": row.slack_s,
        "gap_s": row.gap_s,
        "target_gap_s": found.target_gap_s,
        "mtd_margin": None if row.mtd_margin is None else f"{row.mtd_margin:.4f}",
        "status": row.status,
        "unknown": row.unknown,
        "proven": found.proven,
        "because": row.because,
        "warnings": row.warnings,
        "naive_required_s": found.naive_required_s,
        "naive_finish_s": None if row.finish_s is None else found.naive_finish_s,
        "naive_status": found.naive_status,
        "naive_differs": row.naive_differs,
    }


def _chains(row: GapRow) -> dict[str, Any]:
    found, sight, analysis = row.result, row.sight, row.of.analysis
    return {
        "required_by": _seen(sight, found.required_by),
        "required_chain": _keys(sight, analysis.objective_path(row.key, CHAIN)),
        "required_because": row.required_because,
        "held_by": _seen(sight, found.held_by),
        "held_chain": _keys(sight, analysis.critical_path(row.key, CHAIN)),
        "finish_because": row.finish_because,
        "bridged": _keys(sight, found.bridged),
        "degraded": _keys(sight, found.degraded),
    }


def _data(row: GapRow) -> dict[str, Any]:
    need = row.of.rpo.get(row.key)
    return {
        "rpo_s": row.subject.rpo_s,
        "rpo_required_s": need.rpo_s if need else None,
        "rpo_required_by": _seen(row.sight, need.by) if need else None,
        "tested_rpo_s": row.subject.measured_rpo_s,
        "rpo_gap_s": row.rpo.gap_s,
        "rpo_status": row.rpo_status,
        "rpo_because": row.rpo_because,
        "restorable": _restorable(row),
    }


def _restorable(row: GapRow) -> dict[str, Any] | None:
    """What the backups could restore now; the system is one of everybody's."""
    one = row.restorable
    if one is None:
        return None
    return {
        "status": one.status,
        "system": _seen(row.sight, one.by),
        "data_class": one.newest.data,
        "stands_at": one.newest.stands_at,
        "age_s": one.age_s,
        "limit_s": one.limit_s,
        "gap_s": one.gap_s,
        "because": row.restorable_words,
    }


def _evidence_of(row: GapRow) -> dict[str, Any]:
    return {
        "proof": _evidence(row.proof),
        "beside": [_evidence(one) for one in row.beside],
        "rpo_proof": _evidence(row.proof_rpo),
        "rpo_beside": [_evidence(one) for one in row.beside_rpo],
    }


def _evidence(one: Evidence | None) -> dict[str, Any] | None:
    if one is None:
        return None
    result = one.measured
    return {
        "measurement": result.code,
        "value_s": result.value_s,
        "at": result.at,
        "source": result.source,
        "confidence": result.confidence,
        "recorded_by": result.by,
        "note": result.note,
        "age_days": one.age_days,
        "stale_since": one.stale_since,
        "proves": one.proves,
    }


def _path(row: GapRow) -> dict[str, Any]:
    path = row.of.analysis.critical_path(row.key, CHAIN)
    return {"process": row.key, "code": row.subject.code, "path": _keys(row.sight, path)}


def _cycles(of: Stored, sight: Sight) -> Iterable[dict[str, Any]]:
    """Those of which the reader sees a part."""
    for cycle in of.analysis.cycles:
        if any(sight.sees(key) for key in cycle.members):
            yield {"members": _keys(sight, cycle.members), "deadlock": cycle.deadlock}


def _keys(sight: Sight, keys: Iterable[str]) -> list[str | None]:
    """Null for a process the reader may not see."""
    return sight.keys_of(keys)


def _seen(sight: Sight, key: str | None) -> str | None:
    return None if key is None else sight.key(key)


def _plain(value: Decimal) -> str:
    return f"{value:.2f}"
