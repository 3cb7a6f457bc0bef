"""`GET /analysis/gaps/`: the stored register's targets against its measurements."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.access import actor, require
from bia.domain.evidence import Evidence
from bia.gap_rows import GapRow, gap_rows
from bia.serializers.gap import GapAnswerSerializer


class GapView(APIView):
    """First view; the graph analysis adds its fields beside these."""

    @extend_schema(operation_id="analysis_gaps", responses=GapAnswerSerializer)
    def get(self, request: Request) -> Response:
        require(request.user, "assessment.view")
        rows = gap_rows(actor(request), timezone.now(), ("process", "system"))
        return Response(GapAnswerSerializer({"nodes": [_node(row) for row in rows]}).data)


def _node(row: GapRow) -> dict[str, Any]:
    return {
        "key": row.key,
        "code": row.subject.code,
        "kind": row.kind,
        "name": row.subject.name,
        "critical": row.critical,
        "tier": row.tier.code if row.tier else None,
        "rto_s": row.subject.rto_s,
        "rpo_s": row.subject.rpo_s,
        "mtd_s": row.mtd_s,
        "tested_s": row.rto.tested_s,
        "gap_s": row.rto.gap_s,
        "mtd_margin": row.rto.mtd_margin,
        "status": row.status,
        "because": row.because,
        "warnings": row.warnings,
        "tested_rpo_s": row.rpo.tested_s,
        "rpo_gap_s": row.rpo.gap_s,
        "rpo_status": row.rpo_status,
        "rpo_because": row.rpo_because,
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
