"""The BIA report for programs: the frozen assessments as they were signed, with their digests."""

from __future__ import annotations

from typing import Any

from bia.models import AssessmentSnapshot
from reports.content.frozen import in_work_content
from reports.content.selection import Selection


def frozen_content(selection: Selection) -> dict[str, Any]:
    """JSON but for instants and amounts, which become texts."""
    chosen = list(selection.chosen.values())
    frozen = {
        one.assessment_id: one for one in AssessmentSnapshot.objects.filter(assessment__in=chosen)
    }
    return {
        "organisation": selection.organisation.name,
        "as_of": selection.at.isoformat(),
        "filters": selection.filters,
        "approved": [
            {
                "process": one.process.code,
                "assessment": one.code,
                "approved_at": one.approved_at,
                "sha256": frozen[one.pk].digest if one.pk in frozen else "",
                "snapshot": frozen[one.pk].content if one.pk in frozen else None,
            }
            for one in chosen
        ],
        "drafts": [
            {
                "process": one.process.code,
                "assessment": one.code,
                "content": in_work_content(one),
            }
            for one in selection.drafts.values()
        ],
        "without_approval": [row.code for row in selection.without_approval],
    }
