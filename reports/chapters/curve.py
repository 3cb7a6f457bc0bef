"""The curve of an assessment: impact over time with its threshold, MTD and RTO."""

from __future__ import annotations

import base64
from collections.abc import Sequence

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bia.models import Assessment
from lib.charts import Spec, draw_ahead, impact_curve, svg
from lib.durations import format_duration
from reports.content.frozen import sheets_of
from reports.content.sheet import Sheet

CURVE_WIDTH = 640


def draw_curves(assessments: Sequence[Assessment]) -> None:
    """Draw the curves of many assessments at once, before their parts are rendered."""
    language = get_language() or "en"
    found = (_curve_spec(sheet, language) for sheet in sheets_of(assessments))
    draw_ahead([spec for spec in found if spec is not None], width=CURVE_WIDTH)


def curve_of(sheet: Sheet, language: str) -> tuple[str, str]:
    """The picture as a data address, and what it shows in words; nothing rated, no picture."""
    spec = _curve_spec(sheet, language)
    if spec is None:
        return "", ""
    words = _("Impact over time of %(name)s: %(mtd)s, %(rto)s.") % {
        "name": sheet.name,
        "mtd": _named("MTD", sheet.mtd_s, language),
        "rto": _named("RTO", sheet.rto_s, language),
    }
    drawn = base64.b64encode(svg(spec, width=CURVE_WIDTH).encode()).decode()
    return f"data:image/svg+xml;base64,{drawn}", words


def _named(label: str, seconds: int | None, language: str) -> str:
    return label if seconds is None else f"{label} {format_duration(seconds, language)}"


def _curve_spec(sheet: Sheet, language: str) -> Spec | None:
    scores = {row.category: [cell.score for cell in row.cells] for row in sheet.grid}
    if len(sheet.bands) < 2 or not any(s is not None for row in scores.values() for s in row):
        return None
    return impact_curve(
        bands=[(at_s, format_duration(at_s, language)) for at_s in sheet.bands],
        scores=scores,
        threshold=sheet.threshold,
        mtd_s=sheet.mtd_s,
        rto_s=sheet.rto_s,
        highest=sheet.highest_score,
        height=150,
        labels={
            "time": _("Time since the outage"), "score": _("Impact"), "category": _("Category"),
            "threshold": _("intolerable"),
            "mtd": _named("MTD", sheet.mtd_s, language),
            "rto": _named("RTO", sheet.rto_s, language),
        },
    )  # fmt: skip
