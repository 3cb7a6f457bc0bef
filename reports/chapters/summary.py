"""The summary: figures, gaps, overdue reviews, objectives and approvals."""

from __future__ import annotations

from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from bia.models import AssessmentStatus
from lib.pdf.part import Part
from lib.pdf.rendering import render
from reports.chapters.frame import css, frame
from reports.content.selection import Selection
from reports.content.summary import summarise
from reports.content.words import (
    day_words,
    percent_words,
    whole,
)


def summary_part(selection: Selection, number: int) -> Part:
    summary, words = summarise(selection), gap_words()
    figures = summary.figures
    share = figures.critical_share
    context = frame(selection) | {
        "summary": summary,
        "volume": whole(figures.volume),
        "critical_share": "" if share is None else percent_words(share, 2),
        "critical_volume": _("%(part)s of %(whole)s a day")
        % {"part": whole(figures.critical_volume), "whole": whole(figures.volume)},
        "missed": summary.count("rto_miss", "mtd_breach"),
        "unproven": summary.count("untested"),
        "met": summary.count("met"),
        "gaps": [(line, words[line.gap.status]) for line in summary.missed],
        "overdue": [(line, day_words(line.due_on)) for line in summary.overdue],
        "tier_lines": [_with(line, volume_words=whole(line.volume)) for line in summary.tiers],
        "overview": overview(selection),
    }
    return render(render_to_string("reports/pdf/summary.html", context), css(), number)


def gap_words() -> dict[str, str]:
    return {
        "mtd_breach": _("MTD breached"), "rto_miss": _("RTO missed"), "untested": _("Not proven"),
        "no_target": _("No target"), "met": _("Met"),
    }  # fmt: skip


def overview(selection: Selection) -> list[dict[str, Any]]:
    lines = []
    for one in selection.assessments:
        draft = one.approved_at is None
        mtd_s, rto_s, tier = one.mtd_s, one.rto_s, selection.tier_of(one)
        margin = None if not mtd_s or rto_s is None else (mtd_s - rto_s) / mtd_s
        lines.append(
            {
                "anchor": f"a-{one.code}", "name": selection.rows[one.process_id].name,
                "draft": draft, "tier": tier.name if tier else "–",
                "mtd_s": mtd_s, "rto_s": rto_s, "rpo_s": one.rpo_s, "margin": margin,
                "status_words": AssessmentStatus(one.status).label,
                "approved_words": ""
                if one.approved_at is None
                else day_words(one.approved_at.astimezone(selection.zone).date()),
                "approved_by": str(one.approved_by) if one.approved_by else "",
                "digest": one.snapshot.digest if hasattr(one, "snapshot") else "",
            }
        )  # fmt: skip
    return lines


def _with(row: Any, **extra: Any) -> dict[str, Any]:
    return {**vars(row), **extra}
